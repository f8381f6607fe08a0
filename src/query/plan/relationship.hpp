#pragma once

// How two relations are joined when one is embedded in the other: by a foreign key of either side, by two of
// a junction table, or by a function of a row.
//
//     task?select=project(name)      many_to_one, task(project_id) -> project(id)
//     task?select=tag(name)          many_to_many, through task_tag
//
// https://docs.postgrest.org/en/v13/references/api/resource_embedding.html

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "sql/schema.hpp"

namespace backstay::query {

enum class Cardinality : std::uint8_t { many_to_one, one_to_many, one_to_one, many_to_many };

using ColumnPairs = std::vector<std::pair<std::string, std::string>>;

struct Relationship {
    sql::QualifiedName origin, target;
    Cardinality cardinality = Cardinality::many_to_one;
    std::string constraint = {};
    ColumnPairs columns = {};  // origin's and target's
    // many_to_many: the junction, its keys to either side, and its columns with theirs
    sql::QualifiedName junction = {};
    std::string target_constraint = {};
    ColumnPairs origin_columns = {};          // origin's and the junction's
    ColumnPairs target_columns = {};          // target's and the junction's
    sql::Function const* function = nullptr;  // a computed relationship; then nothing above but the names

    bool to_one() const {
        return cardinality == Cardinality::many_to_one || cardinality == Cardinality::one_to_one;
    }
};

// The one relationship from `origin` that `name` (with `hint`, if not empty) means: a relation, a foreign
// key or its column. PGRST200 when there is none, PGRST201 with the candidates when there are several.
// `hints` are the names a miss may be mended by.
Result<Relationship> find_relationship(sql::Schema const& schema, sql::QualifiedName const& origin,
                                       std::string const& name, std::string const& hint);

}  // namespace backstay::query
