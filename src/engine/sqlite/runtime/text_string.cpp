// https://www.postgresql.org/docs/15/functions-string.html

#include <array>
#include <string>

#include "engine/sqlite/runtime/characters.hpp"
#include "engine/sqlite/runtime/text.hpp"
#include "engine/sqlite/runtime/time_zone.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite {
namespace {

std::string_view without_padding(std::string_view text) {
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

Value count_of(std::size_t count) { return static_cast<std::int64_t>(count); }

Result<Value> lower(Arguments const& args) { return lower_case(args.text(0)); }
Result<Value> upper(Arguments const& args) { return upper_case(args.text(0)); }
Result<Value> length(Arguments const& args) { return count_of(length_in_characters(args.text(0))); }
Result<Value> padded_length(Arguments const& args) {
    return count_of(length_in_characters(without_padding(args.text(0))));
}

// true || 'x' is 'truex': the cast to text, which bpchar loses its blanks by.
std::string as_text(Arguments const& args, int index) {
    auto const type = args.type(index);
    auto session = time_session(args.state());
    auto text = output(args.value(index), type, session);
    if (type.base == sql::BaseType::bpchar && !type.array) return std::string(without_padding(text));
    return text;
}
Result<Value> any_text(Arguments const& args) { return as_text(args, 0).append(args.text(1)); }
Result<Value> text_any(Arguments const& args) { return std::string(args.text(0)) + as_text(args, 1); }
Result<Value> both(Arguments const& args) { return std::string(args.text(0)).append(args.text(1)); }

// varchar(n), char(n): pg_varchar(value, n, explicit). A cast that is asked for cuts; an assignment cuts
// blanks only.
Result<Value> fitted(Arguments const& args, sql::BaseType base) {
    auto const text = args.text(0);
    auto const length = static_cast<std::size_t>(args.integer(1));
    auto const kept = args.boolean(2) ? first_characters(text, length) : text;
    return apply_modifier(std::string(kept), {.base = base, .modifier = static_cast<std::int32_t>(length)});
}
Result<Value> varchar(Arguments const& args) { return fitted(args, sql::BaseType::varchar); }
Result<Value> bpchar(Arguments const& args) { return fitted(args, sql::BaseType::bpchar); }

// A name has at most 63 bytes, of whole characters.
Value name_of(std::string_view text) {
    constexpr std::size_t most = 63;
    auto end = std::min(text.size(), most);
    while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return std::string(text.substr(0, end));
}

constexpr auto text_string_functions = std::to_array<Scalar>({
    {"pg_lower", 1, lower},
    {"pg_upper", 1, upper},
    {"pg_length", 1, length},
    {"pg_bpchar_length", 1, padded_length},
    {"pg_any_text", 3, any_text},
    {"pg_text_any", 3, text_any},
    {"pg_textcat", 2, both},
    {"pg_varchar", 3, varchar},
    {"pg_bpchar", 3, bpchar},
    {"pg_name", 1, [](Arguments const& args) -> Result<Value> { return name_of(args.text(0)); }},
    {"pg_padded_name", 1,
     [](Arguments const& args) -> Result<Value> { return name_of(without_padding(args.text(0))); }},
});

}  // namespace

Result<void> register_text_strings(Connection const& db, StatementState& state) {
    return register_scalars(db, state, text_string_functions);
}

}  // namespace backstay::engine::sqlite
