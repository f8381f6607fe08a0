#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>

namespace backstay {
namespace {

// PostgreSQL 15's reserved key words, and those that may name neither a function nor a type
// (https://www.postgresql.org/docs/15/sql-keywords-appendix.html), in order.
constexpr auto reserved_words = std::to_array<std::string_view>({
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "bigint",
    "binary",
    "bit",
    "boolean",
    "both",
    "case",
    "cast",
    "char",
    "character",
    "check",
    "coalesce",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "dec",
    "decimal",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "extract",
    "false",
    "fetch",
    "float",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "greatest",
    "group",
    "grouping",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "inout",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "least",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "national",
    "natural",
    "nchar",
    "none",
    "normalize",
    "not",
    "notnull",
    "null",
    "nullif",
    "numeric",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "out",
    "outer",
    "overlaps",
    "overlay",
    "placing",
    "position",
    "precision",
    "primary",
    "real",
    "references",
    "returning",
    "right",
    "row",
    "select",
    "session_user",
    "setof",
    "similar",
    "smallint",
    "some",
    "substring",
    "symmetric",
    "table",
    "tablesample",
    "then",
    "time",
    "timestamp",
    "to",
    "trailing",
    "treat",
    "trim",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "values",
    "varchar",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
});

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_plain_identifier(std::string_view name) {
    auto const starts = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    auto const continues = [&](char c) { return starts(c) || (c >= '0' && c <= '9'); };
    return !name.empty() && starts(name.front()) && std::ranges::all_of(name, continues) &&
           !std::ranges::binary_search(reserved_words, name);
}

std::string between_marks(std::string_view text, char mark) {
    std::string out(1, mark);
    for (char const c : text) {
        if (c == mark) out += mark;
        out += c;
    }
    return out += mark;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            auto const replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
        }
    }
    return row.back();
}

// The length of the UTF-8 sequence that `lead` begins, and the bits it carries; 0 if it begins none.
int sequence_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if (lead >= 0xE0 && lead < 0xF0) return 3;
    if (lead >= 0xF0 && lead < 0xF5) return 4;
    return 0;
}

}  // namespace

std::optional<std::pair<std::string_view, std::string_view>> split_once(std::string_view text, char mark) {
    auto const at = text.find(mark);
    if (at == std::string_view::npos) return std::nullopt;
    return std::pair{text.substr(0, at), text.substr(at + 1)};
}

std::vector<std::string> split(std::string_view text, char mark) {
    std::vector<std::string> parts;
    if (text.empty()) return parts;
    while (auto const halves = split_once(text, mark)) {
        parts.emplace_back(halves->first);
        text = halves->second;
    }
    parts.emplace_back(text);
    return parts;
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n\f\v";
    auto const first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::string join(std::vector<std::string> const& parts, std::string_view between) {
    std::string out;
    for (auto const& part : parts) {
        if (&part != &parts.front()) out += between;
        out += part;
    }
    return out;
}

std::string to_lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), lower);
    return out;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    // Names mostly come as they are written here.
    auto const same = [](char x, char y) { return x == y || lower(x) == lower(y); };
    return std::ranges::equal(a, b, same);
}

std::string quote_identifier(std::string_view name) {
    return is_plain_identifier(name) ? std::string(name) : between_marks(name, '"');
}

std::string quote_always(std::string_view name) { return between_marks(name, '"'); }

std::string quote_literal(std::string_view text) {
    if (!text.contains('\\')) return between_marks(text, '\'');
    std::string escaped;
    for (char const c : text) {
        if (c == '\\') escaped += '\\';
        escaped += c;
    }
    return "E" + between_marks(escaped, '\'');
}

std::optional<std::string> nearest(std::string_view name, std::vector<std::string> const& names) {
    std::optional<std::string> best;
    auto limit = std::max<std::size_t>(name.size() / 3, 1);
    for (auto const& candidate : names) {
        auto const distance = edit_distance(name, candidate);
        if (distance > limit || (best && distance == limit)) continue;
        limit = distance;
        best = candidate;
    }
    return best;
}

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        auto const lead = static_cast<unsigned char>(text[i]);
        auto const length = static_cast<std::size_t>(sequence_length(lead));
        if (length == 0 || i + length > text.size()) return false;
        for (std::size_t j = 1; j < length; ++j)
            if ((static_cast<unsigned char>(text[i + j]) & 0xC0U) != 0x80U) return false;
        auto const second = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0U;
        bool const overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
        bool const outside = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
        if (overlong || outside) return false;
        i += length;
    }
    return true;
}

}  // namespace backstay
