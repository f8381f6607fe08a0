#include "engine/sqlite/catalog/catalog_store.hpp"

#include <sqlite3.h>

#include <functional>

#include "engine/sqlite/catalog/catalog_json.hpp"
#include "sql/define/define.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr char const* tables = R"(
create table if not exists backstay_catalog_object (
    kind text not null, id integer not null, definition text not null, primary key (kind, id)) strict, without rowid;
create table if not exists backstay_sequence (
    id integer primary key, last_value integer not null, is_called integer not null) strict;
)";

CatalogState state_of(sql::Catalog const& catalog) {
    return {.version = catalog.version,
            .next_id = catalog.next_id,
            .owner_role = catalog.owner_role,
            .default_privileges = catalog.default_privileges,
            .extensions = catalog.extensions};
}

void set_state(sql::Catalog& catalog, CatalogState state) {
    catalog.version = state.version;
    catalog.next_id = state.next_id;
    catalog.owner_role = state.owner_role;
    catalog.default_privileges = std::move(state.default_privileges);
    catalog.extensions = std::move(state.extensions);
}

using Objects = std::map<std::pair<std::string, std::int64_t>, std::string>;

Objects objects_of(sql::Catalog const& catalog) {
    Objects objects;
    for (auto const& [name, schema] : catalog.schemas) objects[{"schema", schema.id}] = to_json(schema);
    for (auto const& [id, relation] : catalog.relations) objects[{"relation", id}] = to_json(relation);
    for (auto const& [id, type] : catalog.enums) objects[{"enum", id}] = to_json(type);
    for (auto const& [id, type] : catalog.domains) objects[{"domain", id}] = to_json(type);
    for (auto const& [id, function] : catalog.functions) objects[{"function", id}] = to_json(function);
    for (auto const& [id, role] : catalog.roles) objects[{"role", id}] = to_json(role);
    objects[{"state", 0}] = to_json(state_of(catalog));
    return objects;
}

Result<void> put_object(sql::Catalog& catalog, std::string_view kind, std::int64_t id,
                        std::string_view text) {
    if (kind == "relation") return from_json(text, catalog.relations[id]);
    if (kind == "enum") return from_json(text, catalog.enums[id]);
    if (kind == "domain") return from_json(text, catalog.domains[id]);
    if (kind == "function") return from_json(text, catalog.functions[id]);
    if (kind == "role") return from_json(text, catalog.roles[id]);
    if (kind == "schema") {
        sql::SchemaEntry schema;
        TRY_VOID(from_json(text, schema));
        catalog.schemas[schema.name] = schema;
        return {};
    }
    if (kind == "state") {
        CatalogState state;
        TRY_VOID(from_json(text, state));
        set_state(catalog, std::move(state));
        return {};
    }
    return failure("XX001", "the stored catalog holds an object of kind \"" + std::string(kind) +
                                "\", which this version does not know")
        .hint("The file was written by a newer version; use that one.");
}

using ObjectHandler =
    std::function<Result<void>(std::string_view kind, std::int64_t id, std::string_view text)>;

Result<void> each_object(Connection& connection, ObjectHandler const& take) {
    TRY(auto statement, connection.prepare("select kind, id, definition from backstay_catalog_object"));
    int code = SQLITE_ROW;
    while ((code = statement.step()) == SQLITE_ROW)
        TRY_VOID(take(statement.text(0), statement.integer(1), statement.text(2)));
    if (code != SQLITE_DONE) return std::unexpected(connection.error());
    return {};
}

Result<void> run(Connection& connection, Statement& statement) {
    auto const code = statement.step();
    statement.reset();
    if (code == SQLITE_DONE) return {};
    return std::unexpected(connection.error());
}

}  // namespace

Result<void> CatalogStore::prepare(Connection& connection) {
    TRY_VOID(connection.execute(tables));
    TRY(auto const version, stored_version(connection));
    if (version != 0) return {};
    auto catalog = sql::initial_catalog();
    catalog.version = 1;
    CatalogStore store;
    return store.save(connection, catalog);
}

Result<sql::Catalog> CatalogStore::load(Connection& connection) {
    sql::Catalog catalog;
    TRY_VOID(each_object(connection, [&](std::string_view kind, std::int64_t id, std::string_view text) {
        return put_object(catalog, kind, id, text);
    }));
    return catalog;
}

Result<void> CatalogStore::remember(Connection& connection) {
    stored_.clear();
    return each_object(connection, [&](std::string_view kind, std::int64_t id, std::string_view text) {
        stored_.emplace(Key(kind, id), text);
        return Result<void>();
    });
}

Result<std::uint64_t> CatalogStore::stored_version(Connection& connection) {
    TRY(auto exists,
        connection.prepare("select 1 from sqlite_schema where name = 'backstay_catalog_object'"));
    if (exists.step() != SQLITE_ROW) return 0;
    TRY(auto statement,
        connection.prepare("select definition from backstay_catalog_object where kind = 'state'"));
    if (statement.step() != SQLITE_ROW) return 0;
    CatalogState state;
    TRY_VOID(from_json(statement.text(0), state));
    return state.version;
}

Result<void> CatalogStore::save(Connection& connection, sql::Catalog const& catalog) {
    auto objects = objects_of(catalog);
    TRY(auto put,
        connection.prepare("insert into backstay_catalog_object (kind, id, definition) values (?1, ?2, ?3) "
                           "on conflict (kind, id) do update set definition = excluded.definition"));
    TRY(auto remove, connection.prepare("delete from backstay_catalog_object where kind = ?1 and id = ?2"));
    for (auto const& [key, text] : objects) {
        auto const before = stored_.find(key);
        if (before != stored_.end() && before->second == text) continue;
        put.bind(1, std::string_view(key.first));
        put.bind(2, key.second);
        put.bind(3, std::string_view(text));
        TRY_VOID(run(connection, put));
    }
    for (auto const& [key, text] : stored_) {
        if (objects.contains(key)) continue;
        remove.bind(1, std::string_view(key.first));
        remove.bind(2, key.second);
        TRY_VOID(run(connection, remove));
    }
    stored_ = std::move(objects);
    // In the file's header, where a transaction sees it at the cost of one step.
    return connection.execute("pragma user_version = " +
                              std::to_string(static_cast<std::int32_t>(catalog.version & 0x7FFFFFFFU)));
}

}  // namespace backstay::engine::sqlite
