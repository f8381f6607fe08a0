#include "engine/sqlite/values/time_tokens.hpp"

#include <charconv>
#include <limits>

#include "base/text.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr std::size_t most_tokens = 25;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_punctuation(char c) { return c > ' ' && c < '\x7F' && !is_digit(c) && !is_letter(c); }

class Splitter {
public:
    explicit Splitter(std::string_view rest) : rest_(rest) {}

    std::optional<Tokens> all() {
        Tokens tokens;
        while (skip_between()) {
            if (tokens.size() >= most_tokens) return std::nullopt;
            text_.clear();
            auto const kind = one();
            if (!kind) return std::nullopt;
            tokens.push_back({*kind, to_lower(text_)});
        }
        if (!rest_.empty()) return std::nullopt;
        return tokens;
    }

private:
    char next() const { return rest_.empty() ? '\0' : rest_.front(); }
    void take() {
        text_ += next();
        rest_.remove_prefix(1);
    }
    template <class Test>
    void take_while(Test test) {
        while (!rest_.empty() && test(next())) take();
    }
    // Whether a token begins here.
    bool skip_between() {
        while (!rest_.empty()) {
            char const c = next();
            if (is_digit(c) || is_letter(c) || c == '.' || c == '+' || c == '-') return true;
            if (!is_blank(c) && !is_punctuation(c)) return false;
            rest_.remove_prefix(1);
        }
        return false;
    }
    std::optional<TokenKind> one() {
        if (is_digit(next())) return from_digit();
        if (is_letter(next())) return from_letter();
        if (next() == '.') {
            take();
            take_while(is_digit);
            return TokenKind::number;
        }
        return from_sign();
    }
    TokenKind from_digit() {
        take_while(is_digit);
        char const mark = next();
        if (mark == ':') {
            take_while([](char c) { return is_digit(c) || c == ':' || c == '.'; });
            return TokenKind::time;
        }
        if (mark != '-' && mark != '/' && mark != '.') return TokenKind::number;
        take();
        if (!is_digit(next())) {
            take_while([mark](char c) { return is_digit(c) || is_letter(c) || c == mark; });
            return TokenKind::date;
        }
        take_while(is_digit);
        if (next() != mark) return mark == '.' ? TokenKind::number : TokenKind::date;
        take_while([mark](char c) { return is_digit(c) || c == mark; });
        return TokenKind::date;
    }
    // A month first, or the name of a zone: "may-17-2024", "america/new_york", "etc/gmt+5".
    TokenKind from_letter() {
        take_while(is_letter);
        char const mark = next();
        bool const unknown = mark == '+' || is_digit(mark);
        bool const joined =
            mark == '-' || mark == '/' || mark == '.' || (unknown && !find_time_word(to_lower(text_)));
        if (!joined) return TokenKind::word;
        take_while([](char c) {
            return is_digit(c) || is_letter(c) || c == '+' || c == '-' || c == '/' || c == '_' || c == '.' ||
                   c == ':';
        });
        return TokenKind::date;
    }
    std::optional<TokenKind> from_sign() {
        take();
        while (is_blank(next())) rest_.remove_prefix(1);
        if (is_digit(next())) {
            take_while([](char c) { return is_digit(c) || c == ':' || c == '.' || c == '-'; });
            return TokenKind::zone;
        }
        if (!is_letter(next())) return std::nullopt;
        take_while(is_letter);
        return TokenKind::special;
    }

    std::string_view rest_;
    std::string text_;
};

}  // namespace

std::optional<Tokens> split_time(std::string_view text, std::size_t most_characters) {
    auto tokens = Splitter(text).all();
    if (!tokens) return std::nullopt;
    std::size_t characters = 0;
    for (auto const& token : *tokens) characters += token.text.size() + 1;
    if (characters >= most_characters) return std::nullopt;
    return tokens;
}

std::optional<std::int64_t> take_integer(std::string_view& text) {
    auto begin = text;
    bool const negative = begin.starts_with('-');
    if (negative || begin.starts_with('+')) begin.remove_prefix(1);
    if (begin.empty() || !is_digit(begin.front())) return 0;
    std::int64_t value = 0;
    bool overflow = false;
    std::size_t count = 0;
    for (; count < begin.size() && is_digit(begin[count]); ++count) {
        auto const digit = std::int64_t{begin[count] - '0'};
        overflow = overflow || __builtin_mul_overflow(value, 10, &value) ||
                   __builtin_add_overflow(value, negative ? -digit : digit, &value);
    }
    if (overflow) return std::nullopt;
    text = begin.substr(count);
    return value;
}

std::optional<int> take_int(std::string_view& text) {
    auto const value = take_integer(text);
    if (!value || *value > std::numeric_limits<int>::max() || *value < std::numeric_limits<int>::min())
        return std::nullopt;
    return static_cast<int>(*value);
}

std::optional<double> read_fraction(std::string_view text) {
    if (text.size() == 1) return 0;
    double value = 0;
    auto const padded = "0" + std::string(text);
    auto const* const end = padded.data() + padded.size();
    auto const read = std::from_chars(padded.data(), end, value, std::chars_format::fixed);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return value;
}

}  // namespace backstay::engine::sqlite
