#pragma once

// The types of a PostgreSQL's catalog, as CatalogPart::types gives them: by pg_type.oid.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/postgres/catalog_row.hpp"
#include "sql/ast.hpp"
#include "sql/type.hpp"

namespace backstay::engine::postgres {

struct PgType {
    sql::QualifiedName name;
    char kind = 'b';  // pg_type.typtype
    std::int64_t element = 0, base = 0, relation = 0;
    std::vector<std::string> labels;  // of an enum
    char category = 0;
    int modifier = -1;
};

// What columns of one type and modifier have in common.
struct TypeFormat {
    std::string type_name, data_type, default_text;
    std::optional<int> max_length;
    bool not_null = false;
};

class CatalogTypes {
public:
    void read(CatalogRow const& row);

    // Null where there is none.
    PgType const* find(std::int64_t id) const;
    TypeFormat const* find_format(std::int64_t id, std::int64_t modifier) const;

    // Domains as their base types; what we have no name for (ranges, xml, geometry) stays unknown.
    sql::Type type_of(std::int64_t id, int modifier) const;

private:
    void read_format(CatalogRow const& row);

    std::unordered_map<std::int64_t, PgType> types_;
    std::map<std::pair<std::int64_t, std::int64_t>, TypeFormat> formats_;  // by type and modifier
};

}  // namespace backstay::engine::postgres
