#include "base/limitation.hpp"
#include "engine/sqlite/regex/classes.hpp"
#include "engine/sqlite/regex/parser.hpp"
#include "engine/sqlite/runtime/characters.hpp"

namespace backstay::engine::sqlite::regex {
namespace {

using Kind = Node::Kind;

constexpr int most_repetitions = 255;
constexpr int deepest = 500;

Failure no_operand() { return invalid("quantifier operand invalid"); }

Node condition(Condition c) { return {.kind = Kind::condition, .condition = c}; }
Node set_of(Characters set) { return {.kind = Kind::set, .set = std::move(set)}; }

class Parser {
public:
    Parser(std::string_view pattern, Options options) : options_(options) {
        for (std::size_t at = 0; at < pattern.size();) source_.text += next_character(pattern, at);
    }

    Result<Parsed> run() {
        TRY_VOID(prefixes());
        if (options_.literal) return Parsed{.node = literal(), .captures = 0};
        TRY(auto node, alternatives());
        if (!source_.ended()) return invalid("parentheses () not balanced");
        return Parsed{.node = std::move(node), .captures = captures_};
    }

private:
    Node literal() {
        Node all{.kind = Kind::concat};
        for (; !source_.ended(); ++source_.at)
            all.parts.push_back(set_of(one_character(source_.peek(), options_)));
        return all;
    }

    // ***= ***: (?i)
    Result<void> prefixes() {
        if (options_.literal) return {};
        if (source_.sees(U"***") && source_.text.size() > 3) {
            if (source_.take(U"***=")) {
                options_.literal = true;
                return {};
            }
            if (!source_.take(U"***:")) return no_operand();
        }
        auto const is_letter = [&](std::size_t ahead) {
            auto const c = source_.peek(ahead);
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        };
        if (!source_.sees(U"(?") || !is_letter(2)) return {};
        for (source_.at += 2; is_letter(0); ++source_.at) TRY_VOID(option(source_.peek()));
        if (!source_.take(U")")) return invalid("invalid embedded option");
        if (options_.literal) options_.expanded = options_.newline_stops = options_.newline_anchors = false;
        return {};
    }

    Result<void> option(char32_t letter) {
        switch (letter) {
            case 'c': options_.ignore_case = false; break;
            case 'i': options_.ignore_case = true; break;
            case 'm':
            case 'n': options_.newline_stops = options_.newline_anchors = true; break;
            case 'p':
                options_.newline_stops = true;
                options_.newline_anchors = false;
                break;
            case 'q': options_.literal = true; break;
            case 's': options_.newline_stops = options_.newline_anchors = false; break;
            case 't': options_.expanded = false; break;
            case 'w':
                options_.newline_stops = false;
                options_.newline_anchors = true;
                break;
            case 'x': options_.expanded = true; break;
            case 'b':
            case 'e': return not_supported(Limitation::basic_regex);
            default: return invalid("invalid embedded option");
        }
        return {};
    }

    // What stands for nothing: comments, and blanks where the pattern is expanded.
    void skip() {
        for (;;) {
            auto const begin = source_.at;
            if (source_.sees(U"(?#")) {
                while (!source_.ended() && source_.peek() != ')') ++source_.at;
                source_.take(U")");
            }
            if (options_.expanded) {
                while (!source_.ended() && find_class("space")->contains(source_.peek())) ++source_.at;
                if (source_.sees(U"#"))
                    while (!source_.ended() && source_.peek() != '\n') ++source_.at;
            }
            if (source_.at == begin) return;
        }
    }

    Result<Node> alternatives() {
        if (++depth_ > deepest) return invalid("regular expression is too complex");
        Node all{.kind = Kind::alternate};
        do {
            TRY(auto one, branch());
            all.parts.push_back(std::move(one));
        } while (source_.take(U"|"));
        --depth_;
        if (all.parts.size() > 1) return all;
        return std::move(all.parts.front());
    }

    Result<Node> branch() {
        Node all{.kind = Kind::concat};
        for (skip(); !source_.ended() && source_.peek() != '|' && source_.peek() != ')'; skip()) {
            TRY(auto one, atom());
            skip();
            bool const constraint = one.kind == Kind::condition || one.kind == Kind::look;
            if (!constraint) {
                TRY(one, quantified(std::move(one)));
            }
            all.parts.push_back(std::move(one));
        }
        return all;
    }

    bool sees_bound() const {
        auto const digit = source_.peek(1);
        return source_.sees(U"{") && digit >= '0' && digit <= '9';
    }

    Result<Node> atom() {
        if (source_.sees(U"*") || source_.sees(U"+") || source_.sees(U"?") || sees_bound())
            return no_operand();
        if (source_.take(U"[[:<:]]")) return condition(Condition::word_begins);
        if (source_.take(U"[[:>:]]")) return condition(Condition::word_ends);
        auto const c = source_.text[source_.at++];
        switch (c) {
            case '^':
                return condition(options_.newline_anchors ? Condition::line_begins : Condition::text_begins);
            case '$':
                return condition(options_.newline_anchors ? Condition::line_ends : Condition::text_ends);
            case '.': return set_of(any_character());
            case '(': return group();
            case '[': {
                TRY(auto set, read_bracket(source_, options_));
                return set_of(std::move(set));
            }
            case '\\': return escaped();
            default: return set_of(one_character(c, options_));
        }
    }

    Characters any_character() const {
        Characters none;
        if (options_.newline_stops) none.add('\n', '\n');
        return none.complement();
    }

    Result<Node> escaped() {
        TRY(auto const escape, read_escape(source_, captures_));
        if (auto const* character = std::get_if<char32_t>(&escape))
            return set_of(one_character(*character, options_));
        if (auto const* escaped_class = std::get_if<ClassEscape>(&escape))
            return set_of(class_of(*escaped_class));
        if (auto const* where = std::get_if<Condition>(&escape)) return condition(*where);
        if (std::get<BackReference>(escape).number > captures_)
            return invalid("invalid backreference number");
        return not_supported(Limitation::back_reference);
    }

    Result<Node> closed(Node node) {
        if (!source_.take(U")")) return invalid("parentheses () not balanced");
        return node;
    }

    // After '('.
    Result<Node> group() {
        if (!source_.take(U"?")) {
            Node made{.kind = Kind::capture};
            if (!within_look_) made.number = ++captures_;
            TRY(auto inner, alternatives());
            if (within_look_) return closed(std::move(inner));
            made.parts.push_back(std::move(inner));
            return closed(std::move(made));
        }
        if (source_.take(U":")) {
            TRY(auto inner, alternatives());
            return closed(std::move(inner));
        }
        Node look{.kind = Kind::look};
        look.ahead = !source_.take(U"<");
        look.negated = source_.sees(U"!");
        if (!source_.take(U"!") && !source_.take(U"=")) return no_operand();
        bool const outer = std::exchange(within_look_, true);
        TRY(auto inner, alternatives());
        within_look_ = outer;
        look.parts.push_back(std::move(inner));
        return closed(std::move(look));
    }

    Result<int> count() {
        int value = 0;
        auto const digit = [&] { return source_.peek() >= '0' && source_.peek() <= '9'; };
        while (digit() && value < most_repetitions)
            value = value * 10 + static_cast<int>(source_.text[source_.at++] - '0');
        if (digit() || value > most_repetitions) return invalid("invalid repetition count(s)");
        return value;
    }

    // After '{'.
    Result<void> bounds(Node& repeat, bool& exact) {
        TRY(repeat.least, count());
        exact = !source_.take(U",");
        repeat.most = repeat.least;
        if (!exact) {
            repeat.most = -1;
            if (source_.peek() >= '0' && source_.peek() <= '9') {
                TRY(repeat.most, count());
                if (repeat.most < repeat.least) return invalid("invalid repetition count(s)");
            }
        }
        if (source_.take(U"}")) return {};
        return invalid(source_.ended() ? "braces {} not balanced" : "invalid repetition count(s)");
    }

    Result<Node> quantified(Node operand) {
        Node repeat{.kind = Kind::repeat, .least = 0, .most = -1};
        bool exact = false;
        bool const bounded = sees_bound();
        if (source_.take(U"+")) {
            repeat.least = 1;
        } else if (source_.take(U"?")) {
            repeat.most = 1;
        } else if (bounded) {
            ++source_.at;
            TRY_VOID(bounds(repeat, exact));
        } else if (!source_.take(U"*")) {
            return operand;
        }
        bool const lazy = source_.take(U"?");
        if (!exact) repeat.prefer = lazy ? Prefer::shortest : Prefer::longest;
        skip();
        bool const another = source_.sees(U"*") || source_.sees(U"+") || source_.sees(U"?") || sees_bound();
        if (another) return no_operand();
        repeat.parts.push_back(std::move(operand));
        return repeat;
    }

    Options options_;
    Source source_;
    int captures_ = 0;
    int depth_ = 0;
    bool within_look_ = false;
};

}  // namespace

Failure invalid(std::string_view why) {
    return failure("2201B", "invalid regular expression: " + std::string(why));
}

Result<Parsed> parse(std::string_view pattern, Options options) { return Parser(pattern, options).run(); }

}  // namespace backstay::engine::sqlite::regex
