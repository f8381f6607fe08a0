// PostgreSQL's greatest and least pass over NULLs; SQLite's max() and min() of several do not.

#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {

Result<std::string> greatest_least(State& state, typed::GreatestLeast const& g) {
    std::string out;
    for (auto const& arg : g.args) {
        TRY(auto const text, expression(state, arg));
        if (out.empty()) {
            out = text;
            continue;
        }
        auto const left = with_collation(state, out, arg);
        auto const wins = left + (g.kind == Extreme::greatest ? " >= " : " <= ") + text;
        out = "(case when " + text + " is null or " + wins + " then " + out + " else " + text + " end)";
        // A NULL on the left loses.
        out = "coalesce(" + out + ", " + text + ")";
    }
    return out;
}

}  // namespace backstay::sql::lowering
