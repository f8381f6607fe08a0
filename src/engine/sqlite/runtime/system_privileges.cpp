// has_table_privilege() and its like: https://www.postgresql.org/docs/15/functions-info.html
// The last argument is what is asked for; the one before it the object; a role may stand first.

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/text.hpp"
#include "engine/sqlite/runtime/object_name.hpp"
#include "engine/sqlite/runtime/system.hpp"
#include "sql/secure/guard.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::Right;

struct Named {
    std::string_view name;
    Right right;
};
using Rights = std::span<Named const>;
constexpr auto on_tables = std::to_array<Named>({{"select", Right::select},
                                                 {"insert", Right::insert},
                                                 {"update", Right::update},
                                                 {"delete", Right::delete_},
                                                 {"truncate", Right::truncate},
                                                 {"references", Right::references},
                                                 {"trigger", Right::trigger}});
constexpr auto on_columns = std::to_array<Named>({{"select", Right::select},
                                                  {"insert", Right::insert},
                                                  {"update", Right::update},
                                                  {"references", Right::references}});
constexpr auto on_schemas = std::to_array<Named>({{"create", Right::create}, {"usage", Right::usage}});
constexpr auto on_sequences =
    std::to_array<Named>({{"usage", Right::usage}, {"select", Right::select}, {"update", Right::update}});

struct Asked {
    Right right;
    bool grantable;
};

Failure unknown_privilege(std::string_view name) {
    return failure("22023", "unrecognized privilege type: \"" + std::string(name) + "\"");
}

// "select, insert with grant option": any of them will do.
Result<std::vector<Asked>> read_rights(std::string_view text, Rights known) {
    constexpr std::string_view option = " with grant option";
    std::vector<Asked> all;
    for (auto const& part : split(text, ',')) {
        auto name = to_lower(trim(part));
        bool const grantable = name.ends_with(option);
        if (grantable) name = trim(std::string_view(name).substr(0, name.size() - option.size()));
        auto const found = std::ranges::find(known, std::string_view(name), &Named::name);
        if (found == known.end()) return unknown_privilege(trim(part));
        all.push_back({found->right, grantable});
    }
    if (all.empty()) return unknown_privilege(text);
    return all;
}

Result<sql::ObjectId> role_of(Arguments const& args, std::string_view name) {
    auto const* role = args.state().catalog->find_role(name);
    if (role == nullptr) return failure("42704", "role \"" + std::string(name) + "\" does not exist");
    return role->id;
}
// The role asked about: the first argument where there are more than `others`, else the current one.
Result<sql::ObjectId> asking_role(Arguments const& args, int others) {
    return role_of(args, args.size() > others ? args.text(0) : std::string_view(args.state().role));
}

bool granted(sql::securing::Guard const& guard, sql::ObjectId role,
             std::vector<sql::GrantEntry> const& grants, std::vector<Asked> const& asked,
             std::string_view column = {}) {
    return std::ranges::any_of(grants, [&](sql::GrantEntry const& entry) {
        bool const reaches = entry.column.empty() || (!column.empty() && entry.column == column);
        bool const theirs = entry.grantee == 0 || guard.acts_as(role, entry.grantee);
        return reaches && theirs && std::ranges::any_of(asked, [&](Asked const& one) {
                   auto const rights = one.grantable ? entry.grantable : entry.rights;
                   return (rights & static_cast<std::uint16_t>(one.right)) != 0;
               });
    });
}

Result<sql::CatalogRelation const*> relation_argument(Arguments const& args, int index) {
    if (sqlite3_value_type(args.stored(index)) != SQLITE_INTEGER)
        return require_relation(*args.state().catalog, args.text(index));
    return args.state().catalog->relation(args.integer(index));
}

template <Rights const& Known>
Result<Value> relation_privilege(Arguments const& args) {
    auto const last = args.size() - 1;
    TRY(auto const role, asking_role(args, 2));
    TRY(auto const* relation, relation_argument(args, last - 1));
    TRY(auto const asked, read_rights(args.text(last), Known));
    if (relation == nullptr) return Value();
    sql::SecureContext const context{.catalog = *args.state().catalog, .role = role};
    sql::securing::Guard const guard{.context = context};
    bool const has = guard.acts_as(role, relation->owner) || granted(guard, role, relation->grants, asked);
    return std::int64_t{has ? 1 : 0};
}

Result<Value> column_privilege(Arguments const& args) {
    auto const last = args.size() - 1;
    TRY(auto const role, asking_role(args, 3));
    TRY(auto const* relation, relation_argument(args, last - 2));
    if (relation == nullptr) return Value();
    std::string column(args.text(last - 1));
    if (sqlite3_value_type(args.stored(last - 1)) == SQLITE_INTEGER) {
        auto const number = args.integer(last - 1);
        if (number < 1 || number > static_cast<std::int64_t>(relation->columns.size())) return Value();
        column = relation->columns[static_cast<std::size_t>(number - 1)].name;
    } else if (relation->find_column(column) == nullptr) {
        return failure(
            "42703", "column \"" + column + "\" of relation \"" + relation->name.name + "\" does not exist");
    }
    TRY(auto const asked, read_rights(args.text(last), on_columns));
    sql::SecureContext const context{.catalog = *args.state().catalog, .role = role};
    sql::securing::Guard const guard{.context = context};
    bool const has =
        guard.acts_as(role, relation->owner) || granted(guard, role, relation->grants, asked, column);
    return std::int64_t{has ? 1 : 0};
}

Result<Value> schema_privilege(Arguments const& args) {
    auto const last = args.size() - 1;
    TRY(auto const role, asking_role(args, 2));
    auto const& schemas = args.state().catalog->schemas;
    auto const found = schemas.find(std::string(args.text(last - 1)));
    if (found == schemas.end())
        return failure("3F000", "schema \"" + std::string(args.text(last - 1)) + "\" does not exist");
    TRY(auto const asked, read_rights(args.text(last), on_schemas));
    sql::SecureContext const context{.catalog = *args.state().catalog, .role = role};
    sql::securing::Guard const guard{.context = context};
    bool const has =
        guard.acts_as(role, found->second.owner) || granted(guard, role, found->second.grants, asked);
    return std::int64_t{has ? 1 : 0};
}

// MEMBER: of it at all; USAGE: with its privileges at hand.
Result<Value> has_role(Arguments const& args) {
    auto const last = args.size() - 1;
    TRY(auto const role, asking_role(args, 2));
    TRY(auto const group, role_of(args, args.text(last - 1)));
    auto const& catalog = *args.state().catalog;
    sql::SecureContext const context{.catalog = catalog, .role = role};
    sql::securing::Guard const guard{.context = context};
    auto const kind = to_lower(trim(args.text(last)));
    if (kind != "member" && kind != "usage") return unknown_privilege(args.text(last));
    bool const has = guard.acts_as(role, group) || (kind == "member" && catalog.is_member(role, group));
    return std::int64_t{has ? 1 : 0};
}

constexpr Rights table_rights = on_tables;
constexpr Rights sequence_rights = on_sequences;
constexpr auto changing = Purity::changing;
constexpr auto strict = Strictness::strict;
constexpr auto system_privileges_functions = std::to_array<Scalar>({
    {"pg_has_table_privilege", -1, relation_privilege<table_rights>, strict, changing},
    {"pg_has_sequence_privilege", -1, relation_privilege<sequence_rights>, strict, changing},
    {"pg_has_column_privilege", -1, column_privilege, strict, changing},
    {"pg_has_schema_privilege", -1, schema_privilege, strict, changing},
    {"pg_has_role", -1, has_role, strict, changing},
});

}  // namespace

Result<void> register_system_privileges(Connection const& db, StatementState& state) {
    return register_scalars(db, state, system_privileges_functions);
}

}  // namespace backstay::engine::sqlite
