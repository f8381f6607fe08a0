#include "sql/lower/lowering.hpp"

namespace backstay::sql {

Type storage_base(Type type, Catalog const& catalog) {
    while (type.base == BaseType::domain) {
        auto const found = catalog.domains.find(type.user);
        if (found == catalog.domains.end()) return type;
        auto base = found->second.base;
        base.array = base.array || type.array;
        type = base;
    }
    return type;
}

std::string collation_of(Type type, Catalog const& catalog) {
    type = storage_base(type, catalog);
    if (type.array) {
        // Named by the order of the elements (engine/sqlite/runtime/array_order.hpp).
        auto const elements = collation_of(element_of(type), catalog);
        return elements.empty() ? "pg_array" : "pg_array_" + elements;
    }
    switch (type.base) {
        case BaseType::numeric: return "pg_numeric";
        case BaseType::interval: return "pg_interval";
        case BaseType::timetz: return "pg_timetz";
        case BaseType::citext: return "pg_citext";
        case BaseType::bpchar: return "pg_bpchar";
        case BaseType::jsonb: return "pg_jsonb";
        case BaseType::enumeration: return "enum_" + std::to_string(type.user);
        default: return {};
    }
}

std::string storage_type(Type type, Catalog const& catalog) {
    auto const base = storage_base(type, catalog);
    auto const collation = collation_of(type, catalog);
    if (!collation.empty()) return "TEXT COLLATE " + collation;
    switch (base.base) {
        case BaseType::boolean:
        case BaseType::int2:
        case BaseType::int4:
        case BaseType::int8:
        case BaseType::oid:
        case BaseType::regclass:
        case BaseType::timestamptz:
        case BaseType::timestamp:
        case BaseType::date:
        case BaseType::time: return "INTEGER";
        case BaseType::float4:
        case BaseType::float8: return "ANY";  // REAL cannot hold NaN, which is the text NaN
        case BaseType::bytea: return "BLOB";
        default: return "TEXT";
    }
}

}  // namespace backstay::sql
