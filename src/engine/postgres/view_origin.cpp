#include "engine/postgres/view_origin.hpp"

#include <charconv>

namespace backstay::engine::postgres {
namespace {

template <class Number>
Number number_after(std::string_view text, std::string_view label) {
    Number number = 0;
    auto const at = text.rfind(label);
    if (at == std::string_view::npos) return 0;
    text.remove_prefix(at + label.size());
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

std::vector<ColumnOrigin> read_column_origins(std::string_view node_tree) {
    // {QUERY is at depth 1 and its own {TARGETENTRY at depth 2; those of subqueries stand deeper. RETURNING
    // and conflict lists, which would too, are never part of a view.
    static constexpr std::string_view entry = "{TARGETENTRY ";
    std::vector<ColumnOrigin> origins;
    int depth = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < node_tree.size(); ++i) {
        auto const c = node_tree[i];
        if (c == '\\') {
            ++i;  // what follows is part of a name
        } else if (c == '{') {
            ++depth;
            if (depth == 2 && node_tree.substr(i).starts_with(entry)) begin = i;
        } else if (c == '}') {
            if (depth == 2 && begin > 0) {
                // The labels after the expression are the entry's own: the last of each name.
                auto const text = node_tree.substr(begin, i - begin);
                ColumnOrigin const origin{.column = number_after<int>(text, " :resno "),
                                          .relation = number_after<std::int64_t>(text, " :resorigtbl "),
                                          .relation_column = number_after<int>(text, " :resorigcol ")};
                if (origin.relation != 0 && origin.relation_column > 0 && !text.ends_with(":resjunk true"))
                    origins.push_back(origin);
                begin = 0;
            }
            --depth;
        }
    }
    return origins;
}

}  // namespace backstay::engine::postgres
