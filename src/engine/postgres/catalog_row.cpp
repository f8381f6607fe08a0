#include "engine/postgres/catalog_row.hpp"

#include <simdjson.h>

#include <charconv>

namespace backstay::engine::postgres {

std::int64_t CatalogRow::integer(int place) const {
    auto const digits = view(place);
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

std::vector<std::int64_t> CatalogRow::integers(int place) const {
    std::vector<std::int64_t> values;
    auto text = view(place);
    text.remove_prefix(text.find('{') + 1);  // bounds too; nothing where there is no brace
    auto const* const end = text.data() + text.size();
    for (auto const* at = text.data(); at < end; ++at) {
        std::int64_t value = 0;
        auto const read = std::from_chars(at, end, value);
        if (read.ec != std::errc()) continue;
        values.push_back(value);
        at = read.ptr;  // a comma, a blank or the last brace
    }
    return values;
}

std::vector<std::string> CatalogRow::texts(int place) const {
    std::vector<std::string> values;
    if (is_null(place)) return values;
    simdjson::dom::parser parser;
    simdjson::dom::array list;
    if (parser.parse(simdjson::padded_string(view(place))).get(list) != simdjson::SUCCESS) return values;
    for (auto const item : list) {
        std::string_view value;
        values.emplace_back(item.get(value) == simdjson::SUCCESS ? value : std::string_view());
    }
    return values;
}

}  // namespace backstay::engine::postgres
