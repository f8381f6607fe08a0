// VALUES (1, 'a'), (2, 'b'): in SQLite its columns are column1, column2, ...

#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {

Result<std::string> values_rows(State& state, std::vector<typed::Expressions> const& rows,
                                std::size_t width) {
    std::string out = "select ";
    auto const alias = state.new_alias();
    for (std::size_t i = 1; i <= width; ++i)
        out += (i > 1 ? ", " : "") + alias + ".column" + std::to_string(i) + " as c" + std::to_string(i);
    out += " from (values ";
    for (std::size_t i = 0; i < rows.size(); ++i) {
        TRY(auto const list, expressions(state, rows[i]));
        out += (i > 0 ? ", (" : "(") + list + ")";
    }
    return out + ") as " + alias;
}

}  // namespace backstay::sql::lowering
