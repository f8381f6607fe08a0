// https://www.postgresql.org/docs/15/functions-matching.html#POSIX-BRACKET-EXPRESSIONS

#include "base/limitation.hpp"
#include "engine/sqlite/regex/classes.hpp"
#include "engine/sqlite/regex/parser.hpp"
#include "engine/sqlite/runtime/characters.hpp"

namespace backstay::engine::sqlite::regex {
namespace {

Failure not_balanced() { return invalid("brackets [] not balanced"); }
Failure invalid_range() { return invalid("invalid character range"); }

class Bracket {
public:
    Bracket(Source& source, Options const& options) : source_(source), options_(options) {}

    Result<Characters> read() {
        bool const negated = source_.take(U"^");
        for (bool first = true;; first = false) {
            if (source_.ended()) return not_balanced();
            if (!first && source_.take(U"]")) break;
            TRY_VOID(part(first));
        }
        if (negated && options_.newline_stops) set_.add('\n', '\n');
        set_.settle();
        return negated ? set_.complement() : std::move(set_);
    }

private:
    // One end of a range, or a class that is added as it is: nothing.
    Result<std::optional<char32_t>> element() {
        if (source_.take(U"[:")) return named_class();
        if (source_.take(U"[=")) return equivalents();
        if (source_.take(U"[.")) {
            TRY(auto const character, named(U".]"));
            return character;
        }
        if (!source_.take(U"\\")) return source_.text[source_.at++];
        TRY(auto const escape, read_escape(source_, 0));
        if (auto const* const character = std::get_if<char32_t>(&escape)) return *character;
        auto const* const escaped = std::get_if<ClassEscape>(&escape);
        if (escaped == nullptr) return invalid("invalid escape \\ sequence");
        set_.add(class_of(*escaped));
        return std::nullopt;
    }

    Result<void> part(bool first) {
        bool const dash = source_.sees(U"-") && source_.peek(1) != ']';
        if (dash && !first) return invalid_range();
        bool const closing = source_.sees(U"]");  // an ordinary character where it is the first
        TRY(auto const begin,
            closing ? Result<std::optional<char32_t>>(source_.text[source_.at++]) : element());
        if (!begin) return {};
        if (!source_.sees(U"-") || source_.peek(1) == ']') return add_range(*begin, *begin);
        ++source_.at;
        if (source_.ended()) return not_balanced();
        if (source_.sees(U"[:") || source_.sees(U"[=")) return invalid_range();
        auto const size = set_.ranges().size();
        TRY(auto const end, element());
        if (!end || set_.ranges().size() != size) return invalid_range();
        return add_range(*begin, *end);
    }

    Result<void> add_range(char32_t first, char32_t last) {
        if (first > last) return invalid_range();
        if (first == last) {
            set_.add(one_character(first, options_));
            return {};
        }
        set_.add(first, last);
        if (!options_.ignore_case) return {};
        constexpr char32_t most = 0x1FFFF;  // no character past it has a case
        for (auto c = first; c <= last && c <= most; ++c)
            for (auto const other : {simple_lower(c), simple_upper(c)})
                if (other != c) set_.add(other, other);
        return {};
    }

    // The text up to `end`; [.hyphen.] and the like are names of characters.
    Result<std::u32string> name(std::u32string_view end) {
        auto const found = source_.text.find(end, source_.at);
        if (found == std::u32string::npos) return not_balanced();
        auto text = source_.text.substr(source_.at, found - source_.at);
        source_.at = found + end.size();
        return text;
    }

    Result<char32_t> named(std::u32string_view end) {
        TRY(auto const text, name(end));
        if (text.empty()) return invalid("invalid collating element");
        if (text.size() > 1) return not_supported(Limitation::collating_element);
        return text.front();
    }

    Result<std::optional<char32_t>> equivalents() {
        TRY(auto const character, named(U"=]"));
        set_.add(one_character(character, options_));
        return std::nullopt;
    }

    Result<std::optional<char32_t>> named_class() {
        TRY(auto const text, name(U":]"));
        std::string ascii;
        for (auto const c : text) ascii += c < 0x80 ? static_cast<char>(c) : '?';
        if (options_.ignore_case && (ascii == "lower" || ascii == "upper")) ascii = "alpha";
        auto const* const found = find_class(ascii);
        if (found == nullptr) return invalid("invalid character class");
        set_.add(*found);
        return std::nullopt;
    }

    Source& source_;
    Options const& options_;
    Characters set_;
};

}  // namespace

Characters one_character(char32_t character, Options const& options) {
    Characters set;
    if (options.ignore_case) {
        for (auto const c : {simple_lower(character), simple_upper(character)}) set.add(c, c);
    } else {
        set.add(character, character);
    }
    set.settle();
    return set;
}

Result<Characters> read_bracket(Source& source, Options const& options) {
    return Bracket(source, options).read();
}

}  // namespace backstay::engine::sqlite::regex
