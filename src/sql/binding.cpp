#include "sql/binding.hpp"

#include "sql/walk.hpp"

namespace backstay::sql {
namespace {

template <class Found>
Found const* at(std::map<int, Found> const& found, Location location) {
    auto const one = location.offset < 0 ? found.end() : found.find(location.offset);
    return one == found.end() ? nullptr : &one->second;
}

Location first_relation(FromItem const& item) {
    if (auto const* join = std::get_if<Join>(&item.node)) return first_relation(*join->left);
    auto const* relation = std::get_if<RelationRef>(&item.node);
    return relation == nullptr ? Location{} : relation->location;
}

void pin_type(TypeName& type, Binding const& binding) {
    if (auto const* schema = at(binding.types, type.location); schema != nullptr && type.name.schema.empty())
        type.name.schema = *schema;
}

void pin_expression(Expression& e, Binding const& binding) {
    if (auto* ref = std::get_if<ColumnRef>(&e.node); ref != nullptr && !ref->star)
        if (auto const* names = at(binding.columns, ref->location)) ref->names = *names;
    if (auto* call = std::get_if<Call>(&e.node); call != nullptr && call->name.schema.empty())
        if (auto const* schema = at(binding.functions, call->location)) call->name.schema = *schema;
    if (auto* cast = std::get_if<Cast>(&e.node)) pin_type(cast->type, binding);
}

void pin_targets(std::vector<Target>& targets, Binding const& binding) {
    std::vector<Target> written;
    for (auto& target : targets) {
        auto const* ref = std::get_if<ColumnRef>(&target.expression.node);
        auto const* columns = ref != nullptr && ref->star ? at(binding.stars, ref->location) : nullptr;
        if (columns != nullptr) {
            written.insert(written.end(), columns->begin(), columns->end());
        } else {
            written.push_back(std::move(target));
        }
    }
    targets = std::move(written);
}

TreeVisitor pinning(Binding const& binding) {
    return {.expression = [&](Expression& e) { pin_expression(e, binding); },
            .relation =
                [&](RelationRef& ref) {
                    if (auto const* name = at(binding.relations, ref.location)) ref.name = *name;
                },
            .targets = [&](std::vector<Target>& targets) { pin_targets(targets, binding); },
            .join =
                [&](Join& join) {
                    auto const* columns = at(binding.natural_joins, first_relation(*join.right));
                    if (!join.natural || columns == nullptr) return;
                    join.natural = false;
                    join.using_columns = *columns;
                    if (!columns->empty()) return;
                    if (join.kind == JoinKind::inner)
                        join.kind = JoinKind::cross;
                    else
                        join.on = ExpressionBox(Literal{.kind = LiteralKind::boolean, .text = "true"});
                }};
}

}  // namespace

void pin(Select& select, Binding const& binding) { walk_tree(select, pinning(binding)); }
void pin(Expression& expression, Binding const& binding) { walk_tree(expression, pinning(binding)); }

}  // namespace backstay::sql
