#include "engine/sqlite/foreign_key_violation.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <tuple>

#include "base/text.hpp"
#include "engine/sqlite/value_text.hpp"

namespace backstay::engine::sqlite {
namespace {

struct Broken {
    sql::CatalogRelation const* child = nullptr;
    sql::ForeignKeyConstraint const* key = nullptr;
    std::int64_t rowid = 0;
};

sql::CatalogRelation const* by_storage_name(sql::Catalog const& catalog, std::string_view name) {
    for (auto const& [id, relation] : catalog.relations)
        if (relation.storage_name() == name) return &relation;
    return nullptr;
}

// PRAGMA foreign_key_list numbers a table's keys; its rows say the columns.
sql::ForeignKeyConstraint const* key_number(Connection const& db, sql::CatalogRelation const& child,
                                            std::int64_t number) {
    auto list = db.prepare("select \"from\" from pragma_foreign_key_list(?1) where id = ?2 order by seq");
    if (!list) return nullptr;
    list->bind(1, child.storage_name());
    list->bind(2, number);
    std::vector<std::string> columns;
    while (list->step() == SQLITE_ROW) columns.emplace_back(list->text(0));
    auto const found = std::ranges::find(child.foreign_keys, columns, &sql::ForeignKeyConstraint::columns);
    return found == child.foreign_keys.end() ? nullptr : &*found;
}

// Of several the one that PostgreSQL meets first: of keys that are not deferred, the first row's, and of its
// keys the one declared first.
std::optional<Broken> find_broken(FailedWrite const& write) {
    auto check = write.db.prepare("pragma foreign_key_check");
    if (!check) return std::nullopt;
    std::optional<Broken> first;
    auto const is_before = [](Broken const& a, Broken const& b) {
        auto const place = [](Broken const& one) {
            return std::tuple(one.key->initially_deferred, one.rowid, one.key);
        };
        return a.child == b.child && place(a) < place(b);
    };
    while (check->step() == SQLITE_ROW) {
        auto const* child = by_storage_name(*write.state.catalog, check->text(0));
        if (child == nullptr) continue;
        auto const* key = key_number(write.db, *child, check->integer(3));
        if (key == nullptr) continue;
        Broken const found{child, key, check->integer(1)};
        bool const own = child == write.table && first && first->child != write.table;
        if (!first || own || is_before(found, *first)) first = found;
    }
    return first;
}

std::string key_values(FailedWrite const& write, Broken const& broken) {
    std::string list;
    for (auto const& c : broken.key->columns) list += (list.empty() ? "" : ", ") + quote_always(c);
    auto row = write.db.prepare("select " + list + " from " + quote_always(broken.child->storage_name()) +
                                " where rowid = ?1");
    if (!row) return {};
    row->bind(1, broken.rowid);
    if (row->step() != SQLITE_ROW) return {};
    std::string out;
    int index = 0;
    for (auto const& name : broken.key->columns) {
        auto const* column = broken.child->find_column(name);
        out += out.empty() ? "" : ", ";
        if (column != nullptr)
            append_text(out, sqlite3_column_value(row->get(), index), column->type, write.state);
        ++index;
    }
    return out;
}

Error describe(FailedWrite const& write, Broken const& broken) {
    auto const* parent = write.state.catalog->relation(broken.key->referenced);
    auto const parent_name = parent == nullptr ? std::string() : parent->name.name;
    auto const& child = broken.child->name.name;
    bool const from_child =
        write.table == nullptr ? write.changed != nullptr && write.changed->contains(broken.child->id)
                               : write.table == broken.child && write.command != sql::typed::Command::delete_;
    auto const values = key_values(write, broken);
    auto const& columns = from_child ? broken.key->columns : broken.key->referenced_columns;
    auto const key = "Key (" + join(columns, ", ") + ")=(" + values + ")";
    auto const name = "violates foreign key constraint \"" + broken.key->name + "\"";
    auto error = from_child ? failure("23503", "insert or update on table \"" + child + "\" " + name).error()
                            : failure("23503", "update or delete on table \"" + parent_name + "\" " + name +
                                                   " on table \"" + child + "\"")
                                  .error();
    error->constraint = broken.key->name;
    bool const own = write.table == broken.child;
    bool const unreadable =
        own && std::ranges::any_of(columns, [&](auto const& column) { return !write.may_read(column); });
    if (write.hide_rows || unreadable) {
        error->detail = from_child ? "Key is not present in table \"" + parent_name + "\"."
                                   : "Key is still referenced from table \"" + child + "\".";
        return error;
    }
    error->detail = from_child ? key + " is not present in table \"" + parent_name + "\"."
                               : key + " is still referenced from table \"" + child + "\".";
    return error;
}

}  // namespace

Error explain_foreign_key(FailedWrite const& write) {
    bool const again = static_cast<bool>(write.repeat);
    if (again) {
        static_cast<void>(write.db.execute("savepoint backstay_explain; pragma defer_foreign_keys = on"));
        write.repeat();
    }
    auto const broken = find_broken(write);
    auto error =
        broken ? describe(write, *broken) : failure("23503", "a foreign key constraint was violated").error();
    if (again)
        static_cast<void>(write.db.execute(
            "rollback to backstay_explain; release backstay_explain; pragma defer_foreign_keys = off"));
    return error;
}

}  // namespace backstay::engine::sqlite
