#pragma once

// What a role may use of a schema, with any privilege at all: for a description of the API.

#include <set>
#include <string_view>

#include "sql/catalog.hpp"

namespace backstay::sql {

struct VisibleObjects {
    std::set<QualifiedName> relations;
    std::set<ObjectId> functions;
};

VisibleObjects visible_objects(Catalog const& catalog, ObjectId role, std::string_view schema);

}  // namespace backstay::sql
