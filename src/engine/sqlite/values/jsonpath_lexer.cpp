#include "engine/sqlite/values/jsonpath_lexer.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "engine/sqlite/values/json_lexer.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr std::string_view special = "?%$.[]{}()|&!=<>@#,*:-+/";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool ends_name(char c) { return is_blank(c) || c == '"' || special.contains(c); }

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

Failure bad_surrogates(std::string_view which) {
    return failure("22P02", "invalid input syntax for type jsonpath").detail(std::string(which));
}
Failure low_alone() { return bad_surrogates("Unicode low surrogate must follow a high surrogate."); }

}  // namespace

bool PathLexer::is_word(std::string_view word) const {
    if (token_ != PathToken::name || escaped_) return false;
    bool const exact = word == "true" || word == "false" || word == "null";
    return exact ? value_ == word : equals_ignoring_case(value_, word);
}

Failure PathLexer::at(std::string_view what, std::string_view near) const {
    std::string message(what);
    message += near.empty() ? " at end" : " at or near \"" + std::string(near) + "\"";
    return failure("42601", message + " of jsonpath input");
}

Failure PathLexer::unexpected() const { return at("syntax error", near_); }

Result<bool> PathLexer::skip_blanks() {
    while (at_ < text_.size()) {
        if (is_blank(text_[at_])) {
            ++at_;
        } else if (text_.substr(at_).starts_with("/*")) {
            auto const end = text_.find("*/", at_ + 2);
            if (end == std::string_view::npos) return at("unexpected end of comment", "");
            at_ = end + 2;
        } else {
            return true;
        }
    }
    return false;
}

Result<void> PathLexer::next() {
    value_.clear();
    near_.clear();
    escaped_ = false;
    high_ = 0;
    TRY(bool const more, skip_blanks());
    token_ = PathToken::end;
    if (!more) return {};
    char const c = text_[at_];
    char const after = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (is_digit(c) || (c == '.' && is_digit(after))) return number();
    if (c == '"') return quoted(PathToken::string);
    if (c == '$' && after == '"') {
        ++at_;
        return quoted(PathToken::variable);
    }
    if (c == '$' && after != '\0' && !ends_name(after)) {
        ++at_;
        return name(PathToken::variable);
    }
    if (!special.contains(c)) return name(PathToken::name);
    symbol();
    return {};
}

void PathLexer::symbol() {
    constexpr auto doubles =
        std::to_array<std::string_view>({"**", "&&", "||", "==", "!=", "<>", "<=", ">="});
    token_ = PathToken::symbol;
    auto const rest = text_.substr(at_);
    auto const found = std::ranges::find_if(doubles, [&](auto d) { return rest.starts_with(d); });
    value_ = found == doubles.end() ? rest.substr(0, 1) : *found;
    at_ += value_.size();
    near_ = value_;
    if (value_ == "<>") value_ = "!=";
}

Result<void> PathLexer::number() {
    auto const from = at_;
    auto const digits = [&] {
        while (at_ < text_.size() && is_digit(text_[at_])) ++at_;
    };
    token_ = PathToken::number;
    whole_ = true;
    if (text_[at_] == '0') {
        ++at_;
    } else {
        digits();
    }
    if (at_ < text_.size() && text_[at_] == '.') {
        whole_ = false;
        ++at_;
        digits();
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
        auto const mark = at_;
        whole_ = false;
        ++at_;
        if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) ++at_;
        if (at_ == text_.size() || !is_digit(text_[at_]))
            return at("trailing junk after numeric literal", text_.substr(from, mark + 1 - from));
        digits();
    }
    if (at_ < text_.size() && !ends_name(text_[at_]) && text_[at_] != '_' && text_[at_] != 'x')
        return at("trailing junk after numeric literal", text_.substr(from, at_ + 1 - from));
    value_ = text_.substr(from, at_ - from);
    near_ = value_;
    return {};
}

Result<void> PathLexer::end_of_text() {
    if (high_ != 0) return low_alone();
    return {};
}

Result<void> PathLexer::quoted(PathToken token) {
    ++at_;
    while (true) {
        if (at_ == text_.size()) return at("unexpected end of quoted string", "");
        if (text_[at_] == '"') break;
        if (text_[at_] == '\\') {
            TRY_VOID(escape());
            continue;
        }
        TRY_VOID(end_of_text());
        value_ += text_[at_++];
    }
    TRY_VOID(end_of_text());
    ++at_;
    escaped_ = true;
    token_ = token;
    near_ = token == PathToken::variable ? "$" + value_ : "\"";
    return {};
}

Result<void> PathLexer::name(PathToken token) {
    auto const from = at_;
    while (at_ < text_.size() && !ends_name(text_[at_])) {
        if (text_[at_] == '\\') {
            TRY_VOID(escape());
            continue;
        }
        TRY_VOID(end_of_text());
        value_ += text_[at_++];
    }
    TRY_VOID(end_of_text());
    token_ = token;
    if (token == PathToken::variable) {
        near_ = "$" + std::string(text_.substr(from, at_ - from));
        return {};
    }
    // The token is known when what follows it was seen, and that is what errors name.
    auto blank = at_;
    while (blank < text_.size() && is_blank(text_[blank])) ++blank;
    near_ = text_.substr(at_, blank - at_);
    return {};
}

// REQUIRES: a backslash stands at at_.
Result<void> PathLexer::escape() {
    auto const from = at_++;
    escaped_ = true;
    if (at_ == text_.size()) return at("unexpected end after backslash", "");
    char const c = text_[at_++];
    bool const unicode = c == 'u';
    if (!unicode && c != 'x') {
        TRY_VOID(end_of_text());
        constexpr std::string_view letters = "bfnrtv";
        constexpr std::string_view meant = "\b\f\n\r\t\v";
        auto const known = letters.find(c);
        value_ += known == std::string_view::npos ? c : meant[known];
        return {};
    }
    bool const braces = unicode && at_ < text_.size() && text_[at_] == '{';
    if (braces) ++at_;
    std::size_t const most = braces ? 6 : unicode ? 4 : 2;
    unsigned unit = 0;
    std::size_t count = 0;
    for (; count < most && at_ < text_.size() && hex_value(text_[at_]) >= 0; ++count, ++at_)
        unit = unit * 16 + static_cast<unsigned>(hex_value(text_[at_]));
    bool const closed = !braces || (at_ < text_.size() && text_[at_] == '}');
    if (count < (braces ? 1 : most) || !closed)
        return at(unicode ? "invalid unicode sequence" : "invalid hex character sequence",
                  text_.substr(from, at_ - from));
    if (braces) ++at_;
    return code_unit(unit);
}

Result<void> PathLexer::code_unit(unsigned unit) {
    bool const high = unit >= 0xD800 && unit < 0xDC00;
    bool const low = unit >= 0xDC00 && unit < 0xE000;
    if (high) {
        if (high_ != 0) return bad_surrogates("Unicode high surrogate must not follow a high surrogate.");
        high_ = unit;
        return {};
    }
    if (low != (high_ != 0)) return low_alone();
    if (low) unit = 0x10000 + ((high_ - 0xD800) << 10U) + (unit - 0xDC00);
    high_ = 0;
    if (unit == 0)
        return failure("22P05", "unsupported Unicode escape sequence")
            .detail("\\u0000 cannot be converted to text.");
    append_utf8(value_, unit);
    return {};
}

}  // namespace backstay::engine::sqlite
