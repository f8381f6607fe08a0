#include "sql/schema.hpp"

#include <algorithm>

namespace backstay::sql {

Column const* Relation::find_column(std::string_view column) const {
    auto const found = std::ranges::find(columns, column, &Column::name);
    return found == columns.end() ? nullptr : &*found;
}

Relation const* Schema::find_relation(QualifiedName const& relation) const {
    auto const found = relations.find(relation);
    return found == relations.end() ? nullptr : &found->second;
}

}  // namespace backstay::sql
