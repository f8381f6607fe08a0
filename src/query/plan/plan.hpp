#pragma once

// A read plan: the query string held against the schema. One Node a level of embedding; every embed has its
// relationship, every filter, order and range its level.
//
//     /project?select=name,task(title)&task.done=is.true
//
//     Node project {items {name, child 0}, children {Node task {where {done is true}, one_to_many}}}

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "query/parse/query.hpp"
#include "query/plan/relationship.hpp"
#include "sql/schema.hpp"

namespace backstay::query {

struct Node {
    sql::QualifiedName name;                  // of the relation; of the function for a call's result
    sql::Relation const* relation = nullptr;  // null: a call whose rows are no relation's
    std::string key;                          // what it is called in the answer, and by filters
    JoinType join = JoinType::unset;
    bool spread = false;
    bool distinct = false;                                         // grouped by all that is selected
    std::optional<Relationship> link = {};                         // to the node around it
    std::vector<std::variant<FieldItem, std::size_t>> items = {};  // fields, and children by number
    std::vector<Node> children = {};
    std::vector<Condition> where = {};
    std::vector<Condition> having = {};  // about aggregates, by what they are called in the answer
    std::vector<OrderTerm> order = {};
    Range range = {};

    Node const* child(std::string_view called) const;
    bool has_aggregates() const;
    // The aggregate that is called so in the answer, where no column is.
    FieldItem const* aggregate(std::string_view called) const;
};

struct PlanOptions {
    bool aggregates = false;
    bool additions = false;           // distinct, countdistinct(), filters on aggregates
    bool legacy_target_names = true;  // filters may name an aliased embed by its target
};

// What a field is called in the answer.
std::string key_of(FieldItem const& item);

// `root` names what is read; `relation` is null for a function whose result is no relation.
Result<Node> plan_read(sql::Schema const& schema, PlanOptions const& options, Query const& query,
                       sql::QualifiedName root, sql::Relation const* relation);

// PGRST205 with the name it might have been.
Result<sql::Relation const*> find_relation(sql::Schema const& schema, sql::QualifiedName const& name);

}  // namespace backstay::query
