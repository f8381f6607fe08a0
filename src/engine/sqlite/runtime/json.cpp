#include "engine/sqlite/runtime/json.hpp"

#include <sqlite3.h>

#include "engine/sqlite/values/json_text.hpp"
#include "engine/sqlite/values/json_view.hpp"

namespace backstay::engine::sqlite {
namespace {

int compare(void*, int a_size, void const* a, int b_size, void const* b) {
    return compare_jsonb({static_cast<char const*>(a), static_cast<std::size_t>(a_size)},
                         {static_cast<char const*>(b), static_cast<std::size_t>(b_size)});
}

void add_texts(std::string_view array, std::vector<std::optional<std::string>>& texts) {
    for (JsonWalk walk(array); walk.next();) {
        auto const value = walk.value();
        if (is_array(value)) {
            add_texts(value, texts);
        } else if (kind_of(value) == JsonKind::null) {
            texts.emplace_back();
        } else {
            texts.emplace_back(kind_of(value) == JsonKind::string ? text_of(value) : std::string(value));
        }
    }
}

}  // namespace

std::string_view json_argument(Arguments const& args, int index) { return trim_json(args.text(index)); }

Result<std::string_view> json_with_strings(Arguments const& args, int index) {
    auto const json = json_argument(args, index);
    if (json.contains("\\u")) TRY_VOID(check_json_strings(json));
    return json;
}

std::vector<std::optional<std::string>> texts_of(Arguments const& args, int index) {
    std::vector<std::optional<std::string>> texts;
    add_texts(args.text(index), texts);
    return texts;
}

Value text_value(std::string_view json) {
    switch (kind_of(json)) {
        case JsonKind::null: return {};
        case JsonKind::string: return text_of(json);
        default: return std::string(json);
    }
}

Result<void> register_json(Connection const& db, StatementState& state) {
    if (sqlite3_create_collation_v2(db.get(), "pg_jsonb", SQLITE_UTF8, nullptr, compare, nullptr) !=
        SQLITE_OK)
        return std::unexpected(db.error());
    for (auto* const part : {register_json_access, register_json_records, register_json_building,
                             register_json_aggregates, register_json_each, register_json_changes,
                             register_json_containment, register_json_shapes, register_jsonpath}) {
        TRY_VOID(part(db, state));
    }
    return {};
}

}  // namespace backstay::engine::sqlite
