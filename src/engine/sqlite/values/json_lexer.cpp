#include "engine/sqlite/values/json_lexer.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace backstay::engine::sqlite {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
// What a word or a number goes on with, rightly or not.
bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::size_t character_size(char first) {
    auto const byte = static_cast<unsigned char>(first);
    if (byte < 0xC0) return 1;
    return byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

// What a letter after the backslash stands for; 0 when it stands for nothing.
char unescaped(char c) {
    switch (c) {
        case '"':
        case '\\':
        case '/': return c;
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        default: return 0;
    }
}

// Where a string can run on without being looked at.
constexpr auto plain = [] {
    std::array<bool, 256> table{};
    for (std::size_t c = 0x20; c < 256; ++c) table[c] = c != '"' && c != '\\';
    return table;
}();

// Eight bytes looked at together: 0x80 where the first is that is below `limit`, which is at most 0x80. Those
// that stand after it may be wrong.
constexpr std::uint64_t each_byte = 0x0101010101010101, high_bits = 0x8080808080808080;
constexpr std::uint64_t below(std::uint64_t block, std::uint64_t limit) {
    return (block - each_byte * limit) & ~block & high_bits;
}
constexpr std::uint64_t same(std::uint64_t block, char byte) {
    return below(block ^ (each_byte * static_cast<unsigned char>(byte)), 1);
}

// The first place from `at` on that has to be looked at.
std::size_t skip_plain(std::string_view text, std::size_t at) {
    static_assert(std::endian::native == std::endian::little);
    for (std::uint64_t block = 0; at + sizeof block <= text.size(); at += sizeof block) {
        std::memcpy(&block, text.data() + at, sizeof block);
        auto const marks = below(block, 0x20) | same(block, '"') | same(block, '\\');
        if (marks != 0) return at + static_cast<std::size_t>(std::countr_zero(marks)) / 8;
    }
    while (at < text.size() && plain[static_cast<unsigned char>(text[at])]) ++at;
    return at;
}

}  // namespace

void append_utf8(std::string& out, unsigned code) {
    auto const add = [&](unsigned byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
        add(code);
    } else if (code < 0x800) {
        add(0xC0U | (code >> 6U));
        add(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        add(0xE0U | (code >> 12U));
        add(0x80U | ((code >> 6U) & 0x3FU));
        add(0x80U | (code & 0x3FU));
    } else {
        add(0xF0U | (code >> 18U));
        add(0x80U | ((code >> 12U) & 0x3FU));
        add(0x80U | ((code >> 6U) & 0x3FU));
        add(0x80U | (code & 0x3FU));
    }
}

bool JsonLexer::refuse(std::string_view code, std::string_view message) {
    error_ = ErrorFields{.code = std::string(code), .message = std::string(message)};
    return false;
}

bool JsonLexer::invalid(std::string detail) {
    refuse("22P02", "invalid input syntax for type json");
    error_->detail = std::move(detail);
    return false;
}

bool JsonLexer::invalid_token(std::size_t end) {
    end_ = end;
    return invalid("Token \"" + std::string(raw()) + "\" is invalid.");
}

bool JsonLexer::expected(std::string_view what) {
    if (token_ == JsonToken::end) return invalid("The input string ended unexpectedly.");
    return invalid("Expected " + std::string(what) + ", but found \"" + std::string(raw()) + "\".");
}

std::string_view JsonLexer::string() const {
    return escaped_ ? std::string_view(resolved_) : text_.substr(start_ + 1, end_ - start_ - 2);
}

bool JsonLexer::single(JsonToken token) {
    token_ = token;
    end_ = start_ + 1;
    return true;
}

bool JsonLexer::next() {
    start_ = end_;
    while (start_ < text_.size() && is_blank(text_[start_])) ++start_;
    if (start_ == text_.size()) {
        token_ = JsonToken::end;
        end_ = start_;
        return true;
    }
    switch (char const c = text_[start_]; c) {
        case '{': return single(JsonToken::object_start);
        case '}': return single(JsonToken::object_end);
        case '[': return single(JsonToken::array_start);
        case ']': return single(JsonToken::array_end);
        case ',': return single(JsonToken::comma);
        case ':': return single(JsonToken::colon);
        case '"': return string_token();
        case '-': return number(start_ + 1);
        default: return is_digit(c) ? number(start_) : word();
    }
}

bool JsonLexer::word() {
    auto at = start_;
    while (at < text_.size() && is_word(text_[at])) ++at;
    if (at == start_) return invalid_token(start_ + 1);
    end_ = at;
    auto const word = raw();
    if (word == "true") {
        token_ = JsonToken::true_;
    } else if (word == "false") {
        token_ = JsonToken::false_;
    } else if (word == "null") {
        token_ = JsonToken::null;
    } else {
        return invalid_token(at);
    }
    return true;
}

bool JsonLexer::number(std::size_t at) {
    auto const size = text_.size();
    bool good = true;
    auto const digits = [&] {
        auto const from = at;
        while (at < size && is_digit(text_[at])) ++at;
        good = good && at > from;
    };
    if (at < size && text_[at] == '0') {
        ++at;
    } else {
        digits();
    }
    if (at < size && text_[at] == '.') {
        ++at;
        digits();
    }
    if (at < size && (text_[at] == 'e' || text_[at] == 'E')) {
        ++at;
        if (at < size && (text_[at] == '+' || text_[at] == '-')) ++at;
        digits();
    }
    for (; at < size && is_word(text_[at]); ++at) good = false;
    if (!good) return invalid_token(at);
    token_ = JsonToken::number;
    end_ = at;
    return true;
}

void JsonLexer::keep(std::size_t from, std::size_t to) {
    if (escaped_ && strings_ == JsonStrings::resolved) resolved_.append(text_.substr(from, to - from));
}

bool JsonLexer::string_token() {
    escaped_ = false;
    high_ = 0;
    auto at = start_ + 1;
    auto from = at;
    while (true) {
        at = skip_plain(text_, at);
        if (at > from && high_ != 0) return invalid("Unicode low surrogate must follow a high surrogate.");
        if (at == text_.size()) return invalid_token(at);
        if (text_[at] == '"') break;
        if (text_[at] != '\\') {
            constexpr char const* hex = "0123456789abcdef";
            auto const byte = static_cast<unsigned char>(text_[at]);
            return invalid(std::string("Character with value 0x") + hex[byte >> 4U] + hex[byte & 0xFU] +
                           " must be escaped.");
        }
        if (!escaped_) resolved_.clear();
        escaped_ = true;
        keep(from, at);
        if (!escape(at)) return false;
        from = at;
    }
    if (high_ != 0) return invalid("Unicode low surrogate must follow a high surrogate.");
    keep(from, at);
    token_ = JsonToken::string;
    end_ = at + 1;
    return true;
}

// REQUIRES: a backslash stands at `at`; it is left after the escape.
bool JsonLexer::escape(std::size_t& at) {
    ++at;
    if (at == text_.size()) return invalid_token(at);
    char const c = text_[at];
    if (c == 'u') return unicode(at);
    if (high_ != 0) return invalid("Unicode low surrogate must follow a high surrogate.");
    char const meant = unescaped(c);
    if (meant == 0)
        return invalid("Escape sequence \"\\" + std::string(text_.substr(at, character_size(c))) +
                       "\" is invalid.");
    if (strings_ == JsonStrings::resolved) resolved_ += meant;
    ++at;
    return true;
}

bool JsonLexer::unicode(std::size_t& at) {
    unsigned unit = 0;
    for (int i = 0; i < 4; ++i) {
        ++at;
        if (at == text_.size()) return invalid_token(at);
        int const digit = hex_value(text_[at]);
        if (digit < 0) return invalid("\"\\u\" must be followed by four hexadecimal digits.");
        unit = unit * 16 + static_cast<unsigned>(digit);
    }
    ++at;
    return strings_ == JsonStrings::checked || code_unit(unit);
}

bool JsonLexer::code_unit(unsigned unit) {
    bool const high = unit >= 0xD800 && unit < 0xDC00;
    bool const low = unit >= 0xDC00 && unit < 0xE000;
    if (high) {
        if (high_ != 0) return invalid("Unicode high surrogate must not follow a high surrogate.");
        high_ = unit;
        return true;
    }
    if (low != (high_ != 0)) return invalid("Unicode low surrogate must follow a high surrogate.");
    if (low) unit = 0x10000 + ((high_ - 0xD800) << 10U) + (unit - 0xDC00);
    high_ = 0;
    if (unit == 0) {
        refuse("22P05", "unsupported Unicode escape sequence");
        error_->detail = "\\u0000 cannot be converted to text.";
        return false;
    }
    append_utf8(resolved_, unit);
    return true;
}

}  // namespace backstay::engine::sqlite
