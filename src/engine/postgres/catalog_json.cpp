#include "engine/postgres/catalog_json.hpp"

namespace backstay::engine::postgres {

using simdjson::dom::element;

element at(element const& row, std::size_t place) {
    element value;
    [[maybe_unused]] auto const error = row.at(place).get(value);
    return value;
}
std::string text(element const& row, std::size_t place) {
    std::string_view value;
    return at(row, place).get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}
std::int64_t number(element const& row, std::size_t place) {
    auto const value = at(row, place);
    std::int64_t whole = 0;
    double real = 0;
    if (value.get(whole) == simdjson::SUCCESS) return whole;
    return value.get(real) == simdjson::SUCCESS ? static_cast<std::int64_t>(real) : 0;
}
bool truth(element const& row, std::size_t place) {
    bool value = false;
    return at(row, place).get(value) == simdjson::SUCCESS && value;
}
std::vector<std::string> texts(element const& row, std::size_t place) {
    std::vector<std::string> values;
    simdjson::dom::array list;
    if (at(row, place).get(list) != simdjson::SUCCESS) return values;
    for (auto const item : list) {
        std::string_view value;
        values.emplace_back(item.get(value) == simdjson::SUCCESS ? value : std::string_view());
    }
    return values;
}
std::vector<std::int64_t> numbers(element const& row, std::size_t place) {
    std::vector<std::int64_t> values;
    simdjson::dom::array list;
    if (at(row, place).get(list) != simdjson::SUCCESS) return values;
    for (auto const item : list) {
        std::int64_t value = 0;
        values.push_back(item.get(value) == simdjson::SUCCESS ? value : 0);
    }
    return values;
}
bool is_null(element const& row, std::size_t place) { return at(row, place).is_null(); }

}  // namespace backstay::engine::postgres
