#include "query/plan/plan.hpp"

#include <algorithm>

#include "base/box.hpp"
#include "query/plan/nearest.hpp"

namespace backstay::query {
namespace {

using sql::QualifiedName;
using sql::Schema;

struct Planner {
    Schema const& schema;
    PlanOptions const& options;

    Result<void> add_items(Node& node, std::vector<SelectItem> const& items) const {
        for (auto const& item : items) {
            if (auto const* const field = std::get_if<FieldItem>(&item.item)) {
                if (field->aggregate == Aggregate::count_distinct && !options.additions)
                    return failure("PGRST100", "\"failed to parse select parameter\"");
                if (field->aggregate != Aggregate::none && !options.aggregates)
                    return failure("PGRST123", "Use of aggregate functions is not allowed");
                node.items.emplace_back(*field);
                continue;
            }
            TRY(auto child, embed(node, std::get<EmbedItem>(item.item)));
            node.items.emplace_back(node.children.size());
            node.children.push_back(std::move(child));
        }
        return {};
    }

    Result<Node> embed(Node const& parent, EmbedItem const& item) const {
        auto const& origin = parent.relation == nullptr ? parent.name : parent.relation->name;
        TRY(auto link, find_relationship(schema, origin, item.name, item.hint));
        Node node{.name = link.target,
                  .relation = schema.find_relation(link.target),
                  .key = item.alias.empty() ? item.name : item.alias,
                  .join = item.join,
                  .spread = item.spread,
                  .link = std::move(link)};
        TRY_VOID(add_items(node, item.select));
        if (node.spread && !node.link->to_one() && node.has_aggregates())
            return failure("PGRST127", "Feature not implemented")
                .detail("Aggregates are not implemented for one-to-many or many-to-many spreads.");
        return node;
    }
};

bool named(Node const& node, std::string_view called, bool legacy) {
    return node.key == called || (legacy && node.link && node.name.name == called);
}

Failure not_embedded(std::string const& name) {
    return failure("PGRST108", "'" + name + "' is not an embedded resource in this request")
        .hint("Verify that '" + name + "' is included in the 'select' query parameter.");
}

Result<Node*> at(Node& root, Path const& path, bool legacy) {
    auto* node = &root;
    for (auto const& name : path) {
        auto found = std::ranges::find(node->children, name, &Node::key);
        if (found == node->children.end() && legacy)
            found = std::ranges::find_if(node->children,
                                         [&](Node const& child) { return named(child, name, true); });
        if (found == node->children.end()) {
            auto const aliased = std::ranges::find_if(
                node->children, [&](Node const& child) { return named(child, name, true); });
            if (aliased == node->children.end()) return not_embedded(name);
            return failure("PGRST108", "'" + name + "' is not an embedded resource in this request")
                .detail("Target names are not allowed in filters if they have an alias")
                .hint("Change '" + name + "' to '" + aliased->key + "' in filters, orders or limits.");
        }
        node = &*found;
    }
    return node;
}

// A filter on the name of an embed asks whether it has rows.
Result<void> check_condition(Node const& node, Condition const& condition) {
    if (auto const* const tree = std::get_if<ConditionTree>(&condition.node)) {
        for (auto const& child : tree->children) TRY_VOID(check_condition(node, child));
        return {};
    }
    auto const& filter = std::get<Filter>(condition.node);
    if (node.child(filter.field.name) == nullptr) return {};
    bool const null_test =
        filter.kind == FilterKind::is && (filter.is == IsValue::null || filter.is == IsValue::not_null);
    bool const is_column =
        node.relation != nullptr && node.relation->find_column(filter.field.name) != nullptr;
    if (null_test || is_column) return {};
    return failure("PGRST120", "Bad operator on the '" + filter.field.name + "' embedded resource")
        .detail("Only is null or not is null filters are allowed on embedded resources");
}

Result<void> check_order(Node const& node) {
    for (auto const& term : node.order) {
        if (term.relation.empty()) continue;
        auto const* const child = node.child(term.relation);
        if (child == nullptr) return not_embedded(term.relation);
        if (!child->link->to_one())
            return failure("PGRST118", "A related order on '" + term.relation + "' is not possible")
                .detail("'" + node.name.name + "' and '" + term.relation +
                        "' do not form a many-to-one or one-to-one relationship");
    }
    return {};
}

// Whether all that the condition compares are aggregates.
bool compares_aggregates(Node const& node, Condition const& condition) {
    if (auto const* const tree = std::get_if<ConditionTree>(&condition.node))
        return !tree->children.empty() && std::ranges::all_of(tree->children, [&](Condition const& child) {
            return compares_aggregates(node, child);
        });
    auto const& filter = std::get<Filter>(condition.node);
    return filter.field.path.empty() && node.aggregate(filter.field.name) != nullptr;
}

Result<void> check(Node const& node) {
    TRY_VOID(check_order(node));
    for (auto const& condition : node.where) TRY_VOID(check_condition(node, condition));
    for (auto const& child : node.children) TRY_VOID(check(child));
    return {};
}

}  // namespace

Node const* Node::child(std::string_view called) const {
    auto const found = std::ranges::find(children, called, &Node::key);
    return found == children.end() ? nullptr : &*found;
}

// What a field is called in the answer.
std::string key_of(FieldItem const& item) {
    if (!item.alias.empty()) return item.alias;
    switch (item.aggregate) {
        case Aggregate::sum: return "sum";
        case Aggregate::avg: return "avg";
        case Aggregate::max: return "max";
        case Aggregate::min: return "min";
        case Aggregate::count:
        case Aggregate::count_distinct: return "count";
        case Aggregate::none: break;
    }
    for (auto step = item.field.path.rbegin(); step != item.field.path.rend(); ++step)
        if (!step->is_index) return step->key;
    return item.field.name;
}

FieldItem const* Node::aggregate(std::string_view called) const {
    if (relation != nullptr && relation->find_column(std::string(called)) != nullptr) return nullptr;
    for (auto const& item : items) {
        auto const* const field = std::get_if<FieldItem>(&item);
        if (field != nullptr && field->aggregate != Aggregate::none && key_of(*field) == called) return field;
    }
    return nullptr;
}

bool Node::has_aggregates() const {
    return distinct || std::ranges::any_of(items, [&](auto const& item) {
               auto const* const field = std::get_if<FieldItem>(&item);
               if (field != nullptr) return field->aggregate != Aggregate::none;
               auto const& nested = children[std::get<std::size_t>(item)];
               return nested.spread && nested.link->to_one() && nested.has_aggregates();
           });
}

Result<Node> plan_read(Schema const& schema, PlanOptions const& options, Query const& query,
                       QualifiedName root, sql::Relation const* relation) {
    Node node{.name = std::move(root), .relation = relation};
    Planner const planner{schema, options};
    if (query.has_select && !query.select.empty()) {
        TRY_VOID(planner.add_items(node, query.select));
    } else {
        node.items.emplace_back(FieldItem{.field = {.name = "*"}});
    }
    if (query.distinct && !options.additions) return failure("PGRST100", "\"failed to parse filter ()\"");
    node.distinct = query.distinct;
    auto const legacy = options.legacy_target_names;
    for (auto const& [path, condition] : query.conditions) {
        TRY(auto* const level, at(node, path, legacy));
        auto& conditions =
            options.additions && compares_aggregates(*level, condition) ? level->having : level->where;
        conditions.push_back(condition);
    }
    for (auto const& [path, terms] : query.orders) {
        TRY(auto* const level, at(node, path, legacy));
        level->order = terms;
    }
    for (auto const& [path, range] : query.ranges) {
        TRY(auto* const level, at(node, path, legacy));
        if (range.page || range.limit) {  // the last that was said, whichever form it has
            level->range.page = range.page;
            level->range.limit = range.limit;
        }
        if (range.offset) level->range.offset = range.offset;
    }
    TRY_VOID(check(node));
    return node;
}

Result<sql::Relation const*> find_relation(Schema const& schema, QualifiedName const& name) {
    constexpr std::size_t most_to_search = 500;
    if (auto const* const found = schema.find_relation(name)) return found;
    auto error = failure(
        "PGRST205", "Could not find the table '" + name.schema + "." + name.name + "' in the schema cache");
    std::vector<std::string> names;
    for (auto at = schema.relations.lower_bound({name.schema, ""});
         at != schema.relations.end() && at->first.schema == name.schema; ++at)
        names.push_back(at->first.name);
    if (names.size() > most_to_search) return error;
    if (auto const best = nearest(names, name.name, least_of_names); !best.empty())
        return std::move(error).hint("Perhaps you meant the table '" + name.schema + "." + best + "'");
    return error;
}

}  // namespace backstay::query
