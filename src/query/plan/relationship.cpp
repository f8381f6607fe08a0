#include "query/plan/relationship.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "base/json.hpp"
#include "query/plan/nearest.hpp"

namespace backstay::query {
namespace {

using sql::ForeignKey;
using sql::QualifiedName;
using sql::Schema;

ColumnPairs pairs(std::vector<std::string> const& left, std::vector<std::string> const& right) {
    ColumnPairs out;
    for (std::size_t i = 0; i < left.size() && i < right.size(); ++i) out.emplace_back(left[i], right[i]);
    return out;
}

bool is_junction(Schema const& schema, ForeignKey const& one, ForeignKey const& other) {
    auto const* const relation = schema.find_relation(one.table);
    if (relation == nullptr || relation->primary_key.empty()) return false;
    auto const within = [&](std::string const& column) {
        return std::ranges::find(relation->primary_key, column) != relation->primary_key.end();
    };
    return std::ranges::all_of(one.columns, within) && std::ranges::all_of(other.columns, within);
}

void add_junctions(Schema const& schema, QualifiedName const& origin, std::vector<Relationship>& out) {
    for (auto const& one : schema.foreign_keys) {
        if (one.referenced != origin || one.table.schema != origin.schema) continue;
        for (auto const& other : schema.foreign_keys) {
            if (&one == &other || one.table != other.table || one.columns == other.columns) continue;
            if (other.referenced.schema != origin.schema || !is_junction(schema, one, other)) continue;
            out.push_back({.origin = origin,
                           .target = other.referenced,
                           .cardinality = Cardinality::many_to_many,
                           .constraint = one.constraint,
                           .junction = one.table,
                           .target_constraint = other.constraint,
                           .origin_columns = pairs(one.referenced_columns, one.columns),
                           .target_columns = pairs(other.referenced_columns, other.columns)});
        }
    }
}

void add_computed(Schema const& schema, QualifiedName const& origin, std::vector<Relationship>& out) {
    for (auto const& [name, function] : schema.functions) {
        if (function.parameters.size() != 1 || !function.result_relation) continue;
        if (function.parameters.front().relation != origin) continue;
        bool const single = !function.returns_set || function.rows == 1;
        out.push_back({.origin = origin,
                       .target = *function.result_relation,
                       .cardinality = single ? Cardinality::many_to_one : Cardinality::one_to_many,
                       .function = &function});
    }
}

std::vector<Relationship> relationships_of(Schema const& schema, QualifiedName const& origin) {
    std::vector<Relationship> out;
    for (auto const& key : schema.foreign_keys) {
        if (key.table == origin && key.referenced.schema == origin.schema)
            out.push_back({.origin = origin,
                           .target = key.referenced,
                           .cardinality = key.unique ? Cardinality::one_to_one : Cardinality::many_to_one,
                           .constraint = key.constraint,
                           .columns = pairs(key.columns, key.referenced_columns)});
        if (key.referenced == origin && key.table.schema == origin.schema)
            out.push_back({.origin = origin,
                           .target = key.table,
                           .cardinality = key.unique ? Cardinality::one_to_one : Cardinality::one_to_many,
                           .constraint = key.constraint,
                           .columns = pairs(key.referenced_columns, key.columns)});
    }
    add_junctions(schema, origin, out);
    add_computed(schema, origin, out);
    return out;
}

bool is_view(Schema const& schema, QualifiedName const& name) {
    auto const* const relation = schema.find_relation(name);
    return relation != nullptr && (relation->kind == sql::RelationKind::view ||
                                   relation->kind == sql::RelationKind::materialized_view);
}

bool own_column(Relationship const& r, std::string const& column) {
    return r.columns.size() == 1 && r.columns.front().first == column;
}
bool its_column(Relationship const& r, std::string const& column) {
    return r.columns.size() == 1 && r.columns.front().second == column;
}
bool by_constraint(Relationship const& r, std::string const& name) {
    return r.junction.name.empty() && r.constraint == name;
}

// One foreign key of a table to itself is two relationships: the table's name is the way to the many, the
// column's name the way to the one.
bool matches_self(Relationship const& r, std::string const& name, std::string const& hint) {
    if (r.cardinality == Cardinality::many_to_many)
        return r.target.name == name && (hint.empty() || r.junction.name == hint);
    if (!hint.empty())
        return r.target.name == name && r.cardinality == Cardinality::one_to_many &&
               (its_column(r, hint) || by_constraint(r, hint));
    return (r.target.name == name && r.cardinality == Cardinality::one_to_many) ||
           (r.cardinality == Cardinality::many_to_one && own_column(r, name));
}

bool matches(Schema const& schema, Relationship const& r, std::string const& name, std::string const& hint) {
    if (r.function != nullptr) return r.function->name.name == name;
    if (r.origin == r.target) return matches_self(r, name, hint);
    if (hint.empty()) {
        if (r.target.name == name) return true;
        bool const from_column = r.to_one() && own_column(r, name);
        return (by_constraint(r, name) || from_column) && !is_view(schema, r.target);
    }
    if (r.target.name != name) return false;
    return by_constraint(r, hint) || own_column(r, hint) || its_column(r, hint) ||
           (!r.junction.name.empty() && r.junction.name == hint);
}

// ---- errors ----

std::string listed(ColumnPairs const& columns, bool first) {
    std::string out;
    for (auto const& [one, other] : columns) out += (out.empty() ? "" : ", ") + (first ? one : other);
    return "(" + out + ")";
}

std::string_view word(Cardinality cardinality) {
    switch (cardinality) {
        case Cardinality::many_to_one: return "many-to-one";
        case Cardinality::one_to_many: return "one-to-many";
        case Cardinality::one_to_one: return "one-to-one";
        case Cardinality::many_to_many: return "many-to-many";
    }
    return "";
}

std::string described(Relationship const& r) {
    if (!r.junction.name.empty())
        return r.junction.name + " using " + r.constraint + listed(r.origin_columns, false) + " and " +
               r.target_constraint + listed(r.target_columns, false);
    return r.constraint + " using " + r.origin.name + listed(r.columns, true) + " and " + r.target.name +
           listed(r.columns, false);
}

Failure ambiguous(QualifiedName const& origin, std::string const& name,
                  std::vector<Relationship> const& found) {
    std::string details = "[";
    std::string choices;
    for (auto const& r : found) {
        if (details.size() > 1) details += ',';
        details += R"({"cardinality":")" + std::string(word(r.cardinality)) + R"(","embedding":)";
        append_json_string(details, r.origin.name + " with " + r.target.name);
        details += R"(,"relationship":)";
        append_json_string(details, described(r));
        details += '}';
        auto const& hint = r.junction.name.empty() ? r.constraint : r.junction.name;
        choices += (choices.empty() ? "'" : ", '") + r.target.name + "!" + hint + "'";
    }
    Error error = failure("PGRST201", "Could not embed because more than one relationship was found for '" +
                                          origin.name + "' and '" + name + "'")
                      .detail(details + "]")
                      .hint("Try changing '" + name + "' to one of the following: " + choices +
                            ". Find the desired relationship in the 'details' key.")
                      .error();
    error->detail_is_json = true;
    return Failure(std::move(error));
}

Failure missing(Schema const& schema, QualifiedName const& origin, std::string const& name,
                std::string const& hint, std::vector<Relationship> const& all) {
    std::vector<std::string> names;
    if (all.empty()) {
        std::set<std::string> origins;
        for (auto const& key : schema.foreign_keys) {
            if (key.table.schema == origin.schema) origins.insert(key.table.name);
            if (key.referenced.schema == origin.schema) origins.insert(key.referenced.name);
        }
        names.assign(origins.begin(), origins.end());
    } else {
        for (auto const& r : all) names.push_back(r.target.name);
    }
    auto const& sought = all.empty() ? origin.name : name;
    auto details = "Searched for a foreign key relationship between '" + origin.name + "' and '" + name + "'";
    if (!hint.empty()) details += " using the hint '" + hint + "'";
    details += " in the schema '" + origin.schema + "', but no matches were found.";
    auto error = failure("PGRST200", "Could not find a relationship between '" + origin.name + "' and '" +
                                         name + "' in the schema cache")
                     .detail(std::move(details));
    bool const known = std::ranges::find(names, sought) != names.end();
    if (auto const best = known ? std::string() : nearest(names, sought, least_of_parts); !best.empty())
        return std::move(error).hint("Perhaps you meant '" + best + "' instead of '" + sought + "'.");
    return error;
}

}  // namespace

Result<Relationship> find_relationship(Schema const& schema, QualifiedName const& origin,
                                       std::string const& name, std::string const& hint) {
    auto const all = relationships_of(schema, origin);
    std::vector<Relationship> found;
    for (auto const& r : all)
        if (matches(schema, r, name, hint)) found.push_back(r);
    auto const computed =
        std::ranges::find_if(found, [](Relationship const& r) { return r.function != nullptr; });
    if (computed != found.end()) return *computed;
    if (found.size() == 1) return found.front();
    if (found.empty()) return missing(schema, origin, name, hint, all);
    return ambiguous(origin, name, found);
}

}  // namespace backstay::query
