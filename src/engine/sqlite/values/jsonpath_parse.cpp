// The grammar of jsonpath.hpp, by recursive descent. An error is told at the first token that cannot follow.

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/json.hpp"
#include "base/text.hpp"
#include "engine/sqlite/values/jsonpath.hpp"
#include "engine/sqlite/values/jsonpath_lexer.hpp"
#include "engine/sqlite/values/numeric_text.hpp"

namespace backstay::engine::sqlite {
namespace {

using Made = Result<PathBox>;

constexpr int deepest = 3000;

constexpr auto methods = std::to_array<std::string_view>(
    {"abs", "size", "type", "floor", "double", "ceiling", "keyvalue", "datetime"});

PathBox node(PathKind kind, std::string text = {}) {
    auto made = std::make_unique<PathNode>();
    made->kind = kind;
    made->text = std::move(text);
    return made;
}

PathBox node(PathKind kind, PathBox left, PathBox right = {}) {
    auto made = node(kind);
    made->left = std::move(left);
    made->right = std::move(right);
    return made;
}

// After the last accessor of a chain.
PathBox& tail(PathBox& box) {
    auto* place = &box;
    while (*place) place = &(*place)->next;
    return *place;
}

std::optional<PathKind> comparison(PathLexer const& lexer) {
    constexpr std::pair<std::string_view, PathKind> all[] = {
        {"==", PathKind::equal},         {"!=", PathKind::not_equal}, {"<", PathKind::less},
        {"<=", PathKind::less_or_equal}, {">", PathKind::greater},    {">=", PathKind::greater_or_equal}};
    for (auto const& [symbol, kind] : all)
        if (lexer.is(symbol)) return kind;
    return {};
}

class PathParser {
public:
    explicit PathParser(std::string_view text) : lexer_(text) {}

    Result<JsonPath> parse() {
        JsonPath path;
        TRY_VOID(lexer_.next());
        if (lexer_.is_word("strict") || lexer_.is_word("lax")) {
            path.strict = lexer_.is_word("strict");
            TRY_VOID(lexer_.next());
        }
        TRY(path.root, either());
        if (lexer_.token() != PathToken::end) return lexer_.unexpected();
        return path;
    }

private:
    // Whether a parsed operand may be used as what is asked for, before the token that stands there now.
    Result<void> wanted(PathBox const& box, bool predicate) const {
        if (is_pure_predicate(*box) != predicate) return lexer_.unexpected();
        return {};
    }
    // (1 == 1).type() starts with a predicate, but is an expression.
    static bool is_pure_predicate(PathNode const& n) { return is_predicate(n.kind) && !n.next; }

    Result<void> take(std::string_view symbol) {
        if (!lexer_.is(symbol)) return lexer_.unexpected();
        return lexer_.next();
    }

    Made either() {
        if (++depth_ > deepest) return failure("54001", "stack depth limit exceeded");
        TRY(auto left, conjunction());
        while (lexer_.is("||")) {
            TRY_VOID(wanted(left, true));
            TRY_VOID(lexer_.next());
            TRY(auto right, conjunction());
            TRY_VOID(wanted(right, true));
            left = node(PathKind::or_, std::move(left), std::move(right));
        }
        --depth_;
        return left;
    }

    Made conjunction() {
        TRY(auto left, condition());
        while (lexer_.is("&&")) {
            TRY_VOID(wanted(left, true));
            TRY_VOID(lexer_.next());
            TRY(auto right, condition());
            TRY_VOID(wanted(right, true));
            left = node(PathKind::and_, std::move(left), std::move(right));
        }
        return left;
    }

    Made condition() {
        if (lexer_.is("!")) {
            TRY_VOID(lexer_.next());
            TRY(auto inner, delimited());
            return node(PathKind::not_, std::move(inner));
        }
        if (lexer_.is_word("exists")) return delimited();
        bool const parenthesis = lexer_.is("(");
        TRY(auto left, sum());
        if (is_pure_predicate(*left)) {
            if (!parenthesis || !lexer_.is_word("is")) return left;
            TRY_VOID(lexer_.next());
            if (!lexer_.is_word("unknown")) return lexer_.unexpected();
            TRY_VOID(lexer_.next());
            return node(PathKind::is_unknown, std::move(left));
        }
        return compared(std::move(left));
    }

    Made compared(PathBox left) {
        if (auto const kind = comparison(lexer_)) {
            TRY_VOID(lexer_.next());
            TRY(auto right, sum());
            TRY_VOID(wanted(right, false));
            return node(*kind, std::move(left), std::move(right));
        }
        if (lexer_.is_word("starts")) {
            TRY_VOID(lexer_.next());
            if (!lexer_.is_word("with")) return lexer_.unexpected();
            TRY_VOID(lexer_.next());
            bool const good = lexer_.token() == PathToken::string || lexer_.token() == PathToken::variable;
            if (!good) return lexer_.unexpected();
            TRY(auto start, primary());
            return node(PathKind::starts_with, std::move(left), std::move(start));
        }
        if (lexer_.is_word("like_regex")) return like(std::move(left));
        return left;
    }

    Made like(PathBox left) {
        TRY_VOID(lexer_.next());
        if (lexer_.token() != PathToken::string) return lexer_.unexpected();
        auto made = node(PathKind::like_regex, std::move(left));
        made->text = lexer_.value();
        TRY_VOID(lexer_.next());
        if (lexer_.is_word("flag")) TRY_VOID(regex_flags(*made));
        TRY(made->pattern, path_pattern(made->text, made->flags));
        return made;
    }

    Result<void> regex_flags(PathNode& made) {
        TRY_VOID(lexer_.next());
        if (lexer_.token() != PathToken::string) return lexer_.unexpected();
        constexpr std::string_view known = "ismxq";
        for (char const c : lexer_.value())
            if (!known.contains(c))
                return failure("42601", "invalid input syntax for type jsonpath")
                    .detail(std::string("Unrecognized flag character \"") + c +
                            "\" in LIKE_REGEX predicate.");
        for (char const c : known)
            if (lexer_.value().contains(c)) made.flags += c;
        if (made.flags.contains('x') && !made.flags.contains('q'))
            return failure("0A000", "XQuery \"x\" flag (expanded regular expressions) is not implemented");
        return lexer_.next();
    }

    Made delimited() {
        if (lexer_.is_word("exists")) {
            TRY_VOID(lexer_.next());
            TRY_VOID(take("("));
            TRY(auto inner, sum());
            TRY_VOID(wanted(inner, false));
            TRY_VOID(take(")"));
            return node(PathKind::exists, std::move(inner));
        }
        TRY_VOID(take("("));
        TRY(auto inner, either());
        TRY_VOID(wanted(inner, true));
        TRY_VOID(take(")"));
        return inner;
    }

    Made sum() {
        TRY(auto left, product());
        while (lexer_.is("+") || lexer_.is("-")) {
            TRY_VOID(wanted(left, false));
            auto const kind = lexer_.is("+") ? PathKind::add : PathKind::subtract;
            TRY_VOID(lexer_.next());
            TRY(auto right, product());
            TRY_VOID(wanted(right, false));
            left = node(kind, std::move(left), std::move(right));
        }
        return left;
    }

    Made product() {
        TRY(auto left, signed_term());
        while (lexer_.is("*") || lexer_.is("/") || lexer_.is("%")) {
            TRY_VOID(wanted(left, false));
            auto const kind = lexer_.is("*")   ? PathKind::multiply
                              : lexer_.is("/") ? PathKind::divide
                                               : PathKind::modulo;
            TRY_VOID(lexer_.next());
            TRY(auto right, signed_term());
            TRY_VOID(wanted(right, false));
            left = node(kind, std::move(left), std::move(right));
        }
        return left;
    }

    // A sign before a number makes the number.
    Made signed_term() {
        if (!lexer_.is("+") && !lexer_.is("-")) return term();
        if (++depth_ > deepest) return failure("54001", "stack depth limit exceeded");
        bool const minus = lexer_.is("-");
        TRY_VOID(lexer_.next());
        TRY(auto inner, signed_term());
        TRY_VOID(wanted(inner, false));
        --depth_;
        bool const number = inner->kind == PathKind::literal && !inner->next &&
                            inner->text.find_first_not_of("-.0123456789") == std::string::npos;
        if (!number) return node(minus ? PathKind::minus : PathKind::plus, std::move(inner));
        if (minus) {
            bool const zero = inner->text.find_first_not_of("-.0") == std::string::npos;
            if (inner->text.starts_with('-')) {
                inner->text.erase(0, 1);
            } else if (!zero) {
                inner->text.insert(0, "-");
            }
        }
        return inner;
    }

    Made term() {
        if (!lexer_.is("(")) {
            TRY(auto made, primary());
            return accessors(std::move(made));
        }
        TRY_VOID(lexer_.next());
        TRY(auto inner, either());
        TRY_VOID(take(")"));
        return accessors(std::move(inner));
    }

    Made literal(std::string text) {
        TRY_VOID(lexer_.next());
        return node(PathKind::literal, std::move(text));
    }

    Made named(PathKind kind, std::string text = {}) {
        TRY_VOID(lexer_.next());
        return node(kind, std::move(text));
    }

    Made primary() {
        switch (lexer_.token()) {
            case PathToken::string: {
                std::string quoted;
                append_json_string(quoted, lexer_.value());
                return literal(std::move(quoted));
            }
            case PathToken::number: {
                TRY(auto number, parse_numeric(lexer_.value()));
                return literal(std::move(number));
            }
            case PathToken::variable: return named(PathKind::variable, lexer_.value());
            case PathToken::name:
                for (std::string_view const word : {"true", "false", "null"})
                    if (lexer_.is_word(word)) return literal(std::string(word));
                if (!lexer_.is_word("last")) return lexer_.unexpected();
                if (subscripts_ == 0) return failure("42601", "LAST is allowed only in array subscripts");
                return named(PathKind::last);
            case PathToken::symbol:
                if (lexer_.is("$")) return named(PathKind::root);
                if (!lexer_.is("@")) return lexer_.unexpected();
                if (filters_ == 0) return failure("42601", "@ is not allowed in root expressions");
                return named(PathKind::current);
            default: return lexer_.unexpected();
        }
    }

    Made accessors(PathBox made) {
        while (true) {
            PathBox accessor;
            if (lexer_.is(".")) {
                TRY(accessor, member());
            } else if (lexer_.is("[")) {
                TRY(accessor, subscript());
            } else if (lexer_.is("?")) {
                TRY(accessor, filter());
            } else {
                return made;
            }
            tail(made) = std::move(accessor);
        }
    }

    Made filter() {
        TRY_VOID(lexer_.next());
        TRY_VOID(take("("));
        ++filters_;
        TRY(auto condition, either());
        --filters_;
        TRY_VOID(wanted(condition, true));
        TRY_VOID(take(")"));
        return node(PathKind::filter, std::move(condition));
    }

    Made member() {
        TRY_VOID(lexer_.next());
        if (lexer_.is("*")) return named(PathKind::any_key);
        if (lexer_.is("**")) return any_level();
        if (lexer_.token() == PathToken::string) return named(PathKind::key, lexer_.value());
        if (lexer_.token() != PathToken::name) return lexer_.unexpected();
        auto const method =
            std::ranges::find_if(methods, [&](std::string_view m) { return lexer_.is_word(m); });
        TRY(auto key, named(PathKind::key, lexer_.value()));
        if (method == methods.end() || !lexer_.is("(")) return key;
        key->kind = PathKind::method;
        key->text = *method;
        TRY_VOID(lexer_.next());
        if (*method == "datetime" && lexer_.token() == PathToken::string) {
            append_json_string(key->flags, lexer_.value());
            TRY_VOID(lexer_.next());
        }
        TRY_VOID(take(")"));
        return key;
    }

    Result<std::uint32_t> level() {
        std::uint32_t number = deepest_level;
        if (!lexer_.is_word("last")) {
            if (!lexer_.whole_number()) return lexer_.unexpected();
            auto const& text = lexer_.value();
            std::from_chars(text.data(), text.data() + text.size(), number);
        }
        TRY_VOID(lexer_.next());
        return number;
    }

    Made any_level() {
        TRY(auto made, named(PathKind::any_level));
        made->last = deepest_level;
        if (!lexer_.is("{")) return made;
        TRY_VOID(lexer_.next());
        TRY(made->first, level());
        made->last = made->first;
        if (lexer_.is_word("to")) {
            TRY_VOID(lexer_.next());
            TRY(made->last, level());
        }
        TRY_VOID(take("}"));
        return made;
    }

    Made index_expression() {
        TRY(auto made, sum());
        TRY_VOID(wanted(made, false));
        return made;
    }

    Made subscript() {
        TRY_VOID(lexer_.next());
        if (lexer_.is("*")) {
            TRY(auto all, named(PathKind::any_array));
            TRY_VOID(take("]"));
            return all;
        }
        auto made = node(PathKind::index);
        ++subscripts_;
        while (true) {
            std::pair<PathBox, PathBox> range;
            TRY(range.first, index_expression());
            if (lexer_.is_word("to")) {
                TRY_VOID(lexer_.next());
                TRY(range.second, index_expression());
            }
            made->subscripts.push_back(std::move(range));
            if (!lexer_.is(",")) break;
            TRY_VOID(lexer_.next());
        }
        --subscripts_;
        TRY_VOID(take("]"));
        return made;
    }

    PathLexer lexer_;
    int depth_ = 0, filters_ = 0, subscripts_ = 0;
};

}  // namespace

bool is_predicate(PathKind kind) { return kind >= PathKind::equal; }

Result<JsonPath> parse_jsonpath(std::string_view text) {
    if (trim(text).empty())
        return failure("22P02", "invalid input syntax for type jsonpath: \"" + std::string(text) + "\"");
    return PathParser(text).parse();
}

}  // namespace backstay::engine::sqlite
