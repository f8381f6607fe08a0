#include "cli/text_table.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <ostream>

namespace backstay::cli {
namespace {

std::size_t cells_of(UChar32 character) {
    if (character < 0) return 1;
    switch (u_charType(character)) {
        case U_NON_SPACING_MARK:
        case U_ENCLOSING_MARK:
        case U_FORMAT_CHAR: return 0;
        default: break;
    }
    auto const width = u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

std::vector<std::size_t> widths_of(TextTable const& table) {
    std::vector<std::size_t> widths;
    widths.reserve(table.header.size());
    for (auto const& name : table.header) widths.push_back(display_width(name));
    for (auto const& row : table.rows)
        for (std::size_t i = 0; i < widths.size(); ++i)
            widths[i] = std::max(widths[i], display_width(row.at(i)));
    return widths;
}

struct Style {
    std::string_view before, between;
};

// Nothing follows the last text of a row, so that lines do not end in blanks.
void print_row(std::ostream& out, std::vector<std::string> const& row, std::vector<std::size_t> const& widths,
               Style style) {
    std::string line(style.before);
    for (std::size_t i = 0; i < widths.size(); ++i) {
        if (i > 0) line += style.between;
        line += row[i];
        line.append(widths[i] - display_width(row[i]), ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): ICU's macro counts as statements
std::size_t display_width(std::string_view text) {
    std::size_t cells = 0;
    auto const length = static_cast<std::int32_t>(text.size());
    for (std::int32_t at = 0; at < length;) {
        UChar32 character = 0;
        U8_NEXT(text.data(), at, length, character);  // NOLINT(bugprone-inc-dec-in-conditions): the macro's
        cells += cells_of(character);
    }
    return cells;
}

void print_columns(std::ostream& out, TextTable const& table) {
    auto const widths = widths_of(table);
    Style const style{.before = "", .between = "  "};
    print_row(out, table.header, widths, style);
    for (auto const& row : table.rows) print_row(out, row, widths, style);
}

void print_result(std::ostream& out, TextTable const& table) {
    auto const widths = widths_of(table);
    Style const style{.before = " ", .between = " | "};
    print_row(out, table.header, widths, style);
    for (std::size_t i = 0; i < widths.size(); ++i)
        out << (i == 0 ? "-" : "-+-") << std::string(widths[i], '-');
    out << "-\n";
    for (auto const& row : table.rows) print_row(out, row, widths, style);
    out << '(' << table.rows.size() << (table.rows.size() == 1 ? " row)\n" : " rows)\n");
}

}  // namespace backstay::cli
