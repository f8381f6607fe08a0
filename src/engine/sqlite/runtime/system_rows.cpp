#include "engine/sqlite/runtime/system_rows.hpp"

#include <algorithm>
#include <array>

namespace backstay::engine::sqlite {

using sql::BaseType;
using sql::CatalogRelationKind;

SystemRows::SystemRows(std::string_view relation)
    : relation_(&*std::ranges::find(sql::builtin_functions(), relation, &sql::Builtin::name)) {}

SystemRows& SystemRows::add() {
    rows_.emplace_back(relation_->columns.size());
    return *this;
}

SystemRows& SystemRows::set(std::string_view column, Value value) {
    auto const& columns = relation_->columns;
    auto const found = std::ranges::find(columns, column, [](auto const& one) { return one.first; });
    if (found != columns.end())
        rows_.back()[static_cast<std::size_t>(found - columns.begin())] = std::move(value);
    return *this;
}

Viewer::Viewer(StatementState const& state)
    : context_{.catalog = *state.catalog}, guard_{.context = context_} {
    if (auto const* role = state.catalog->find_role(state.role)) context_.role = role->id;
}

bool Viewer::sees(sql::CatalogRelation const& relation) const {
    return owns(relation.owner) || std::ranges::any_of(relation.grants, [&](sql::GrantEntry const& entry) {
               return entry.rights != 0 && (entry.grantee == 0 || owns(entry.grantee));
           });
}

bool has_rows(sql::CatalogRelation const& relation) {
    return relation.kind == CatalogRelationKind::table || relation.kind == CatalogRelationKind::view;
}

std::string name_of_role(sql::Catalog const& catalog, sql::ObjectId role) {
    auto const found = catalog.roles.find(role);
    return found == catalog.roles.end() ? "postgres" : found->second.name;
}

std::string database_name() { return "backstay"; }
std::string yes_or_no(bool yes) { return yes ? "YES" : "NO"; }

std::string type_name_in_catalog(sql::Catalog const& catalog, sql::Type type) {
    static constexpr auto short_names = std::to_array<std::pair<BaseType, std::string_view>>({
        {BaseType::boolean, "bool"},
        {BaseType::int2, "int2"},
        {BaseType::int4, "int4"},
        {BaseType::int8, "int8"},
        {BaseType::float4, "float4"},
        {BaseType::float8, "float8"},
        {BaseType::varchar, "varchar"},
        {BaseType::bpchar, "bpchar"},
        {BaseType::timestamptz, "timestamptz"},
        {BaseType::timestamp, "timestamp"},
        {BaseType::time, "time"},
        {BaseType::timetz, "timetz"},
    });
    std::string name;
    auto const* const found =
        std::ranges::find(short_names, type.base, [](auto const& one) { return one.first; });
    if (found != short_names.end())
        name = found->second;
    else if (auto const e = catalog.enums.find(type.user); e != catalog.enums.end())
        name = e->second.name.name;
    else if (auto const d = catalog.domains.find(type.user); d != catalog.domains.end())
        name = d->second.name.name;
    else if (auto const r = catalog.relations.find(type.user); r != catalog.relations.end())
        name = r->second.name.name;
    else
        name = sql::type_name(type.base);
    return type.array ? "_" + name : name;
}

}  // namespace backstay::engine::sqlite
