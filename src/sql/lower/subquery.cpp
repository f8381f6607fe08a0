#include "base/text.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

using Text = Result<std::string>;

// The comparison of the left side with the columns of `alias`, all of them.
Text test(State& state, typed::Subquery const& s, std::string const& alias) {
    std::string out;
    for (std::size_t i = 0; i < s.test.size(); ++i) {
        auto const& op = *s.operators[i];
        TRY(auto const left, op.native ? comparable(state, s.test[i]) : expression(state, s.test[i]));
        if (!out.empty()) out += " and ";
        out += operate(state, op, left, alias + ".c" + std::to_string(i + 1));
    }
    return "(" + out + ")";
}

// x in (select ...): SQLite has it with PostgreSQL's treatment of NULL, and uses indexes for it.
Text membership(State& state, typed::Subquery const& s, std::string const& inner) {
    TRY(auto const left, comparable(state, s.test.front()));
    return "(" + left + " in (" + inner + "))";
}

// any: true if one row is true, else null if one is null, else false; all: the other way round.
Text quantify(State& state, typed::Subquery const& s, std::string const& inner) {
    auto const alias = state.new_alias();
    TRY(auto const condition, test(state, s, alias));
    auto const aggregate = s.kind == SubqueryKind::any ? "max" : "min";
    auto const otherwise = s.kind == SubqueryKind::any ? "1" : "0";
    auto const absorbing = s.kind == SubqueryKind::any ? "is true" : "is false";
    auto const empty = s.kind == SubqueryKind::any ? "0" : "1";
    auto const a = state.new_alias();
    return "(select case when count(*) = 0 then " + std::string(empty) + " when " + aggregate + "(" + a +
           ".r) " + absorbing + " then " + otherwise + " when count(*) > count(" + a + ".r) then null else " +
           empty + " end from (select " + condition + " as r from (" + inner + ") as " + alias + ") as " + a +
           ")";
}

// Whether there cannot be a second row.
bool one_row(typed::Query const& q) {
    if (q.limit)
        if (auto const* constant = std::get_if<typed::Constant>(&q.limit->node);
            constant != nullptr && (constant->text == "1" || constant->text == "0"))
            return true;
    if (q.set_operation) return false;
    if (!q.values.empty()) return q.values.size() == 1;
    return q.from.empty() || (q.grouped && q.grouping_sets.empty());
}

// 21000 where there is a second row.
std::string checked(State& state, std::string const& inner) {
    auto const alias = state.new_alias();
    return "(select backstay_only(" + alias + ".c1) from (select c1 from (" + inner + ") limit 2) as " +
           alias + ")";
}

}  // namespace

Text subquery(State& state, typed::Subquery const& s) {
    TRY(auto inner, select(state, *s.query));
    switch (s.kind) {
        case SubqueryKind::exists: return "exists (" + inner + ")";
        case SubqueryKind::scalar: return one_row(*s.query) ? "(" + inner + ")" : checked(state, inner);
        case SubqueryKind::array: {
            auto const alias = state.new_alias();
            auto const type = s.query->targets.front().expression.type;
            return std::string("(select coalesce(") +
                   (type.array ? "pg_array_agg_arrays(" : "pg_array_agg(") + alias + ".c1, '" +
                   type_argument(state, type) + "'), '[]') from (" + inner + ") as " + alias + ")";
        }
        case SubqueryKind::any:
            if (s.test.size() == 1 && s.operators.front()->native && s.operators.front()->name == "=")
                return membership(state, s, inner);
            return quantify(state, s, inner);
        case SubqueryKind::all: return quantify(state, s, inner);
    }
    return inner;
}

}  // namespace backstay::sql::lowering
