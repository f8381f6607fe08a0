#include <algorithm>
#include <set>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "sql/define/work.hpp"

namespace backstay::sql::defining {
namespace {

Result<void> refuse(CreateTable const& statement) {
    if (!statement.unsupported.empty()) return not_supported(Limitation::create_table, statement.unsupported);
    if (statement.persistence == Persistence::temporary) return not_supported(Limitation::temporary_table);
    return {};
}

Result<void> add_columns(Work& work, CatalogRelation& relation, CreateTable const& statement,
                         std::vector<Constraint>& rest) {
    for (auto const& spec : statement.columns) {
        if (relation.find_column(spec.name) != nullptr)
            return failure("42701", "column \"" + spec.name + "\" specified more than once");
        TRY(auto column, make_column(work, relation, spec, rest));
        relation.columns.push_back(std::move(column));
    }
    return {};
}

// LIKE other INCLUDING ...: columns always; defaults, constraints and comments as asked for.
Result<void> add_like(Work& work, CatalogRelation& relation, LikeClause const& like) {
    TRY(auto const* source, find_relation(work, like.table));
    for (auto column : source->columns) {
        if (relation.find_column(column.name) != nullptr)
            return failure("42701", "column \"" + column.name + "\" specified more than once");
        bool const keeps = column.generated ? like.including_all || like.including_generated
                                            : like.including_all || like.including_defaults;
        if (!keeps) {
            column.default_value.reset();
            column.default_text.clear();
            column.generated = false;
        }
        if (column.identity != IdentityKind::none) {
            if (like.including_all || like.including_identity)
                return not_supported(Limitation::like_identity);
            column.identity = IdentityKind::none;
            column.sequence = 0;
        }
        if (!like.including_all && !like.including_comments) column.comment.clear();
        relation.columns.push_back(std::move(column));
    }
    if (like.including_all || like.including_constraints) relation.checks = source->checks;
    if (like.including_all || like.including_indexes) {
        for (auto key : source->keys) {
            key.name =
                choose_name(relation.name.name, key.kind == KeyKind::primary ? "" : join(key.columns, "_"),
                            key.kind == KeyKind::primary ? "pkey" : "key",
                            [&](std::string const& chosen) { return has_constraint(relation, chosen); });
            relation.keys.push_back(std::move(key));
        }
    }
    return {};
}

Result<void> add_selected_columns(Work& work, CatalogRelation& relation, CreateTable const& statement) {
    if (work.context.typing == nullptr) return internal_error("CREATE TABLE AS without types");
    TRY(auto const columns, work.context.typing->columns_of(work.catalog(), **statement.as_select));
    if (statement.as_columns.size() > columns.size())
        return failure("42601", "too many column names were specified");
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto const name = i < statement.as_columns.size() ? statement.as_columns[i] : columns[i].name;
        auto type = columns[i].type;
        if (type.base == BaseType::unknown) type.base = BaseType::text;
        relation.columns.push_back({.name = name, .type = type});
    }
    return {};
}

void choose_rowid_column(CatalogRelation& relation) {
    auto const* key = relation.primary_key();
    if (key == nullptr || key->columns.size() != 1) return;
    auto const type = relation.find_column(key->columns.front())->type;
    bool const integer =
        type.base == BaseType::int2 || type.base == BaseType::int4 || type.base == BaseType::int8;
    if (integer && !type.array) relation.rowid_column = key->columns.front();
}

}  // namespace

Result<void> create_table(Work& work, CreateTable const& statement) {
    TRY_VOID(refuse(statement));
    TRY(auto const name, new_name(work, statement.table.name));
    if (statement.if_not_exists && find_any_relation(work, name) != nullptr) {
        work.notice("relation \"" + name.name + "\" already exists, skipping");
        return {};
    }
    TRY_VOID(require_free_name(work, name));

    CatalogRelation relation{.id = work.new_id(), .name = name, .owner = work.context.role};
    relation.grants = default_grants(work, name.schema, ObjectKind::table);
    std::vector<Constraint> constraints;
    for (auto const& like : statement.likes) TRY_VOID(add_like(work, relation, like));
    TRY_VOID(add_columns(work, relation, statement, constraints));
    if (statement.as_select) TRY_VOID(add_selected_columns(work, relation, statement));
    constraints.insert(constraints.end(), statement.constraints.begin(), statement.constraints.end());

    auto const id = relation.id;
    work.catalog().relations[id] = std::move(relation);
    // Keys first: a foreign key may reference the table itself.
    for (bool const keys : {true, false})
        for (auto const& constraint : constraints) {
            bool const is_key =
                constraint.kind == ConstraintKind::primary_key || constraint.kind == ConstraintKind::unique;
            if (is_key == keys) TRY_VOID(add_constraint(work, id, constraint));
        }
    choose_rowid_column(work.catalog().relations.at(id));
    work.change(CreateTableChange{id});
    if (statement.as_select && statement.with_data) work.change(FillChange{id, **statement.as_select});
    return {};
}

Result<void> truncate(Work& work, Truncate const& statement) {
    std::set<ObjectId> wanted;
    for (auto const& table : statement.tables) {
        TRY(auto const* relation, find_table(work, table.name));
        TRY_VOID(require_owner(work, relation->owner, "table " + relation->name.name));
        wanted.insert(relation->id);
    }
    for (bool grew = true; grew;) {
        grew = false;
        for (auto const& [id, relation] : work.catalog().relations)
            for (auto const& key : relation.foreign_keys) {
                if (!wanted.contains(key.referenced) || wanted.contains(id)) continue;
                auto const& referenced = work.catalog().relations.at(key.referenced).name.name;
                if (statement.behaviour != DropBehaviour::cascade)
                    return failure("0A000", "cannot truncate a table referenced in a foreign key constraint")
                        .detail("Table \"" + relation.name.name + "\" references \"" + referenced + "\".")
                        .hint("Truncate table \"" + relation.name.name +
                              "\" at the same time, or use TRUNCATE ... CASCADE.");
                grew = wanted.insert(id).second || grew;
            }
    }
    for (auto const id : wanted) {
        work.change(TruncateChange{id});
        if (!statement.restart_identity) continue;
        for (auto const& column : work.catalog().relations.at(id).columns)
            if (column.sequence != 0)
                work.change(RestartSequenceChange{
                    column.sequence,
                    work.catalog().relations.at(column.sequence).sequence.start.value_or(1)});
    }
    return {};
}

}  // namespace backstay::sql::defining
