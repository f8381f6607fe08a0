#include "base/json.hpp"

#include <array>

namespace backstay {
namespace {

// What stands after the backslash; 0 for what is written as it is, 'u' for what has only a number.
constexpr auto escapes = [] {
    std::array<char, 256> table{};
    for (std::size_t c = 0; c < 0x20; ++c) table[c] = 'u';
    table['\b'] = 'b';
    table['\f'] = 'f';
    table['\n'] = 'n';
    table['\r'] = 'r';
    table['\t'] = 't';
    table['"'] = '"';
    table['\\'] = '\\';
    return table;
}();

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    constexpr char const* digits = "0123456789abcdef";
    out += '"';
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const byte = static_cast<unsigned char>(text[i]);
        auto const escape = escapes[byte];
        if (escape == 0) continue;
        out.append(text.substr(plain, i - plain));
        plain = i + 1;
        out += '\\';
        out += escape;
        if (escape != 'u') continue;
        out += "00";
        out += digits[byte >> 4U];
        out += digits[byte & 0xFU];
    }
    out.append(text.substr(plain));
    out += '"';
}

}  // namespace backstay
