// Parts of strings, found, cut out and put in: https://www.postgresql.org/docs/15/functions-string.html,
// and the same of bytea, counted in bytes: https://www.postgresql.org/docs/15/functions-binarystring.html

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>

#include "engine/sqlite/runtime/characters.hpp"
#include "engine/sqlite/runtime/text.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite {
namespace {

using View = std::string_view;
constexpr std::int64_t greatest_int4 = std::numeric_limits<std::int32_t>::max();

Failure negative_length() { return failure("22011", "negative substring length not allowed"); }
Failure too_large() { return failure("54000", "requested length too large"); }

// What the unit of counting is: characters of text, bytes of bytea.
struct Characters {
    static std::size_t offset(View text, std::size_t count) { return character_offset(text, count); }
    static std::size_t length(View text) { return length_in_characters(text); }
    static Value value(std::string text) { return text; }
};
struct Octets {
    static std::size_t offset(View bytes, std::size_t count) { return std::min(count, bytes.size()); }
    static std::size_t length(View bytes) { return bytes.size(); }
    static Value value(std::string bytes) { return Bytes{std::move(bytes)}; }
};

// From `start` on, counted from 1; a start before the string takes from the length.
template <class Unit>
View part(View text, std::int64_t start, std::optional<std::int64_t> length) {
    auto const end = length ? start + *length : greatest_int4 + 1;
    auto const first = std::max<std::int64_t>(start, 1);
    if (end <= first) return {};
    text.remove_prefix(Unit::offset(text, static_cast<std::size_t>(first - 1)));
    if (end > greatest_int4) return text;
    return text.substr(0, Unit::offset(text, static_cast<std::size_t>(end - first)));
}

template <class Unit>
Result<Value> substring(Arguments const& args) {
    auto const length = args.size() > 2 ? std::optional(args.integer(2)) : std::nullopt;
    if (length && *length < 0) return negative_length();
    return Unit::value(std::string(part<Unit>(args.text(0), args.integer(1), length)));
}

template <class Unit>
Result<Value> overlay(Arguments const& args) {
    auto const text = args.text(0), put = args.text(1);
    auto const start = args.integer(2);
    auto const length = args.size() > 3 ? args.integer(3) : static_cast<std::int64_t>(Unit::length(put));
    if (start <= 0) return negative_length();
    if (start + length > greatest_int4) return failure("22003", "integer out of range");
    auto out = std::string(part<Unit>(text, 1, start - 1));
    out += put;
    return Unit::value(out.append(part<Unit>(text, start + length, std::nullopt)));
}

// Counted from 1; 0: nowhere.
template <class Unit>
Result<Value> position(Arguments const& args) {
    auto const text = args.text(0);
    auto const at = text.find(args.text(1));
    if (at == View::npos) return std::int64_t{0};
    return static_cast<std::int64_t>(Unit::length(text.substr(0, at))) + 1;
}

Result<Value> left(Arguments const& args) {
    auto const text = args.text(0);
    auto count = args.integer(1);
    if (count < 0)
        count = std::max<std::int64_t>(0, count + static_cast<std::int64_t>(length_in_characters(text)));
    return std::string(text.substr(0, character_offset(text, static_cast<std::size_t>(count))));
}

Result<Value> right(Arguments const& args) {
    auto const text = args.text(0);
    auto const length = static_cast<std::int64_t>(length_in_characters(text));
    auto const count = args.integer(1);
    auto const skipped = count < 0 ? -count : std::max<std::int64_t>(0, length - count);
    return std::string(text.substr(character_offset(text, static_cast<std::size_t>(skipped))));
}

enum class Side : std::uint8_t { left, right };

// As long as asked: filled up with `fill` again and again, or cut at its end.
Result<Value> pad(Arguments const& args, Side side) {
    auto const text = args.text(0);
    auto const fill = args.size() > 2 ? args.text(2) : View(" ");
    auto const length = length_in_characters(text);
    auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(0, args.integer(1)));
    if (fill.empty()) wanted = std::min(wanted, length);
    if (wanted * 4 + 4 >= 0x3FFFFFFF) return too_large();
    std::string out(text.substr(0, character_offset(text, wanted)));
    if (wanted <= length) return out;
    std::string filling;
    for (std::size_t count = wanted - length, at = 0; count > 0; --count) {
        if (at == fill.size()) at = 0;
        auto const begin = at;
        next_character(fill, at);
        filling += fill.substr(begin, at - begin);
    }
    return side == Side::left ? filling + out : out + filling;
}

Result<Value> repeat(Arguments const& args) {
    auto const text = args.text(0);
    auto const count = static_cast<std::size_t>(std::max<std::int64_t>(0, args.integer(1)));
    if (!text.empty() && count * text.size() + 4 >= 0x3FFFFFFF) return too_large();
    std::string out;
    out.reserve(text.empty() ? 0 : count * text.size());
    for (std::size_t i = 0; !text.empty() && i < count; ++i) out += text;
    return out;
}

struct Ends {
    bool left = true;
    bool right = true;
};

bool contains(View set, View character) { return set.find(character) != View::npos; }

// Characters of `set` off the ends.
template <class Unit>
View trimmed(View text, View set, Ends ends) {
    constexpr bool characters = std::is_same_v<Unit, Characters>;
    while (ends.left && !text.empty()) {
        auto const size = Unit::offset(text, 1);
        if (!contains(set, text.substr(0, size))) break;
        text.remove_prefix(size);
    }
    while (ends.right && !text.empty()) {
        auto begin = text.size() - 1;
        while (characters && begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) --begin;
        if (!contains(set, text.substr(begin))) break;
        text.remove_suffix(text.size() - begin);
    }
    return text;
}

template <class Unit>
Result<Value> trim(Arguments const& args, Ends ends) {
    auto const set = args.size() > 1 ? args.text(1) : View(" ");
    return Unit::value(std::string(trimmed<Unit>(args.text(0), set, ends)));
}

Result<Value> replace(Arguments const& args) {
    auto const text = args.text(0), from = args.text(1), to = args.text(2);
    if (from.empty()) return std::string(text);
    std::string out;
    std::size_t at = 0;
    for (auto found = text.find(from); found != View::npos; found = text.find(from, at)) {
        out.append(text.substr(at, found - at)).append(to);
        at = found + from.size();
    }
    return out.append(text.substr(at));
}

// Each character of `from` becomes the one of `to` at its place, or goes.
std::string translated(View text, View from, View to) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        auto const begin = at;
        next_character(text, at);
        auto const character = text.substr(begin, at - begin);
        auto const found = from.find(character);
        if (found == View::npos) {
            out += character;
            continue;
        }
        auto const place = length_in_characters(from.substr(0, found));
        auto const replacement = to.substr(character_offset(to, place));
        out += replacement.substr(0, character_offset(replacement, 1));
    }
    return out;
}

Result<Value> translate(Arguments const& args) {
    return translated(args.text(0), args.text(1), args.text(2));
}

Result<Value> citext_translate(Arguments const& args) {
    auto const first = translated(args.text(0), lower_case(args.text(1)), args.text(2));
    return translated(first, upper_case(args.text(1)), args.text(2));
}

Result<Value> reverse(Arguments const& args) {
    auto const text = args.text(0);
    std::string out;
    out.reserve(text.size());
    for (auto end = text.size(); end > 0;) {
        auto begin = end - 1;
        while (begin > 0 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) --begin;
        out += text.substr(begin, end - begin);
        end = begin;
    }
    return out;
}

Result<Value> split_part(Arguments const& args) {
    auto const text = args.text(0), mark = args.text(1);
    auto field = args.integer(2);
    if (field == 0) return failure("22023", "field position must not be zero");
    if (text.empty()) return std::string();
    if (mark.empty()) return std::string(field == 1 || field == -1 ? text : View());
    std::vector<View> fields;
    std::size_t at = 0;
    for (auto found = text.find(mark); found != View::npos; found = text.find(mark, at)) {
        fields.push_back(text.substr(at, found - at));
        at = found + mark.size();
    }
    fields.push_back(text.substr(at));
    auto const count = static_cast<std::int64_t>(fields.size());
    if (field < 0) field += count + 1;
    if (field < 1 || field > count) return std::string();
    return std::string(fields[static_cast<std::size_t>(field - 1)]);
}

Result<Value> starts_with(Arguments const& args) {
    return std::int64_t{args.text(0).starts_with(args.text(1)) ? 1 : 0};
}

constexpr auto text_part_functions = std::to_array<Scalar>({
    {"pg_substring", 2, substring<Characters>},
    {"pg_substring", 3, substring<Characters>},
    {"pg_bytea_substring", 2, substring<Octets>},
    {"pg_bytea_substring", 3, substring<Octets>},
    {"pg_overlay", 3, overlay<Characters>},
    {"pg_overlay", 4, overlay<Characters>},
    {"pg_bytea_overlay", 3, overlay<Octets>},
    {"pg_bytea_overlay", 4, overlay<Octets>},
    {"pg_position", 2, position<Characters>},
    {"pg_bytea_position", 2, position<Octets>},
    {"pg_left", 2, left},
    {"pg_right", 2, right},
    {"pg_lpad", 2, [](Arguments const& args) { return pad(args, Side::left); }},
    {"pg_lpad", 3, [](Arguments const& args) { return pad(args, Side::left); }},
    {"pg_rpad", 2, [](Arguments const& args) { return pad(args, Side::right); }},
    {"pg_rpad", 3, [](Arguments const& args) { return pad(args, Side::right); }},
    {"pg_repeat", 2, repeat},
    {"pg_btrim", 1, [](Arguments const& args) { return trim<Characters>(args, {}); }},
    {"pg_btrim", 2, [](Arguments const& args) { return trim<Characters>(args, {}); }},
    {"pg_ltrim", 1, [](Arguments const& args) { return trim<Characters>(args, {.right = false}); }},
    {"pg_ltrim", 2, [](Arguments const& args) { return trim<Characters>(args, {.right = false}); }},
    {"pg_rtrim", 1, [](Arguments const& args) { return trim<Characters>(args, {.left = false}); }},
    {"pg_rtrim", 2, [](Arguments const& args) { return trim<Characters>(args, {.left = false}); }},
    {"pg_bytea_btrim", 2, [](Arguments const& args) { return trim<Octets>(args, {}); }},
    {"pg_bytea_ltrim", 2, [](Arguments const& args) { return trim<Octets>(args, {.right = false}); }},
    {"pg_bytea_rtrim", 2, [](Arguments const& args) { return trim<Octets>(args, {.left = false}); }},
    {"pg_replace", 3, replace},
    {"pg_translate", 3, translate},
    {"pg_citext_translate", 3, citext_translate},
    {"pg_reverse", 1, reverse},
    {"pg_split_part", 3, split_part},
    {"pg_starts_with", 2, starts_with},
});

}  // namespace

Result<void> register_text_parts(Connection const& db, StatementState& state) {
    return register_scalars(db, state, text_part_functions);
}

}  // namespace backstay::engine::sqlite
