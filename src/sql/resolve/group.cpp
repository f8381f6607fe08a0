// GROUP BY: plain expressions, or the sets that ROLLUP, CUBE and GROUPING SETS stand for; and that nothing
// ungrouped is used beside them.

#include <algorithm>

#include "sql/resolve/select.hpp"
#include "sql/typed_walk.hpp"

namespace backstay::sql::resolving {
namespace {

using Sets = std::vector<typed::Expressions>;

Result<typed::Expression> grouping_value(State& state, Expression const& e) {
    // A column of FROM comes before an output column of the same name.
    auto const* ref = std::get_if<ColumnRef>(&e.node);
    bool const input = ref != nullptr && ref->names.size() == 1 &&
                       std::ranges::find(state.scope().visible, ref->names.front(), &VisibleColumn::name) !=
                           state.scope().visible.end();
    TRY(auto value, input ? expression(state, e) : ordering(state, e, "GROUP BY"));
    TRY(value, settle(state, std::move(value)));
    TRY_VOID(operator_of(state, "=", value.type));
    return value;
}

Result<typed::Expressions> grouping_values(State& state, Expression const& e) {
    typed::Expressions out;
    auto const* row = std::get_if<RowConstructor>(&e.node);
    if (row == nullptr) {
        TRY(auto value, grouping_value(state, e));
        out.push_back(std::move(value));
        return out;
    }
    for (auto const& element : row->elements) {
        TRY(auto value, grouping_value(state, element));
        out.push_back(std::move(value));
    }
    return out;
}

void add(typed::Expressions& set, typed::Expressions const& more) {
    for (auto const& e : more)
        if (std::ranges::find(set, e) == set.end()) set.push_back(e);
}

Sets rollup(Sets const& parts) {
    Sets sets;
    for (std::size_t length = parts.size() + 1; length-- > 0;) {
        typed::Expressions set;
        for (std::size_t i = 0; i < length; ++i) add(set, parts[i]);
        sets.push_back(std::move(set));
    }
    return sets;
}

Result<Sets> cube(Sets const& parts) {
    if (parts.size() > 12) return failure("54011", "CUBE is limited to 12 elements");
    Sets sets;
    for (std::size_t mask = std::size_t{1} << parts.size(); mask-- > 0;) {
        typed::Expressions set;
        for (std::size_t i = 0; i < parts.size(); ++i)
            if ((mask >> (parts.size() - 1 - i)) & 1U) add(set, parts[i]);
        sets.push_back(std::move(set));
    }
    return sets;
}

Result<Sets> expand(State& state, GroupItem const& item) {
    Sets parts;
    for (auto const& e : item.expressions) {
        TRY(auto list, grouping_values(state, e));
        parts.push_back(std::move(list));
    }
    switch (item.kind) {
        case GroupingKind::expression: return parts;
        case GroupingKind::empty: return Sets{{}};
        case GroupingKind::rollup: return rollup(parts);
        case GroupingKind::cube: return cube(parts);
        case GroupingKind::sets: break;
    }
    Sets sets;
    for (auto const& inner : item.sets) {
        TRY(auto expanded, expand(state, inner));
        for (auto& set : expanded) sets.push_back(std::move(set));
    }
    return sets;
}

std::string shown(typed::Query const& q, typed::Variable const& v) {
    auto const& entry = q.entries[static_cast<std::size_t>(v.entry)];
    auto const column =
        v.column < 0 ? std::string("*") : entry.columns[static_cast<std::size_t>(v.column)].name;
    return "\"" + entry.alias + "." + column + "\"";
}

class Check {
public:
    Check(State& state, typed::Query& q) : state_(state), q_(q) {
        for (auto const& set : q.grouping_sets) add(grouped_, set);
    }

    Result<void> all() {
        for (auto& target : q_.targets) one(target.expression);
        if (q_.having) one(*q_.having);
        for (auto& key : q_.order_by) one(key.expression);
        for (auto& e : q_.distinct_on) one(e);
        if (!problem_.empty()) return failure("42803", problem_);
        return {};
    }

private:
    void one(typed::Expression& e) {
        typed::walk(e,
                    {.expression = [&](typed::Expression& inner, int depth) { return visit(inner, depth); }});
    }

    bool visit(typed::Expression& e, int depth) {
        if (depth == 0 && std::ranges::find(grouped_, e) != grouped_.end()) return false;
        if (auto const* a = std::get_if<typed::AggregateCall>(&e.node)) {
            bool const aggregate = a->function == nullptr || a->function->kind == BuiltinKind::aggregate;
            if (aggregate && !a->over && a->levels_up == depth) return false;
        }
        auto const* v = std::get_if<typed::Variable>(&e.node);
        if (v != nullptr && v->levels_up == depth) variable_used(*v, depth);
        return true;
    }

    void variable_used(typed::Variable v, int depth) {
        v.levels_up = 0;
        auto const same = [&](typed::Expression const& e) {
            auto const* grouped = std::get_if<typed::Variable>(&e.node);
            return grouped != nullptr && grouped->levels_up == 0 && grouped->entry == v.entry &&
                   grouped->column == v.column;
        };
        if (std::ranges::any_of(grouped_, same) || decided_by_key(v.entry) || !problem_.empty()) return;
        problem_ = depth == 0 ? "column " + shown(q_, v) +
                                    " must appear in the GROUP BY clause or be used in an aggregate function"
                              : "subquery uses ungrouped column " + shown(q_, v) + " from outer query";
    }

    // All columns of a table depend on its primary key.
    bool decided_by_key(int index) {
        if (q_.grouping_sets.size() != 1) return false;
        auto const& entry = q_.entries[static_cast<std::size_t>(index)];
        auto const* relation = std::get_if<typed::RelationEntry>(&entry.source);
        auto const* table = relation == nullptr ? nullptr : state_.catalog().relation(relation->relation);
        auto const* key = table == nullptr ? nullptr : table->primary_key();
        if (key == nullptr) return false;
        return std::ranges::all_of(key->columns, [&](std::string const& name) {
            auto const column = std::ranges::find(table->columns, name, &CatalogColumn::name);
            auto const number = static_cast<int>(column - table->columns.begin());
            return std::ranges::any_of(grouped_, [&](typed::Expression const& e) {
                auto const* v = std::get_if<typed::Variable>(&e.node);
                return v != nullptr && v->levels_up == 0 && v->entry == index && v->column == number;
            });
        });
    }

    State& state_;
    typed::Query& q_;
    typed::Expressions grouped_;
    std::string problem_;
};

}  // namespace

Result<void> group_by(State& state, Select const& select) {
    if (select.group_by.empty()) return {};
    state.scope().clause = {.name = "GROUP BY", .sets = true};
    Sets sets{{}};
    for (auto const& item : select.group_by) {
        TRY(auto const expanded, expand(state, item));
        Sets product;
        for (auto const& left : sets)
            for (auto const& right : expanded) {
                auto set = left;
                add(set, right);
                product.push_back(std::move(set));
            }
        sets = std::move(product);
        if (sets.size() > 4096) return failure("54001", "too many grouping sets present (maximum 4096)");
    }
    if (select.group_distinct) {
        Sets different;
        for (auto& set : sets)
            if (std::ranges::find(different, set) == different.end()) different.push_back(std::move(set));
        sets = std::move(different);
    }
    state.scope().query.grouping_sets = std::move(sets);
    return {};
}

Result<void> require_grouped(State& state) { return Check(state, state.scope().query).all(); }

}  // namespace backstay::sql::resolving
