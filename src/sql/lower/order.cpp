// PostgreSQL puts NULLs last ascending and first descending, SQLite the other way round; each key says it.

#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {

Result<std::string> order_by(State& state, std::vector<typed::SortKey> const& keys) {
    std::string out;
    for (auto const& key : keys) {
        // A constant would be taken as the number of a column, or refused.
        if (std::holds_alternative<typed::Constant>(key.expression.node)) continue;
        TRY(auto const text, comparable(state, key.expression));
        bool const descending = key.direction == SortDirection::descending;
        out += out.empty() ? " order by " : ", ";
        out += text;
        if (descending) out += " desc";
        if (key.nulls_first == descending) out += key.nulls_first ? " nulls first" : " nulls last";
    }
    return out;
}

}  // namespace backstay::sql::lowering
