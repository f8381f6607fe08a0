#pragma once

// What PostgreSQL knows of types when it chooses among operators, functions and casts: pg_type's typcategory
// and typispreferred.

#include "sql/resolve/resolver.hpp"

namespace backstay::sql::resolving {

enum class Category : std::uint8_t {
    unknown,
    boolean,
    number,
    string,
    date_time,
    timespan,
    enumeration,
    array,
    composite,
    pseudo,
    user
};

Category category_of(Type type);
bool is_preferred(Type type);
// What operators and functions see of a value of a domain.
Type without_domain(State const& state, Type type);
inline bool is_polymorphic(Type type) { return type.base >= BaseType::any; }

}  // namespace backstay::sql::resolving
