#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "query/parse/scanner.hpp"

namespace backstay::query {
namespace {

struct Operator {
    std::string_view word;
    std::string_view sql;
    bool quantifiable = false;
};

constexpr std::array operators = {
    Operator{"eq", "=", true},      Operator{"gte", ">=", true},  Operator{"gt", ">", true},
    Operator{"lte", "<=", true},    Operator{"lt", "<", true},    Operator{"like", "~~", true},
    Operator{"ilike", "~~*", true}, Operator{"match", "~", true}, Operator{"imatch", "~*", true},
    Operator{"neq", "<>"},          Operator{"cs", "@>"},         Operator{"cd", "<@"},
    Operator{"ov", "&&"},           Operator{"sl", "<<"},         Operator{"sr", ">>"},
    Operator{"nxl", "&>"},          Operator{"nxr", "&<"},        Operator{"adj", "-|-"},
};

struct TextSearch {
    std::string_view word;
    std::string_view function;
};
constexpr std::array text_searches = {
    TextSearch{"fts", "to_tsquery"},
    TextSearch{"plfts", "plainto_tsquery"},
    TextSearch{"phfts", "phraseto_tsquery"},
    TextSearch{"wfts", "websearch_to_tsquery"},
};

constexpr std::string_view operator_label = "operator (eq, gt, ...)";

int add_value(Query& query, std::string value) {
    query.values.emplace_back(std::move(value));
    return static_cast<int>(query.values.size());
}

bool is_value_end(Scanner const& in) { return in.at_end() || in.peek() == ',' || in.peek() == ')'; }

// A value within a list or a tree: quoted, an array in braces, or up to the next comma or bracket.
Result<std::string> bounded_value(Scanner& in, bool braces) {
    auto const from = in.position();
    if (in.peek() == '"') {
        auto text = in.quoted();
        if (text && is_value_end(in)) return text;
        in.go_back(from);
    }
    std::string out;
    if (braces && in.peek() == '{') {
        while (!in.at_end() && in.peek() != '}') out += in.take();
        if (!in.at_end()) out += in.take();
        if (is_value_end(in)) return out;
        in.go_back(from);
        out.clear();
    }
    while (!is_value_end(in)) out += in.take();
    return out;
}

// Blanks around an item that is not quoted are no part of it.
Result<std::string> list_item(Scanner& in) {
    bool const quoted = in.peek() == '"';
    TRY(auto item, bounded_value(in, false));
    return quoted ? item : std::string(trim(item));
}

std::string array_literal(std::vector<std::string> const& items) {
    std::string out = "{";
    for (auto const& item : items) {
        if (out.size() > 1) out += ',';
        out += '"';
        for (char const c : item) {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
        out += '"';
    }
    return out + "}";
}

Result<std::string> parse_list(Scanner& in) {
    if (!in.accept("(")) return in.refuse("\"(\"");
    std::vector<std::string> items;
    do {
        TRY(auto item, list_item(in));
        items.push_back(std::move(item));
        if (items.size() > max_list_items) return failure("PGRST100", "the list of an in filter is too long");
    } while (in.accept(","));
    if (!in.accept(")")) return in.refuse("\",\" or \")\"");
    if (items.size() == 1 && items.front().empty()) return std::string("{}");
    return array_literal(items);
}

Result<IsValue> parse_is(Scanner& in) {
    constexpr std::array<std::pair<std::string_view, IsValue>, 5> words = {{{"not_null", IsValue::not_null},
                                                                            {"null", IsValue::null},
                                                                            {"true", IsValue::true_},
                                                                            {"false", IsValue::false_},
                                                                            {"unknown", IsValue::unknown}}};
    for (auto const& [word, value] : words) {
        if (!equals_ignoring_case(in.rest().substr(0, word.size()), word)) continue;
        in.go_back(in.position() + word.size());
        if (is_value_end(in)) return value;
        in.go_back(in.position() - word.size());
    }
    return in.refuse("isVal: (null, not_null, true, false, unknown)");
}

Result<std::string> value_of(Scanner& in, bool within_tree) {
    if (!within_tree) return in.take_rest();
    return bounded_value(in, true);
}

}  // namespace

bool begins_with_operator(std::string_view text) {
    auto const end = text.find_first_of(".(");
    if (end == std::string_view::npos) return false;
    auto const word = text.substr(0, end);
    if (text[end] == '(') {
        auto const close = text.find(").");
        if (close == std::string_view::npos) return false;
        return std::ranges::any_of(text_searches, [&](auto const& s) { return s.word == word; }) ||
               std::ranges::any_of(operators,
                                   [&](auto const& o) { return o.quantifiable && o.word == word; });
    }
    return word == "not" || word == "in" || word == "is" || word == "isdistinct" ||
           std::ranges::any_of(text_searches, [&](auto const& s) { return s.word == word; }) ||
           std::ranges::any_of(operators, [&](auto const& o) { return o.word == word; });
}

Result<Filter> parse_operation(Scanner& in, bool within_tree, Query& query) {
    Filter filter;
    filter.negated = in.accept("not.");
    auto const expecting =
        filter.negated ? std::string(operator_label) : "\"not\" or " + std::string(operator_label);
    if (in.accept("in.")) {
        filter.kind = FilterKind::in;
        TRY(auto list, parse_list(in));
        filter.value = add_value(query, std::move(list));
        return filter;
    }
    if (in.accept("isdistinct.")) {
        filter.kind = FilterKind::is_distinct;
        TRY(auto value, value_of(in, within_tree));
        filter.value = add_value(query, std::move(value));
        return filter;
    }
    if (in.accept("is.")) {
        filter.kind = FilterKind::is;
        TRY(filter.is, parse_is(in));
        return filter;
    }
    auto const from = in.position();
    std::string word;
    while (in.peek() >= 'a' && in.peek() <= 'z') word += in.take();
    std::string bracket;
    bool has_bracket = false;
    if (in.accept("(")) {
        has_bracket = true;
        while (!in.at_end() && in.peek() != ')') bracket += in.take();
        if (!in.accept(")")) return in.refuse("\")\"");
    }
    auto const ends_well = in.accept(".");
    auto const* const search = std::ranges::find(text_searches, word, &TextSearch::word);
    auto const* const found = std::ranges::find(operators, word, &Operator::word);
    auto const is_search = search != text_searches.end();
    auto const is_operator =
        found != operators.end() &&
        (!has_bracket || (found->quantifiable && (bracket == "any" || bracket == "all")));
    if (!ends_well || (!is_search && !is_operator)) {
        in.go_back(from);
        return in.refuse(expecting);
    }
    TRY(auto value, value_of(in, within_tree));
    if (is_search) {
        filter.kind = FilterKind::full_text;
        filter.op = search->function;
        filter.language = bracket;
    } else {
        filter.op = found->sql;
        if (has_bracket) filter.quantified = bracket == "any" ? Quantified::any : Quantified::all;
        if (word == "like" || word == "ilike") std::ranges::replace(value, '*', '%');
    }
    filter.value = add_value(query, std::move(value));
    return filter;
}

namespace {

constexpr std::string_view tree_label =
    "field name (* or [a..z0..9_$]), negation operator (not) or logic operator (and, or)";

Result<Condition> parse_condition(Scanner& in, Query& query, int depth);

Result<std::vector<Condition>> parse_members(Scanner& in, Query& query, int depth) {
    if (depth > max_logic_depth) return failure("PGRST100", "the logic tree is nested too deep");
    if (!in.accept("(")) return in.refuse("\"(\"");
    std::vector<Condition> members;
    do {
        TRY(auto member, parse_condition(in, query, depth));
        members.push_back(std::move(member));
        in.skip_blanks();
    } while (in.accept(","));
    if (!in.accept(")")) return in.refuse("\",\" or \")\"");
    return members;
}

Result<Filter> parse_filter(Scanner& in, Query& query) {
    TRY(auto field, in.field());
    if (!in.accept(".")) return in.refuse("\".\"");
    TRY(auto filter, parse_operation(in, true, query));
    filter.field = std::move(field);
    return filter;
}

// What is no filter but begins as a tree does is refused as one: ord(...), not.xor(...).
Result<void> refuse_operator(Scanner& in) {
    bool const negated = in.accept("not.");
    if (in.accept("and") || in.accept("or")) return in.refuse("\"(\"");
    if (negated) return in.refuse("logic operator (and, or)");
    return {};
}

Result<Condition> parse_condition(Scanner& in, Query& query, int depth) {
    in.skip_blanks();
    auto const from = in.position();
    ConditionTree tree;
    tree.negated = in.accept("not.");
    auto const is_or = in.starts_with("or(");
    if (is_or || in.starts_with("and(")) {
        in.accept(is_or ? "or" : "and");
        tree.any = is_or;
        TRY(tree.children, parse_members(in, query, depth + 1));
        return Condition{std::move(tree)};
    }
    in.go_back(from);
    auto const values = query.values.size();
    auto filter = parse_filter(in, query);
    if (filter) return Condition{*std::move(filter)};
    query.values.resize(values);
    auto const reached = in.position();
    in.go_back(from);
    if (reached == from) return in.refuse(tree_label);
    TRY_VOID(refuse_operator(in));
    return std::unexpected(std::move(filter).error());
}

}  // namespace

Result<ConditionTree> parse_logic(std::string_view text, bool any, bool negated, Query& query) {
    // PostgREST reads the operator and its value as one text.
    auto const before = std::string_view(negated ? "not." : "").size() + (any ? 2U : 3U);
    Scanner in(text, "logic tree", before);
    ConditionTree tree{.negated = negated, .any = any};
    TRY(tree.children, parse_members(in, query, 1));
    // PostgREST reads no further than it has to.
    if (!in.at_end() && in.peek() != ')') return in.refuse("end of input");
    return tree;
}

void append_shape(std::string_view text, std::string& shape) {
    shape += std::to_string(text.size());
    shape += ':';
    shape += text;
}

void append_shape(Condition const& condition, std::string& shape) {
    if (auto const* const tree = std::get_if<ConditionTree>(&condition.node)) {
        shape += tree->negated ? "!" : "";
        shape += tree->any ? "or(" : "and(";
        for (auto const& child : tree->children) append_shape(child, shape);
        shape += ')';
        return;
    }
    auto const& filter = std::get<Filter>(condition.node);
    append_shape(filter.field.name, shape);
    for (auto const& step : filter.field.path) {
        shape += step.as_text ? ">>" : ">";
        shape += step.is_index ? "#" : "";
        append_shape(step.key, shape);
    }
    shape += filter.negated ? '!' : '.';
    shape += static_cast<char>('0' + static_cast<int>(filter.kind));
    shape += static_cast<char>('0' + static_cast<int>(filter.is));
    shape += static_cast<char>('0' + static_cast<int>(filter.quantified));
    append_shape(filter.op, shape);
    append_shape(filter.language, shape);
}

}  // namespace backstay::query
