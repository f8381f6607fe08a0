#include "engine/sqlite/search/token.hpp"

#include <unicode/uchar.h>

#include "base/text.hpp"
#include "engine/sqlite/runtime/characters.hpp"
#include "engine/sqlite/search/token_rules.hpp"

namespace backstay::engine::sqlite::search {
namespace {

bool is_ascii_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }
bool is_letter(char32_t c) {
    if (c < 0x80) return is_ascii_letter(c);
    return is_alphanumeric(c);
}
bool is_space(char32_t c) {
    if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
    return u_isUWhiteSpace(static_cast<UChar32>(c)) != 0 && c != 0x85 && c != 0xA0 && c != 0x2007 &&
           c != 0x202F;
}
bool is_joining(char32_t c) {
    if (c < 0x80) return false;
    auto const kind = u_charType(static_cast<UChar32>(c));
    return kind == U_NON_SPACING_MARK || kind == U_ENCLOSING_MARK || kind == U_COMBINING_SPACING_MARK;
}
// Of RFC 3986's.
bool is_url_character(char32_t c) {
    if (c <= 0x20 || c >= 0x7F) return false;
    return !std::string_view("\"<>\\^`{|}").contains(static_cast<char>(c));
}

struct Place {
    std::size_t at = 0;
    std::size_t taken = 0;  // bytes of the token so far
    State state = State::base;
    std::size_t next_rule = 0;  // when it is come back to
};

class Scanner {
public:
    explicit Scanner(std::string_view text) : text_(text), places_(1) {}

    // False at the end of the text.
    bool next(Token& token) {
        if (place().at >= text_.size()) return false;
        start_ = place().at;
        place().next_rule = 0;
        while (true) {
            auto const rules = rules_of(place().state);
            auto index = std::exchange(place().next_rule, 0);
            while (!holds(rules[index])) ++index;
            auto const& rule = rules[index];
            prepare(rule.extra);
            bool const found = rule.kind != TokenKind::none;
            if (found) token = {rule.kind, text_.substr(start_, std::exchange(place().taken, 0))};
            move(rule, index);
            if (found) return true;
            if (place().at >= text_.size() && rule.move != Move::again) return false;
            if (rule.move == Move::again || rule.move == Move::fail) continue;
            advance();
        }
    }

    void only_host() { host_wanted_ = true; }

private:
    Place& place() { return places_.back(); }
    std::size_t width() {
        if (place().at >= text_.size()) return 0;
        auto at = place().at;
        next_character(text_, at);
        return at - place().at;
    }
    void advance() {
        auto const bytes = width();
        place().at += bytes;
        place().taken += bytes;
    }

    void move(Rule const& rule, std::size_t index) {
        switch (rule.move) {
            case Move::fail: places_.pop_back(); break;
            case Move::attempt:
                place().next_rule = index + 1;
                places_.push_back(place());
                place().next_rule = 0;
                break;
            case Move::commit:
            case Move::found_commit: places_.erase(places_.end() - 2); break;
            case Move::found_commit_all: places_.erase(places_.begin(), places_.end() - 1); break;
            case Move::join: {
                auto const ahead = place();
                places_.pop_back();
                place().at = ahead.at;
                place().taken = ahead.taken;
                place().next_rule = 0;
                break;
            }
            case Move::go:
            case Move::found:
            case Move::again: break;
        }
        if (rule.to != State::stay) place().state = rule.to;
    }

    bool holds(Rule const& rule) {
        auto const here = place().at;
        bool const at_end = here >= text_.size();
        if (rule.test == Test::always) return true;
        if (rule.test == Test::end) return at_end;
        if (rule.test == Test::ignoring) return ignoring_;
        if (rule.test == Test::host_wanted) return std::exchange(host_wanted_, false);
        if (rule.test == Test::host_follows) return host_follows();
        if (rule.test == Test::path_follows) return path_follows();
        if (at_end) return false;
        auto at = here;
        auto const c = next_character(text_, at);
        switch (rule.test) {
            case Test::is: return c == static_cast<char32_t>(rule.character);
            case Test::ascii_letter: return is_ascii_letter(c);
            case Test::letter: return is_letter(c);
            case Test::digit: return is_digit(c);
            case Test::alphanumeric: return is_letter(c) || is_digit(c);
            case Test::not_alphanumeric: return !is_letter(c) && !is_digit(c);
            case Test::joining: return is_joining(c);
            case Test::space: return is_space(c);
            case Test::hex_digit: return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            case Test::url_character: return is_url_character(c);
            default: return false;
        }
    }

    bool take_in(Scanner& inner, bool (*wanted)(TokenKind)) {
        Token token;
        if (!inner.next(token) || !wanted(token.kind)) return false;
        place().at += token.text.size();
        place().taken += token.text.size();
        return true;
    }
    bool host_follows() {
        Scanner inner(text_.substr(place().at));
        inner.only_host();
        return take_in(inner, [](TokenKind kind) { return kind == TokenKind::host; });
    }
    bool path_follows() {
        Scanner inner(text_.substr(place().at));
        inner.places_.push_back({.state = State::url_path_first});
        return take_in(inner, [](TokenKind kind) { return kind == TokenKind::url_path; });
    }

    void prepare(Extra extra) {
        switch (extra) {
            case Extra::none: return;
            case Extra::look_at_tag: look_at_tag(); return;
            case Extra::host_again: host_wanted_ = true; [[fallthrough]];
            case Extra::parts_again: place().at -= place().taken; return;
            case Extra::integer_again:
                place().at -= place().taken;
                place().taken = 0;
                return;
        }
    }
    void look_at_tag() {
        auto const tag = to_lower(text_.substr(start_, place().taken));
        if (tag == "<script" || tag == "<style") ignoring_ = true;
        if (tag == "</script" || tag == "</style") ignoring_ = false;
    }

    std::string_view text_;
    std::vector<Place> places_;
    std::size_t start_ = 0;
    bool ignoring_ = false;
    bool host_wanted_ = false;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view text) {
    std::vector<Token> tokens;
    Scanner scanner(text);
    for (Token token; scanner.next(token);) tokens.push_back(token);
    return tokens;
}

}  // namespace backstay::engine::sqlite::search
