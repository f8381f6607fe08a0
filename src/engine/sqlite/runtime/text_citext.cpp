// The collation of citext, and its functions that are no regular expressions:
// https://www.postgresql.org/docs/15/citext.html

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <string>

#include "engine/sqlite/runtime/characters.hpp"
#include "engine/sqlite/runtime/text.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite {
namespace {

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

int compare(void*, int a_size, void const* a, int b_size, void const* b) {
    return compare_citext({static_cast<char const*>(a), static_cast<std::size_t>(a_size)},
                          {static_cast<char const*>(b), static_cast<std::size_t>(b_size)});
}

Result<Value> position(Arguments const& args) {
    auto const text = lower_case(args.text(0));
    auto const at = text.find(lower_case(args.text(1)));
    if (at == std::string::npos) return std::int64_t{0};
    return static_cast<std::int64_t>(length_in_characters(std::string_view(text).substr(0, at))) + 1;
}

constexpr auto text_citext_functions = std::to_array<Scalar>({{"pg_citext_position", 2, position}});

}  // namespace

int compare_citext(std::string_view left, std::string_view right) {
    if (is_ascii(left) && is_ascii(right)) {
        auto const a_size = static_cast<int>(left.size());
        auto const b_size = static_cast<int>(right.size());
        int const order = sqlite3_strnicmp(left.data(), right.data(), std::min(a_size, b_size));
        return order != 0 ? order : a_size - b_size;
    }
    return lower_case(left).compare(lower_case(right));
}

Result<void> register_text_citext(Connection const& db, StatementState& state) {
    if (sqlite3_create_collation_v2(db.get(), "pg_citext", SQLITE_UTF8, nullptr, compare, nullptr) !=
        SQLITE_OK)
        return std::unexpected(db.error());
    return register_scalars(db, state, text_citext_functions);
}

}  // namespace backstay::engine::sqlite
