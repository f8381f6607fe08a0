#pragma once

// The body of a write or a call: JSON, CSV or a form, as JSON text with the keys its objects have.
//
//     [{"a":1},{"a":2}]                     {.json = as sent, .many = true, .keys = {"a"}, .count = 2}
//     a,b\n1,NULL                           {.json = [{"a":"1","b":null}], ...}

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace backstay::api::rest {

enum class BodyType : std::uint8_t { json, csv, lines, form, text, xml, bytes, other };

BodyType body_type(std::string_view content_type);

struct Body {
    std::string json;
    bool many = false;  // an array of objects
    std::vector<std::string> keys = {};
    std::size_t count = 0;
};

// `columns`: ?columns=, which are taken as the keys without looking into the body.
// PGRST102: Empty or invalid json; All object keys must match; ...
Result<Body> read_body(std::string_view body, BodyType type, std::optional<std::vector<std::string>> columns);

// Of one object: a function's arguments, the keys of PUT. The raw JSON of each value.
Result<std::vector<std::pair<std::string, std::string>>> members_of(std::string_view json);

// The first element of an array, as it is written; "{}" of an empty one.
std::string first_element(std::string_view json);

// "a=1&b=2", decoded.
std::vector<std::pair<std::string, std::string>> form_fields(std::string_view body);

}  // namespace backstay::api::rest
