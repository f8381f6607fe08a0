// encode() and decode(), convert_from() and convert_to():
// https://www.postgresql.org/docs/15/functions-binarystring.html#FUNCTIONS-BINARYSTRING-CONVERSIONS

#include <algorithm>
#include <array>
#include <string>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "engine/sqlite/runtime/characters.hpp"
#include "engine/sqlite/runtime/text.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite {
namespace {

using View = std::string_view;
constexpr View hex_digits = "0123456789abcdef";
constexpr View base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

unsigned byte(char c) { return static_cast<unsigned char>(c); }
char as_char(unsigned bits) { return static_cast<char>(static_cast<unsigned char>(bits)); }

std::string encode_hex(View bytes) { return print_bytea(bytes).substr(2); }

// RFC 2045: a line has 76 digits.
std::string encode_base64(View bytes) {
    std::string out;
    std::size_t in_line = 0;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        auto const group = bytes.substr(at, 3);
        unsigned bits = 0;
        for (std::size_t i = 0; i < 3; ++i) bits = bits << 8U | (i < group.size() ? byte(group[i]) : 0U);
        for (unsigned i = 0; i < 4; ++i)
            out += i > group.size() ? '=' : base64_digits[bits >> (18 - 6 * i) & 63U];
        if ((in_line += 4) < 76) continue;
        out += '\n';
        in_line = 0;
    }
    return out;
}

std::string encode_escape(View bytes) {
    std::string out;
    for (char const c : bytes) {
        if (c == '\0' || byte(c) >= 0x80) {
            out += '\\';
            for (unsigned shift : {6U, 3U, 0U}) out += as_char('0' + (byte(c) >> shift & 7U));
        } else {
            out += c == '\\' ? "\\\\" : std::string(1, c);
        }
    }
    return out;
}

Result<std::string> decode_base64(View text) {
    std::string out;
    unsigned bits = 0, count = 0, kept = 3;
    for (std::size_t at = 0; at < text.size(); ++at) {
        char const c = text[at];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
        auto digit = base64_digits.find(c);
        if (c == '=') {
            if (kept == 3 && count != 2 && count != 3)
                return failure("22023", "unexpected \"=\" while decoding base64 sequence");
            if (kept == 3) kept = count - 1;
            digit = 0;
        } else if (digit == View::npos) {
            auto const symbol = std::string(first_characters(text.substr(at), 1));
            return failure("22023", "invalid symbol \"" + symbol + "\" found while decoding base64 sequence");
        }
        bits = bits << 6U | static_cast<unsigned>(digit);
        if (++count < 4) continue;
        for (unsigned i = 0; i < kept; ++i) out += as_char(bits >> (16 - 8 * i) & 0xFFU);
        bits = count = 0;
    }
    if (count == 0) return out;
    return failure("22023", "invalid base64 end sequence")
        .hint("Input data is missing padding, is truncated, or is otherwise corrupted.");
}

Result<std::string> decode_escape(View text) {
    std::string out;
    auto const octal = [](View digits) {
        return digits.size() == 3 && digits[0] <= '3' &&
               std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '7'; });
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\') {
            out += text[at];
        } else if (text.substr(at + 1).starts_with('\\')) {
            out += text[++at];
        } else if (auto const digits = text.substr(at + 1, 3); octal(digits)) {
            out += as_char(byte(digits[0] - '0') * 64 + byte(digits[1] - '0') * 8 + byte(digits[2] - '0'));
            at += 3;
        } else {
            return failure("22P02", "invalid input syntax for type bytea");
        }
    }
    return out;
}

Failure unknown_format(View format) {
    return failure("22023", "unrecognized encoding: \"" + std::string(format) + "\"");
}

Result<Value> encode(Arguments const& args) {
    auto const format = to_lower(args.text(1));
    if (format == "hex") return encode_hex(args.text(0));
    if (format == "base64") return encode_base64(args.text(0));
    if (format == "escape") return encode_escape(args.text(0));
    return unknown_format(args.text(1));
}

Result<Value> decode(Arguments const& args) {
    auto const format = to_lower(args.text(1));
    Result<std::string> bytes = unknown_format(args.text(1));
    if (format == "hex") bytes = parse_bytea("\\x" + std::string(args.text(0)));
    if (format == "base64") bytes = decode_base64(args.text(0));
    if (format == "escape") bytes = decode_escape(args.text(0));
    TRY(auto decoded, std::move(bytes));
    return Bytes{std::move(decoded)};
}

enum class Encoding : std::uint8_t { utf8, latin1 };

// Names count without case and without what is no letter or digit.
Result<Encoding> find_encoding(View name, View which) {
    std::string plain;
    for (char const c : to_lower(name))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) plain += c;
    if (plain == "utf8" || plain == "unicode") return Encoding::utf8;
    if (plain == "latin1" || plain == "iso88591") return Encoding::latin1;
    for (View const other :
         {"abc",     "alt",          "big5",     "euccn",        "eucjis2004", "eucjp",    "euckr",
          "euctw",   "gb18030",      "gbk",      "iso8859",      "johab",      "koi8",     "latin",
          "mskanji", "muleinternal", "shiftjis", "shiftjis2004", "sjis",       "sqlascii", "tcvn",
          "uhc",     "vscii",        "win",      "windows"})
        if (plain.starts_with(other)) return not_supported(Limitation::encoding, name);
    return failure("22023", "invalid " + std::string(which) + "encoding name \"" + std::string(name) + "\"");
}

std::string listed(View bytes) {
    std::string out;
    for (char const c : bytes) {
        out += out.empty() ? "0x" : " 0x";
        out += hex_digits[byte(c) >> 4U];
        out += hex_digits[byte(c) & 15U];
    }
    return out;
}

Failure invalid_utf8(View bytes) {
    auto const lead = byte(bytes[0]);
    std::size_t const length = lead < 0xC0 || lead >= 0xF8 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return failure("22021",
                   "invalid byte sequence for encoding \"UTF8\": " + listed(bytes.substr(0, length)));
}

Result<std::string> from_utf8(View bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
        auto const begin = at;
        next_character(bytes, at);
        if (bytes[begin] == '\0' || !is_utf8(bytes.substr(begin, at - begin)))
            return invalid_utf8(bytes.substr(begin));
    }
    return std::string(bytes);
}

Result<std::string> decoded(View bytes, Encoding encoding) {
    if (encoding == Encoding::utf8) return from_utf8(bytes);
    std::string out;
    for (char const c : bytes) {
        if (c == '\0') return failure("22021", "invalid byte sequence for encoding \"LATIN1\": 0x00");
        append_character(out, byte(c));
    }
    return out;
}

Result<std::string> encoded(View text, Encoding encoding) {
    if (encoding == Encoding::utf8) return std::string(text);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto const begin = at;
        auto const character = next_character(text, at);
        if (character > 0xFF)
            return failure("22P05", "character with byte sequence " + listed(text.substr(begin, at - begin)) +
                                        " in encoding \"UTF8\" has no equivalent in encoding \"LATIN1\"");
        out += as_char(character);
    }
    return out;
}

Result<Value> convert_from(Arguments const& args) {
    TRY(auto const encoding, find_encoding(args.text(1), "source "));
    return decoded(args.text(0), encoding);
}

Result<Value> convert_to(Arguments const& args) {
    TRY(auto const encoding, find_encoding(args.text(1), "destination "));
    TRY(auto bytes, encoded(args.text(0), encoding));
    return Bytes{std::move(bytes)};
}

Result<Value> convert(Arguments const& args) {
    TRY(auto const source, find_encoding(args.text(1), "source "));
    TRY(auto const destination, find_encoding(args.text(2), "destination "));
    TRY(auto const text, decoded(args.text(0), source));
    TRY(auto bytes, encoded(text, destination));
    return Bytes{std::move(bytes)};
}

Result<Value> length(Arguments const& args) {
    TRY(auto const encoding, find_encoding(args.text(1), ""));
    TRY(auto const text, decoded(args.text(0), encoding));
    return static_cast<std::int64_t>(length_in_characters(text));
}

constexpr auto text_encoding_functions = std::to_array<Scalar>({
    {"pg_encode", 2, encode},
    {"pg_decode", 2, decode},
    {"pg_convert_from", 2, convert_from},
    {"pg_convert_to", 2, convert_to},
    {"pg_convert", 3, convert},
    {"pg_encoded_length", 2, length},
});

}  // namespace

Result<void> register_text_encoding(Connection const& db, StatementState& state) {
    return register_scalars(db, state, text_encoding_functions);
}

}  // namespace backstay::engine::sqlite
