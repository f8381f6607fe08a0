// The body of a write, as JSON, CSV or a form: what is taken is JSON, of as many objects and with such keys
// as it says.

#include <simdjson.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "api/rest/body.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace backstay::api::rest;
    if (size == 0) return 0;
    constexpr BodyType types[] = {BodyType::json, BodyType::csv, BodyType::form, BodyType::text};
    std::string_view const body{reinterpret_cast<char const*>(data) + 1, size - 1};
    auto const read = read_body(body, types[data[0] % 4], {});
    static_cast<void>(members_of(body));
    if (!read) return 0;
    simdjson::dom::parser parser;
    auto const json = parser.parse(read->json);
    if (json.error() != simdjson::SUCCESS) std::abort();
    if (!read->many) return 0;
    if (!json.is_array() || simdjson::dom::array(json).size() != read->count) std::abort();
    auto const first = first_element(read->json);
    if (parser.parse(first).error() != simdjson::SUCCESS) std::abort();
    return 0;
}
