#include "engine/sqlite/regex/classes.hpp"

#include <unicode/uniset.h>

#include <algorithm>
#include <array>

namespace backstay::engine::sqlite::regex {
namespace {

struct Class {
    std::string_view name;
    char16_t const* pattern;  // of ICU
};
constexpr auto definitions = std::to_array<Class>({
    {"alpha", u"[[\\p{Alphabetic}\\p{Nd}]-[0-9]]"},
    {"alnum", u"[\\p{Alphabetic}\\p{Nd}]"},
    {"word", u"[\\p{Alphabetic}\\p{Nd}_]"},
    {"upper", u"[\\p{Uppercase}\\p{Lt}]"},
    {"lower", u"[\\p{Lowercase}\\u01C5\\u01C8\\u01CB\\u01F2]"},
    {"punct", u"[[^\\p{Cn}\\p{Cc}\\p{Cs}\\p{Z}\\p{Alphabetic}\\p{Nd}][\\u00A0\\u2007\\u202F]]"},
    {"space", u"[\\u0009-\\u000D\\u0020\\u1680\\u2000-\\u2006\\u2008-\\u200A\\u2028\\u2029\\u205F\\u3000]"},
    {"graph", u"[[^\\p{Cn}\\p{Cc}\\p{Cs}\\p{Z}][\\u00A0\\u2007\\u202F]]"},
    {"print", u"[^\\p{Cn}\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]"},
    {"digit", u"[0-9]"},
    {"cntrl", u"[\\p{Cc}]"},
    {"blank", u"[\\u0009\\u0020]"},
    {"xdigit", u"[0-9A-Fa-f]"},
});

Characters read(char16_t const* pattern) {
    auto error = U_ZERO_ERROR;
    icu::UnicodeSet const set(icu::UnicodeString(pattern), error);
    Characters characters;
    for (std::int32_t i = 0; i < set.getRangeCount(); ++i)
        characters.add(static_cast<char32_t>(set.getRangeStart(i)),
                       static_cast<char32_t>(set.getRangeEnd(i)));
    characters.settle();
    return characters;
}

// Each is made of ICU's data when it is first asked for.
template <std::size_t Index>
Characters const& made() {
    static Characters const characters = read(definitions[Index].pattern);
    return characters;
}
template <std::size_t... Index>
Characters const& made_at(std::size_t index, std::index_sequence<Index...>) {
    constexpr std::array<Characters const& (*)(), sizeof...(Index)> makers{made<Index>...};
    return makers[index]();
}

}  // namespace

Characters const* find_class(std::string_view name) {
    auto const* const found = std::ranges::find(definitions, name, &Class::name);
    if (found == definitions.end()) return nullptr;
    return &made_at(static_cast<std::size_t>(found - definitions.begin()),
                    std::make_index_sequence<definitions.size()>());
}

bool is_word(char32_t character) {
    if (character < 0x80)
        return character == '_' || (character >= '0' && character <= '9') ||
               (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
    return find_class("word")->contains(character);
}

}  // namespace backstay::engine::sqlite::regex
