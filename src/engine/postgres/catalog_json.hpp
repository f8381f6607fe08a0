#pragma once

// Readers of the introspection's values, whose forms the query fixes: NULL reads as nothing of its kind.

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <vector>

namespace backstay::engine::postgres {

simdjson::dom::element at(simdjson::dom::element const& row, std::size_t place);
std::string text(simdjson::dom::element const& row, std::size_t place);
std::int64_t number(simdjson::dom::element const& row, std::size_t place);
bool is_null(simdjson::dom::element const& row, std::size_t place);
bool truth(simdjson::dom::element const& row, std::size_t place);
std::vector<std::string> texts(simdjson::dom::element const& row, std::size_t place);
std::vector<std::int64_t> numbers(simdjson::dom::element const& row, std::size_t place);

}  // namespace backstay::engine::postgres
