#include "cli/policy_truth.hpp"

#include <algorithm>
#include <optional>

namespace backstay::cli {
namespace {

// What is known of a value without a row: nothing, that it is null, or its text.
struct Known {
    enum class Kind : std::uint8_t { nothing, null, text } kind = Kind::nothing;
    std::string text = {};
    bool operator==(Known const&) const = default;
};

Known const nothing{};
Known const null{.kind = Known::Kind::null};
Known text(std::string value) { return {.kind = Known::Kind::text, .text = std::move(value)}; }
Known truth(bool value) { return text(value ? "true" : "false"); }
bool is(Known const& known, bool value) { return known == truth(value); }

Known known(sql::Expression const& expression);

Known known(sql::Literal const& literal) {
    return literal.kind == sql::LiteralKind::null ? null : text(literal.text);
}

Known known(sql::Call const& call) {
    if (call.name.schema != "auth" || !call.args.empty()) return nothing;
    if (call.name.name == "uid" || call.name.name == "email") return null;
    return call.name.name == "role" ? text("anon") : nothing;
}

// In a policy a function is often called once for all rows: (select auth.uid()).
Known known(sql::Subquery const& subquery) {
    auto const& select = *subquery.select;
    bool const plain = subquery.kind == sql::SubqueryKind::scalar && select.targets.size() == 1 &&
                       select.from.empty() && !select.where && !select.set_operation;
    return plain ? known(select.targets.front().expression) : nothing;
}

Known known(sql::Logic const& logic) {
    if (logic.kind == sql::LogicKind::not_) {
        auto const arg = known(logic.args.front());
        return arg.kind == Known::Kind::text ? truth(is(arg, false)) : arg;
    }
    bool const decisive = logic.kind == sql::LogicKind::or_;
    bool all_known = true, some_null = false;
    for (auto const& arg : logic.args) {
        auto const value = known(arg);
        if (is(value, decisive)) return value;
        all_known = all_known && value.kind != Known::Kind::nothing;
        some_null = some_null || value.kind == Known::Kind::null;
    }
    if (!all_known) return nothing;
    return some_null ? null : truth(!decisive);
}

Known equal(sql::Expression const& left, sql::Expression const& right) {
    auto const a = known(left), b = known(right);
    if (a.kind == Known::Kind::null || b.kind == Known::Kind::null) return null;
    if (a.kind == Known::Kind::text && b.kind == Known::Kind::text) return truth(a.text == b.text);
    // id = id holds of every row that has one.
    bool const column = std::holds_alternative<sql::ColumnRef>(left.node);
    return column && left == right ? truth(true) : nothing;
}

Known known(sql::Operation const& operation) {
    if (!operation.left) return nothing;
    if (operation.op == "=") return equal(**operation.left, *operation.right);
    if (operation.op != "<>") return nothing;
    auto const same = equal(**operation.left, *operation.right);
    return same.kind == Known::Kind::text ? truth(is(same, false)) : same;
}

Known known(sql::IsNull const& test) {
    auto const arg = known(*test.arg);
    if (arg.kind == Known::Kind::nothing) return nothing;
    return truth((arg.kind == Known::Kind::null) != test.negated);
}

Known known(sql::IsTruth const& test) {
    using enum sql::TruthTest;
    auto const arg = known(*test.arg);
    if (arg.kind == Known::Kind::nothing) return nothing;
    switch (test.test) {
        case is_true: return truth(is(arg, true));
        case is_not_true: return truth(!is(arg, true));
        case is_false: return truth(is(arg, false));
        case is_not_false: return truth(!is(arg, false));
        case is_unknown: return truth(arg == null);
        case is_not_unknown: return truth(arg != null);
    }
    return nothing;
}

Known known(sql::InList const& in) {
    auto const arg = known(*in.arg);
    if (arg.kind != Known::Kind::text) return arg;
    bool all_known = true;
    for (auto const& one : in.list) {
        auto const value = known(one);
        if (value == arg) return truth(!in.negated);
        all_known = all_known && value.kind == Known::Kind::text;
    }
    return all_known ? truth(in.negated) : nothing;
}

Known known(sql::IsDistinct const& test) {
    auto const a = known(*test.left), b = known(*test.right);
    if (a.kind == Known::Kind::nothing || b.kind == Known::Kind::nothing) return nothing;
    return truth((a == b) == test.negated);
}

// Of null and something that is not known here, such as coalesce(owner = auth.uid(), true), it is the rest.
Known known(sql::Coalesce const& coalesce) {
    for (auto const& arg : coalesce.args) {
        auto const value = known(arg);
        if (value.kind != Known::Kind::null) return value;
    }
    return null;
}

Known known(sql::Cast const& cast) { return known(*cast.arg); }

template <class Other>
Known known(Other const&) {
    return nothing;
}

Known known(sql::Expression const& expression) {
    return std::visit([](auto const& node) { return known(node); }, expression.node);
}

}  // namespace

bool holds_for_anon(sql::Expression const& condition) { return is(known(condition), true); }

}  // namespace backstay::cli
