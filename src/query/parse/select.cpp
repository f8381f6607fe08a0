#include <array>

#include "query/parse/scanner.hpp"

namespace backstay::query {
namespace {

struct SelectReader {
    Scanner in;
    std::size_t count = 0;

    Result<std::vector<SelectItem>> items(int depth) {
        std::vector<SelectItem> list;
        in.skip_blanks();
        if (in.at_end() || in.peek() == ')') return list;
        do {
            TRY(auto item, one(depth));
            list.push_back(std::move(item));
            if (++count > max_select_items) return failure("PGRST100", "too many items are selected");
            in.skip_blanks();
        } while (in.accept(","));
        return list;
    }

    Result<SelectItem> one(int depth) {
        in.skip_blanks();
        EmbedItem embed;
        embed.spread = in.accept("...");
        std::string alias;
        auto const from = in.position();
        TRY(auto first, in.name());
        if (in.peek() == ':' && !in.starts_with("::") && !embed.spread) {
            in.take();
            alias = std::move(first);
            TRY(first, in.name());
        }
        if (in.peek() == '!' || (in.peek() == '(' && !is_count(first))) {
            embed.name = std::move(first);
            embed.alias = std::move(alias);
            TRY_VOID(read_embed(embed, depth));
            return SelectItem{std::move(embed)};
        }
        if (embed.spread) return in.refuse("\"(\" or \"!\"");
        (void)from;
        TRY(auto field, read_field(std::move(first), std::move(alias)));
        return SelectItem{std::move(field)};
    }

    bool is_count(std::string const& name) const { return name == "count" && in.starts_with("()"); }

    Result<void> read_embed(EmbedItem& embed, int depth) {
        if (depth >= max_embed_depth) return failure("PGRST100", "embeds are nested too deep");
        while (in.accept("!")) {
            TRY(auto word, in.name());
            if (word == "inner") {
                embed.join = JoinType::inner;
            } else if (word == "left") {
                embed.join = JoinType::left;
            } else {
                embed.hint = std::move(word);
            }
        }
        if (!in.accept("(")) return in.refuse("\"(\"");
        TRY(embed.select, items(depth + 1));
        if (!in.accept(")")) return in.refuse("\",\" or \")\"");
        return {};
    }

    Result<std::string> read_cast() {
        if (!in.accept("::")) return std::string();
        std::string type;
        while (!in.at_end() && in.peek() != ',' && in.peek() != ')' && in.peek() != '.' && in.peek() != '(')
            type += in.take();
        if (type.empty()) return in.refuse("letter, digit or \"_\"");
        return type;
    }

    Result<FieldItem> read_field(std::string name, std::string alias) {
        FieldItem item{.field = {.name = std::move(name)}, .alias = std::move(alias)};
        if (item.field.name == "count" && in.accept("()")) {
            item.field.name.clear();
            item.aggregate = Aggregate::count;
            TRY(item.aggregate_cast, read_cast());
            return item;
        }
        if (item.field.name == "*") return item;
        TRY(item.field.path, in.json_path());
        TRY(item.cast, read_cast());
        if (!in.accept(".")) {
            if (!in.at_end() && in.peek() != ',' && in.peek() != ')')
                return in.refuse("\"->>\", \"->\", \"::\", \".\", \",\" or end of input");
            return item;
        }
        constexpr std::array<std::pair<std::string_view, Aggregate>, 7> functions = {
            {{"sum()", Aggregate::sum},
             {"avg()", Aggregate::avg},
             {"max()", Aggregate::max},
             {"min()", Aggregate::min},
             {"count()", Aggregate::count},
             {"count(distinct)", Aggregate::count_distinct},
             {"countdistinct()", Aggregate::count_distinct}}};
        for (auto const& [word, aggregate] : functions)
            if (in.accept(word)) item.aggregate = aggregate;
        if (item.aggregate == Aggregate::none)
            return in.refuse("aggregate function (sum, avg, count, max, min)");
        TRY(item.aggregate_cast, read_cast());
        return item;
    }
};

}  // namespace

Result<std::vector<SelectItem>> parse_select(std::string_view text) {
    SelectReader reader{Scanner(text, "select parameter")};
    TRY(auto items, reader.items(0));
    if (!reader.in.at_end() && reader.in.peek() != ')') return reader.in.refuse("\",\" or end of input");
    return items;
}

namespace {

// [.asc|.desc] [.nullsfirst|.nullslast]
Result<void> read_direction(Scanner& in, OrderTerm& term) {
    if (in.accept(".asc")) {
        term.direction = Direction::ascending;
    } else if (in.accept(".desc")) {
        term.direction = Direction::descending;
    }
    if (in.accept(".nullsfirst")) {
        term.nulls = Nulls::first;
    } else if (in.accept(".nullslast")) {
        term.nulls = Nulls::last;
    }
    if (in.at_end() || in.peek() == ',') return {};
    auto const directed = term.direction != Direction::unset;
    if (in.accept(".")) {
        if (term.nulls == Nulls::unset && directed)
            return in.refuse_word("nullsfirst", "\"nullsfirst\" or \"nullslast\"");
        if (term.nulls == Nulls::unset)
            return in.refuse_word("asc", "\"asc\", \"desc\", \"nullsfirst\" or \"nullslast\"");
        in.go_back(in.position() - 1);
    }
    return in.refuse(directed && term.nulls == Nulls::unset ? "delimiter (.), \",\" or end of input"
                                                            : "\",\" or end of input");
}

}  // namespace

Result<std::vector<OrderTerm>> parse_order(std::string_view text) {
    Scanner in(text, "order");
    std::vector<OrderTerm> terms;
    do {
        OrderTerm term;
        TRY(term.field, in.field());
        if (term.field.path.empty() && in.accept("(")) {
            term.relation = std::move(term.field.name);
            TRY(term.field, in.field());
            if (!in.accept(")")) return in.refuse("\")\"");
        }
        TRY_VOID(read_direction(in, term));
        terms.push_back(std::move(term));
    } while (in.accept(","));
    if (!in.at_end()) return in.refuse("\",\" or end of input");
    return terms;
}

Result<std::vector<std::string>> parse_names(std::string_view text, std::string_view what) {
    Scanner in(text, what);
    std::vector<std::string> names;
    do {
        TRY(auto name, in.name());
        names.push_back(std::move(name));
    } while (in.accept(","));
    if (!in.at_end()) return in.refuse("\",\" or end of input");
    return names;
}

}  // namespace backstay::query
