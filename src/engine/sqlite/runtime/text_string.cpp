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

constexpr auto functions = std::to_array<Scalar>({
    {"pg_lower", 1, lower},
    {"pg_upper", 1, upper},
    {"pg_length", 1, length},
    {"pg_bpchar_length", 1, padded_length},
    {"pg_any_text", 3, any_text},
    {"pg_text_any", 3, text_any},
    {"pg_textcat", 2, both},
});

}  // namespace

Result<void> register_text_strings(Connection const& db, StatementState& state) {
    return register_scalars(db, state, functions);
}

}  // namespace backstay::engine::sqlite
