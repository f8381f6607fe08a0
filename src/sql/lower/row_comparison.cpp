// (a, b) < (c, d) is a < c or (a = c and b < d), spelled out since SQLite's own row values would take the
// collation of neither side.

#include "base/text.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

struct Column {
    std::string left, right;
    bool native = true;
};

std::string equality(std::vector<Column> const& columns) {
    std::string out;
    for (auto const& c : columns) {
        if (!out.empty()) out += " and ";
        out += "(" + c.left + " = " + c.right + ")";
    }
    return "(" + out + ")";
}

std::string ordering(std::vector<Column> const& columns, std::size_t from, std::string const& op) {
    auto const& c = columns[from];
    bool const last = from + 1 == columns.size();
    auto const strict = op.substr(0, 1);
    if (last) return "(" + c.left + " " + op + " " + c.right + ")";
    return "(" + c.left + " " + strict + " " + c.right + " or (" + c.left + " = " + c.right + " and " +
           ordering(columns, from + 1, op) + "))";
}

}  // namespace

Result<std::string> row_comparison(State& state, typed::RowComparison const& c) {
    std::vector<Column> columns;
    for (std::size_t i = 0; i < c.left.size(); ++i) {
        TRY(auto left, comparable(state, c.left[i]));
        TRY(auto right, expression(state, c.right[i]));
        columns.push_back({std::move(left), std::move(right)});
    }
    if (columns.empty()) return std::string("1");
    if (c.op == "=") return equality(columns);
    if (c.op == "<>" || c.op == "!=") return "(not " + equality(columns) + ")";
    return ordering(columns, 0, c.op);
}

}  // namespace backstay::sql::lowering
