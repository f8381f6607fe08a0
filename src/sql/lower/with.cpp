#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {

Result<std::string> with_clause(State& state, typed::Query const& q) {
    std::string out;
    for (std::size_t i = 0; i < q.common_tables.size(); ++i) {
        auto const& table = q.common_tables[i];
        if (table.query->command != typed::Command::select) continue;  // a step of its own (cte_dml.cpp)
        TRY(auto const text, select(state, *table.query));
        std::string columns;
        for (std::size_t c = 1; c <= table.columns.size(); ++c)
            columns += (c > 1 ? ", c" : "c") + std::to_string(c);
        out += out.empty() ? "with recursive " : ", ";
        out += state.scopes.back().common_tables[i] + "(" + columns + ") as ";
        if (table.materialized == Materialized::always) out += "materialized ";
        if (table.materialized == Materialized::never) out += "not materialized ";
        out += "(" + text + ")";
    }
    return out.empty() ? out : out + " ";
}

}  // namespace backstay::sql::lowering
