// A LATERAL subquery may name the entries to its left, where a derived table of SQLite may not: its rows are
// packed by a scalar subquery, which may, and unpacked by a table function.

#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {

std::string packed(State& state, std::string const& source, std::size_t width) {
    auto const alias = state.new_alias();
    std::string list;
    for (std::size_t i = 1; i <= width; ++i) list += (i > 1 ? ", " : "") + alias + ".c" + std::to_string(i);
    return "(select backstay_pack(" + list + ") from " + source + " as " + alias + ")";
}

std::string lateral(State& state, std::string const& select, std::size_t width) {
    return "backstay_unpack(" + packed(state, "(" + select + ")", width) + ")";
}

}  // namespace backstay::sql::lowering
