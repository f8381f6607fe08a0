#include "engine/postgres/catalog_types.hpp"

namespace backstay::engine::postgres {
namespace {

int modifier_of(sql::BaseType base, int modifier) {
    constexpr int header = 4;  // VARHDRSZ, which lengths and precisions are stored with
    switch (base) {
        case sql::BaseType::varchar:
        case sql::BaseType::bpchar:
        case sql::BaseType::numeric: return modifier - header;
        default: return modifier;
    }
}

}  // namespace

void CatalogTypes::read(CatalogRow const& row) {
    PgType type{.name = {row.text(1), row.text(2)},
                .kind = row.letter(3),
                .element = row.integer(4),
                .base = row.integer(5),
                .relation = row.integer(6),
                .labels = row.texts(7),
                .category = row.letter(8),
                .modifier = static_cast<int>(row.integer(9))};
    types_.emplace(row.integer(0), std::move(type));
    if (!row.is_null(12)) read_format(row);
}

void CatalogTypes::read_format(CatalogRow const& row) {
    TypeFormat format{.type_name = row.text(13),
                      .data_type = row.text(14),
                      .default_text = row.text(10),
                      .max_length = {},
                      .not_null = row.truth(11)};
    if (!row.is_null(15)) format.max_length = static_cast<int>(row.integer(15));
    formats_.emplace(std::pair(row.integer(0), row.integer(12)), std::move(format));
}

PgType const* CatalogTypes::find(std::int64_t id) const {
    auto const found = types_.find(id);
    return found == types_.end() ? nullptr : &found->second;
}

TypeFormat const* CatalogTypes::find_format(std::int64_t id, std::int64_t modifier) const {
    auto const found = formats_.find({id, modifier});
    return found == formats_.end() ? nullptr : &found->second;
}

sql::Type CatalogTypes::type_of(std::int64_t id, int modifier) const {
    auto const* type = find(id);
    while (type != nullptr && type->kind == 'd') {
        modifier = type->modifier;
        id = type->base;
        type = find(id);
    }
    if (type == nullptr) return {};
    if (type->category == 'A' && type->element != 0) return sql::array_of(type_of(type->element, modifier));
    sql::Type result{.base = sql::find_builtin_type(type->name.name)};
    if (type->kind == 'e') result = {.base = sql::BaseType::enumeration, .user = id};
    if (type->kind == 'c') result = {.base = sql::BaseType::composite, .user = type->relation};
    if (type->kind == 'b' && type->name.schema != "pg_catalog" && type->name.name != "citext")
        result = {.base = sql::BaseType::unknown, .user = id};
    if (modifier >= 0) result.modifier = modifier_of(result.base, modifier);
    return result;
}

}  // namespace backstay::engine::postgres
