// LIKE and ILIKE: https://www.postgresql.org/docs/15/functions-matching.html#FUNCTIONS-LIKE

#include <array>
#include <optional>
#include <string>

#include "engine/sqlite/runtime/characters.hpp"
#include "engine/sqlite/runtime/text.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite {
namespace {

// Whether the text matches, byte by byte but for '_', which is a character. A '%' first stands for nothing;
// when what follows it fails it takes one character more. Only the last '%' ever needs to.
class LikeMatch {
public:
    enum class Unit : std::uint8_t { character, byte };
    LikeMatch(std::string_view text, std::string_view pattern, Unit unit = Unit::character)
        : text_(text), pattern_(pattern), unit_(unit) {}

    Result<bool> matches() {
        while (text_at_ < text_.size()) {
            if (pattern_at_ < pattern_.size() && pattern_[pattern_at_] == '%') {
                if (!pass_wildcards()) return false;
                if (pattern_at_ == pattern_.size()) return true;
                continue;
            }
            TRY(auto const same, one());
            if (!same && !retry()) return false;
        }
        return pattern_.find_first_not_of('%', pattern_at_) == std::string_view::npos;
    }

private:
    static Failure ends_with_escape() {
        return failure("22025", "LIKE pattern must not end with escape character");
    }

    void pass_character() {
        if (unit_ == Unit::byte)
            ++text_at_;
        else
            next_character(text_, text_at_);
    }

    // A run of '%' and '_' is as many characters as it has '_', and then any.
    bool pass_wildcards() {
        for (; pattern_at_ < pattern_.size(); ++pattern_at_) {
            if (pattern_[pattern_at_] == '%') continue;
            if (pattern_[pattern_at_] != '_') break;
            if (text_at_ == text_.size()) return false;
            pass_character();
        }
        retry_text_ = text_at_;
        retry_pattern_ = pattern_at_;
        return true;
    }

    Result<bool> one() {
        if (pattern_at_ == pattern_.size()) return false;
        if (pattern_[pattern_at_] == '_') {
            pass_character();
            ++pattern_at_;
            return true;
        }
        auto const escaped = pattern_[pattern_at_] == '\\' ? pattern_at_ + 1 : pattern_at_;
        if (escaped == pattern_.size()) return ends_with_escape();
        if (pattern_[escaped] != text_[text_at_]) return false;
        ++text_at_;
        pattern_at_ = escaped + 1;
        return true;
    }

    bool retry() {
        if (!retry_text_) return false;
        text_at_ = *retry_text_;
        if (text_at_ == text_.size()) return false;
        pass_character();
        retry_text_ = text_at_;
        pattern_at_ = retry_pattern_;
        return true;
    }

    std::string_view text_, pattern_;
    Unit unit_;
    std::size_t text_at_ = 0, pattern_at_ = 0;
    std::optional<std::size_t> retry_text_;
    std::size_t retry_pattern_ = 0;
};

Result<Value> answer(Result<bool> matched, bool negated) {
    TRY(auto const matches, std::move(matched));
    return Value(std::int64_t{matches != negated ? 1 : 0});
}

Result<bool> like(Arguments const& args) { return LikeMatch(args.text(0), args.text(1)).matches(); }
Result<bool> bytea_like(Arguments const& args) {
    return LikeMatch(args.text(0), args.text(1), LikeMatch::Unit::byte).matches();
}
Result<bool> ilike(Arguments const& args) {
    auto const text = lower_case(args.text(0));
    auto const pattern = lower_case(args.text(1));
    return LikeMatch(text, pattern).matches();
}

Failure invalid_escape_string() {
    return failure("22025", "invalid escape string").hint("Escape string must be empty or one character.");
}

// LIKE ... ESCAPE: the pattern with '\' as its escape.
Result<Value> like_escape(Arguments const& args) {
    auto const pattern = args.text(0), escape = args.text(1);
    if (length_in_characters(escape) > 1) return invalid_escape_string();
    if (escape == "\\") return std::string(pattern);
    std::string out;
    bool escaped = false;
    for (std::size_t at = 0; at < pattern.size();) {
        auto const begin = at;
        next_character(pattern, at);
        auto const character = pattern.substr(begin, at - begin);
        bool const begins = !escaped && character == escape;
        if (begins || (character == "\\" && !escaped)) out += '\\';
        if (!begins) out += character;
        escaped = begins;
    }
    return out;
}

// SIMILAR TO's pattern as a regular expression. Of a#"b#"c, b is what substring() gives.
class SimilarPattern {
public:
    SimilarPattern(std::string_view pattern, std::string_view escape) : pattern_(pattern), escape_(escape) {}

    Result<std::string> translate() {
        out_ = "^(?:";
        for (std::size_t at = 0; at < pattern_.size();) {
            auto const begin = at;
            next_character(pattern_, at);
            TRY_VOID(put(pattern_.substr(begin, at - begin)));
        }
        return std::move(out_) + ")$";
    }

private:
    Result<void> put(std::string_view character) {
        if (std::exchange(escaped_, false)) return put_escaped(character);
        if (character == escape_) {
            escaped_ = true;
        } else if (within_brackets_) {
            out_ += character == "\\" ? "\\\\" : character;
            within_brackets_ = character != "]";
        } else {
            put_plain(character[0], character);
        }
        return {};
    }

    Result<void> put_escaped(std::string_view character) {
        if (character != "\"" || within_brackets_) {
            out_ += '\\';
            out_ += character;
            return {};
        }
        if (++quotes_ > 2)
            return failure(
                "2200C",
                "SQL regular expression may not contain more than two escape-double-quote separators");
        out_ += quotes_ == 1 ? "){1,1}?(" : "){1,1}(?:";
        return {};
    }

    void put_plain(char first, std::string_view character) {
        switch (first) {
            case '%': out_ += ".*"; break;
            case '_': out_ += '.'; break;
            case '(': out_ += "(?:"; break;
            case '\\':
            case '.':
            case '^':
            case '$':
                out_ += '\\';
                out_ += first;
                break;
            default: out_ += character; within_brackets_ = first == '[';
        }
    }

    std::string_view pattern_, escape_;
    std::string out_;
    bool escaped_ = false, within_brackets_ = false;
    int quotes_ = 0;
};

Result<Value> similar_to_escape(Arguments const& args) {
    return similar_pattern(args.text(0), args.size() > 1 ? args.text(1) : "\\");
}

constexpr auto text_pattern_functions = std::to_array<Scalar>({
    {"pg_like", 2, [](Arguments const& args) { return answer(like(args), false); }},
    {"pg_not_like", 2, [](Arguments const& args) { return answer(like(args), true); }},
    {"pg_ilike", 2, [](Arguments const& args) { return answer(ilike(args), false); }},
    {"pg_not_ilike", 2, [](Arguments const& args) { return answer(ilike(args), true); }},
    {"pg_bytea_like", 2, [](Arguments const& args) { return answer(bytea_like(args), false); }},
    {"pg_bytea_not_like", 2, [](Arguments const& args) { return answer(bytea_like(args), true); }},
    {"pg_like_escape", 2, like_escape},
    {"pg_similar_to_escape", 1, similar_to_escape},
    {"pg_similar_to_escape", 2, similar_to_escape},
});

}  // namespace

Result<std::string> similar_pattern(std::string_view pattern, std::string_view escape) {
    if (length_in_characters(escape) > 1) return invalid_escape_string();
    return SimilarPattern(pattern, escape).translate();
}
Result<void> register_text_patterns(Connection const& db, StatementState& state) {
    return register_scalars(db, state, text_pattern_functions);
}

}  // namespace backstay::engine::sqlite
