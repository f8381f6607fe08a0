#include "engine/sqlite/ddl/apply.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "engine/sqlite/ddl/text_index.hpp"
#include "engine/sqlite/ddl/verify.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::CatalogRelation;

// What FTS5 has not written yet it writes at a savepoint, and closes what it reads by: neither may be there
// while the schema is read anew or a collation is replaced.
Result<void> settle_texts(DdlTarget& target) {
    return target.run("SAVEPOINT backstay_texts; RELEASE backstay_texts");
}

class Applier {
public:
    Applier(DdlTarget& target, sql::Catalog const& catalog)
        : target_(target),
          catalog_(catalog),
          text_([this](CatalogRelation const& relation, sql::Expression const& e,
                       std::optional<sql::Type> type) {
              return target_.expression(catalog_, relation, e, type);
          }) {}

    Result<void> apply(sql::CreateTableChange const& change) {
        auto const& relation = catalog_.relations.at(change.relation);
        TRY(auto const table, create_table_sql(with(), relation));
        TRY_VOID(target_.run(table));
        return create_indexes(relation);
    }

    Result<void> apply(sql::DropTableChange const& change) {
        return target_.run("DROP TABLE " + quote_always(change.storage_name));
    }

    Result<void> apply(sql::AlterTableChange const& change) {
        auto const& relation = catalog_.relations.at(change.relation);
        TRY_VOID(drop_indexes(change.old_relation));
        TRY_VOID(drop_columns(change.old_relation, relation));
        // While rows are filled in there is no index that a key of the table to itself could go by.
        auto without_keys = relation;
        without_keys.foreign_keys.clear();
        TRY_VOID(exchange_table_text(without_keys));
        TRY_VOID(fill(change, relation));
        TRY_VOID(create_indexes(relation));
        return relation.foreign_keys.empty() ? Result<void>() : exchange_table_text(relation);
    }

    Result<void> apply(sql::RenameTableChange const& change) {
        auto const& relation = catalog_.relations.at(change.relation);
        TRY_VOID(drop_text_triggers(relation));
        TRY_VOID(target_.run("ALTER TABLE " + quote_always(change.old_storage_name) + " RENAME TO " +
                             quote_always(relation.storage_name())));
        TRY_VOID(exchange_table_text(relation));
        return create_text_triggers(relation);
    }

    Result<void> apply(sql::RenameColumnChange const& change) {
        auto const& relation = catalog_.relations.at(change.relation);
        TRY_VOID(drop_text_triggers(relation));
        TRY_VOID(target_.run("ALTER TABLE " + quote_always(relation.storage_name()) + " RENAME COLUMN " +
                             quote_always(change.old_name) + " TO " + quote_always(change.new_name)));
        return create_text_triggers(relation);
    }

    Result<void> apply(sql::CreateIndexChange const& change) {
        auto const& relation = catalog_.relations.at(change.relation);
        auto const index = std::ranges::find(relation.indexes, change.index, &sql::CatalogIndex::name);
        return create_index(relation, *index);
    }

    Result<void> apply(sql::DropIndexChange const& change) { return drop_index(change.storage_name); }

    Result<void> apply(sql::VerifyChange const& change) { return verify(target_, catalog_, change, text_); }

    Result<void> apply(sql::FillChange const& change) {
        auto const& relation = catalog_.relations.at(change.relation);
        if (change.replace) TRY_VOID(empty(relation));
        sql::Insert insert{.table = {.name = relation.name}};
        insert.source = change.query;
        if (relation.kind != sql::CatalogRelationKind::materialized_view)
            return target_.run(catalog_, insert);
        // Only here its rows can be written.
        auto filling = catalog_;
        filling.relations.at(change.relation).kind = sql::CatalogRelationKind::table;
        return target_.run(filling, insert);
    }

    Result<void> apply(sql::CreateSequenceChange const& change) {
        return target_.create_sequence(catalog_.relations.at(change.sequence));
    }
    Result<void> apply(sql::DropSequenceChange const& change) {
        return target_.drop_sequence(change.sequence);
    }
    Result<void> apply(sql::RestartSequenceChange const& change) {
        return target_.restart_sequence(change.sequence, change.value);
    }

    Result<void> apply(sql::TruncateChange const& change) {
        auto const& relation = catalog_.relations.at(change.relation);
        // TRUNCATE looked for referencing tables itself, and takes them along: keys wait for the end.
        TRY_VOID(target_.run("PRAGMA defer_foreign_keys = ON"));
        return empty(relation);
    }

    // The order of an enum's labels is its collation's: indexes by it are sorted anew.
    Result<void> apply(sql::ReorderEnumChange const& change) {
        TRY_VOID(settle_texts(target_));
        TRY_VOID(target_.define_enum(catalog_.enums.at(change.type)));
        for (auto const& [id, relation] : catalog_.relations) {
            bool const uses = std::ranges::any_of(relation.columns, [&](sql::CatalogColumn const& column) {
                return column.type.base == sql::BaseType::enumeration && column.type.user == change.type;
            });
            if (uses && relation.kind == sql::CatalogRelationKind::table)
                TRY_VOID(target_.run("REINDEX " + quote_always(relation.storage_name())));
        }
        return {};
    }

private:
    TableSql with() const { return {catalog_, text_}; }

    // 23505 could not create unique index, with the key that is there twice.
    Result<void> build_unique(std::string const& text, std::string const& name) {
        auto built = target_.run(text);
        if (built || built.error()->code != "23505") return built;
        auto error = std::move(built).error();
        error->message = "could not create unique index \"" + name + "\"";
        if (error->detail && error->detail->ends_with(" already exists."))
            error->detail = error->detail->substr(0, error->detail->size() - 16) + " is duplicated.";
        error->constraint = name;
        return std::unexpected(std::move(error));
    }

    Result<void> create_indexes(CatalogRelation const& relation) {
        for (auto const& key : relation.keys)
            if (auto const text = create_key_index_sql(relation, key))
                TRY_VOID(build_unique(*text, key.name));
        for (auto const& index : relation.indexes) TRY_VOID(create_index(relation, index));
        return {};
    }

    Result<void> create_index(CatalogRelation const& relation, sql::CatalogIndex const& index) {
        if (is_text_index(index)) {
            TRY(auto const statements, create_text_index_sql(with(), relation, index));
            TRY_VOID(run_all(drop_text_index_sql(index_storage_name(relation, index.name))));
            return run_all(statements);
        }
        if (!is_searchable(index)) return {};
        TRY(auto const text, create_index_sql(with(), relation, index));
        return build_unique(text, index.name);
    }

    Result<void> drop_index(std::string const& storage_name) {
        TRY_VOID(target_.run("DROP INDEX IF EXISTS " + quote_always(storage_name)));
        return run_all(drop_text_index_sql(storage_name));
    }

    Result<void> run_all(SqlStatements const& statements) {
        for (auto const& statement : statements) TRY_VOID(target_.run(statement));
        return {};
    }

    // ALTER TABLE of SQLite reads triggers, and may refuse what they say.
    Result<void> drop_text_triggers(CatalogRelation const& relation) {
        for (auto const& index : relation.indexes)
            if (is_text_index(index))
                TRY_VOID(run_all(drop_text_triggers_sql(index_storage_name(relation, index.name))));
        return {};
    }
    Result<void> create_text_triggers(CatalogRelation const& relation) {
        for (auto const& index : relation.indexes) {
            if (!is_text_index(index)) continue;
            TRY(auto const triggers, create_text_triggers_sql(with(), relation, index));
            TRY_VOID(run_all(triggers));
        }
        return {};
    }

    // Without triggers SQLite does not look at the rows one by one.
    Result<void> empty(CatalogRelation const& relation) {
        std::vector<sql::CatalogIndex> texts;
        std::ranges::copy_if(relation.indexes, std::back_inserter(texts), is_text_index);
        for (auto const& index : texts) TRY_VOID(drop_index(index_storage_name(relation, index.name)));
        TRY_VOID(target_.run("DELETE FROM " + quote_always(relation.storage_name())));
        for (auto const& index : texts) TRY_VOID(create_index(relation, index));
        return {};
    }

    Result<void> drop_indexes(CatalogRelation const& relation) {
        for (auto const& key : relation.keys)
            TRY_VOID(
                target_.run("DROP INDEX IF EXISTS " + quote_always(index_storage_name(relation, key.name))));
        for (auto const& index : relation.indexes)
            TRY_VOID(drop_index(index_storage_name(relation, index.name)));
        return {};
    }

    // SQLite drops a column only when no constraint names it, so the text without constraints goes in first.
    Result<void> drop_columns(CatalogRelation const& old_relation, CatalogRelation const& relation) {
        std::vector<std::string> gone;
        for (auto const& column : old_relation.columns)
            if (relation.find_column(column.name) == nullptr) gone.push_back(column.name);
        if (gone.empty()) return {};
        auto bare = old_relation;
        bare.checks.clear();
        bare.foreign_keys.clear();
        for (auto& column : bare.columns) column.generated = false;
        TRY_VOID(exchange_table_text(bare));
        for (auto const& column : gone)
            TRY_VOID(target_.run("ALTER TABLE " + quote_always(relation.storage_name()) + " DROP COLUMN " +
                                 quote_always(column)));
        return {};
    }

    Result<void> exchange_table_text(CatalogRelation const& relation) {
        TRY(auto const text, create_table_sql(with(), relation));
        // What indexes of texts have not written yet they write at a savepoint; the schema is read anew
        // below.
        TRY_VOID(target_.run("SAVEPOINT backstay_texts; RELEASE backstay_texts"));
        TRY(auto const version,
            target_.first_row("PRAGMA schema_version", {sql::Type{.base = sql::BaseType::int8}}));
        if (!version) return {};  // a dry run: there is no file
        auto const next = std::stoll(version->front()) + 1;
        TRY_VOID(target_.run("PRAGMA writable_schema = ON"));
        auto const exchanged = target_.run("UPDATE sqlite_schema SET sql = '" + doubled_quotes(text) +
                                           "' WHERE type = 'table' AND name = '" +
                                           doubled_quotes(relation.storage_name()) + "'");
        TRY_VOID(target_.run("PRAGMA schema_version = " + std::to_string(next)));
        TRY_VOID(target_.run("PRAGMA writable_schema = RESET"));
        return exchanged;
    }

    static std::string doubled_quotes(std::string const& text) {
        std::string out;
        for (char const c : text) {
            if (c == '\'') out += '\'';
            out += c;
        }
        return out;
    }

    static bool is_new(sql::CatalogColumn const& column, CatalogRelation const& old_relation) {
        auto const* before = old_relation.find_column(column.name);
        return before == nullptr || before->generated != column.generated || before->type != column.type ||
               before->default_text != column.default_text;
    }

    // A column that can be written as it is; one of no key, where there is one, so that no key is looked for.
    static sql::CatalogColumn const* quiet_column(CatalogRelation const& relation) {
        sql::CatalogColumn const* found = nullptr;
        for (auto const& column : relation.columns) {
            if (column.generated || column.name == relation.rowid_column) continue;
            bool const in_key = std::ranges::any_of(relation.keys, [&](sql::KeyConstraint const& key) {
                return std::ranges::count(key.columns, column.name) > 0;
            });
            if (!in_key) return &column;
            if (found == nullptr) found = &column;
        }
        return found;
    }

    // Values of new and changed columns, in one pass; generated columns are computed along with it.
    Result<void> fill(sql::AlterTableChange const& change, CatalogRelation const& relation) {
        std::vector<std::string> sets;
        for (auto const& item : change.fills) {
            auto const& column = *relation.find_column(item.column);
            auto const& value = item.value ? item.value : column.default_value;
            if (column.sequence != 0 && !item.value) {
                sets.push_back(quote_always(item.column) + " = backstay_nextval(" +
                               std::to_string(column.sequence) + ")");
                continue;
            }
            auto const& scope = item.value ? change.old_relation : relation;
            TRY(auto const text, target_.expression(catalog_, scope, *value, column.type));
            sets.push_back(quote_always(item.column) + " = " + text);
        }
        bool const computes = std::ranges::any_of(relation.columns, [&](sql::CatalogColumn const& column) {
            return column.generated && is_new(column, change.old_relation);
        });
        if (sets.empty() && computes) {
            auto const* same = quiet_column(relation);
            if (same != nullptr) sets.push_back(quote_always(same->name) + " = " + quote_always(same->name));
        }
        if (sets.empty()) return {};
        return target_.run("UPDATE " + quote_always(relation.storage_name()) + " SET " + join(sets, ", "));
    }

    DdlTarget& target_;
    sql::Catalog const& catalog_;
    ExpressionText text_;
};

}  // namespace

Result<void> apply_changes(DdlTarget& target, sql::Catalog const& catalog,
                           std::vector<sql::Change> const& changes) {
    TRY_VOID(settle_texts(target));
    Applier applier(target, catalog);
    for (auto const& change : changes)
        TRY_VOID(std::visit([&](auto const& one) { return applier.apply(one); }, change));
    return {};
}

}  // namespace backstay::engine::sqlite
