// ORDER BY, DISTINCT [ON], LIMIT and OFFSET, and the windows of window functions.

#include <algorithm>
#include <charconv>

#include "sql/resolve/select.hpp"
#include "sql/typed_walk.hpp"

namespace backstay::sql::resolving {
namespace {

constexpr Type int8{.base = BaseType::int8};

Result<typed::Expression> by_number(State& state, Literal const& literal, std::string const& clause) {
    if (literal.kind != LiteralKind::integer) return failure("42601", "non-integer constant in " + clause);
    std::size_t number = 0;
    std::from_chars(literal.text.data(), literal.text.data() + literal.text.size(), number);
    auto const& targets = state.scope().query.targets;
    if (number == 0 || number > targets.size())
        return failure("42P10", clause + " position " + literal.text + " is not in select list");
    return targets[number - 1].expression;
}

Result<std::optional<typed::Expression>> by_output_name(State& state, ColumnRef const& ref,
                                                        std::string const& clause) {
    std::optional<typed::Expression> found;
    if (ref.names.size() != 1 || ref.star) return found;
    for (auto const& target : state.scope().query.targets) {
        if (target.name != ref.names.front()) continue;
        if (found && *found != target.expression)
            return failure("42702", clause + " \"" + target.name + "\" is ambiguous");
        found = target.expression;
    }
    return found;
}

Result<std::optional<typed::Expression>> row_count(State& state, std::optional<Expression> const& written,
                                                   std::string const& clause) {
    if (!written) return std::nullopt;
    state.scope().clause = {.name = clause};
    TRY(auto value, expression(state, *written));
    if (value.type.base != BaseType::unknown && !can_coerce(state, value.type, int8, CastContext::assignment))
        return failure("42804",
                       "argument of " + clause + " must be type bigint, not type " + state.shown(value.type));
    TRY(value, coerce(state, std::move(value), int8, CastContext::assignment));
    bool varies = false;
    typed::walk(value, {.expression = [&](typed::Expression& e, int depth) {
                    auto const* v = std::get_if<typed::Variable>(&e.node);
                    varies = varies || (v != nullptr && v->levels_up == depth);
                    return true;
                }});
    if (varies) return failure("42P10", "argument of " + clause + " must not contain variables");
    return value;
}

bool among(typed::Expressions const& list, typed::Expression const& e) {
    return std::ranges::find(list, e) != list.end();
}

// The rows of one group have to come together, so the order starts with what makes the groups.
Result<void> require_initial(typed::Query const& q) {
    auto const mismatch = [] {
        return failure("42P10", "SELECT DISTINCT ON expressions must match initial ORDER BY expressions");
    };
    bool skipped = false;
    typed::Expressions ordered;
    for (auto const& key : q.order_by) {
        bool const distinct = among(q.distinct_on, key.expression);
        if (distinct && skipped) return mismatch();
        skipped = skipped || !distinct;
        ordered.push_back(key.expression);
    }
    for (auto const& e : q.distinct_on)
        if (skipped && !among(ordered, e)) return mismatch();
    return {};
}

Window const* find_window(State& state, std::string const& name) {
    auto const* windows = state.scope().windows;
    if (windows == nullptr) return nullptr;
    auto const found = std::ranges::find(*windows, name, &Window::name);
    return found == windows->end() ? nullptr : &*found;
}

}  // namespace

Result<typed::Expression> ordering(State& state, Expression const& e, std::string_view clause) {
    std::string const words(clause);
    if (auto const* literal = std::get_if<Literal>(&e.node)) return by_number(state, *literal, words);
    if (auto const* ref = std::get_if<ColumnRef>(&e.node)) {
        TRY(auto found, by_output_name(state, *ref, words));
        if (found) return *std::move(found);
    }
    return expression(state, e);
}

Result<std::vector<typed::SortKey>> order_by(State& state, OrderBy const& order, bool output_names) {
    std::vector<typed::SortKey> keys;
    for (auto const& written : order) {
        TRY(auto value, output_names ? ordering(state, written.expression, "ORDER BY")
                                     : expression(state, written.expression));
        TRY(value, settle(state, std::move(value)));
        TRY_VOID(operator_of(state, "<", value.type));
        bool const descending = written.direction == SortDirection::descending;
        keys.push_back({.expression = std::move(value),
                        .direction = written.direction,
                        .nulls_first = written.nulls == NullsOrder::first ||
                                       (written.nulls == NullsOrder::by_default && descending)});
    }
    return keys;
}

Result<void> distinct(State& state, Select const& select) {
    auto& q = state.scope().query;
    q.distinct = select.distinct && select.distinct_on.empty();
    for (auto const& e : select.distinct_on) {
        TRY(auto value, ordering(state, e, "DISTINCT ON"));
        TRY(value, settle(state, std::move(value)));
        TRY_VOID(operator_of(state, "=", value.type));
        q.distinct_on.push_back(std::move(value));
    }
    if (!q.distinct_on.empty()) return require_initial(q);
    if (!q.distinct) return {};
    typed::Expressions listed;
    for (auto& target : q.targets) {
        TRY(target.expression, settle(state, std::move(target.expression)));
        TRY_VOID(operator_of(state, "=", target.expression.type));
        listed.push_back(target.expression);
    }
    for (auto const& key : q.order_by)
        if (!among(listed, key.expression))
            return failure("42P10", "for SELECT DISTINCT, ORDER BY expressions must appear in select list");
    return {};
}

Result<void> limit(State& state, Select const& select) {
    auto& q = state.scope().query;
    TRY(q.limit, row_count(state, select.limit, "LIMIT"));
    TRY(q.offset, row_count(state, select.offset, "OFFSET"));
    q.with_ties = select.with_ties;
    if (q.with_ties && q.order_by.empty())
        return failure("42601", "WITH TIES cannot be specified without ORDER BY clause");
    return {};
}

Result<typed::Window> window(State& state, Window const& w) {
    typed::Window out;
    if (!w.references.empty()) {
        auto const* base = find_window(state, w.references);
        if (base == nullptr) return failure("42704", "window \"" + w.references + "\" does not exist");
        auto const refuse = [&](std::string const& clause) {
            return failure("42P20",
                           "cannot override " + clause + " clause of window \"" + w.references + "\"");
        };
        if (!w.partition_by.empty()) return refuse("PARTITION BY");
        if (!w.order_by.empty() && !base->order_by.empty()) return refuse("ORDER BY");
        TRY(out, window(state, *base));
    }
    for (auto const& e : w.partition_by) {
        TRY(auto value, expression(state, e));
        TRY(value, settle(state, std::move(value)));
        TRY_VOID(operator_of(state, "=", value.type));
        out.partition_by.push_back(std::move(value));
    }
    if (!w.order_by.empty()) {
        TRY(out.order_by, order_by(state, w.order_by, false));
    }
    if (w.frame) out.frame = w.frame;
    return out;
}

}  // namespace backstay::sql::resolving
