#include "api/rest/references.hpp"

#include <simdjson.h>

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace backstay::api::rest {
namespace {

struct Reference {
    std::size_t operation = 0;  // from 1
    std::vector<std::string> path;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// $1.id; nothing for any other text.
std::optional<Reference> read_reference(std::string_view text) {
    if (text.size() < 2 || text[0] != '$' || !is_digit(text[1])) return std::nullopt;
    auto const parts = split(text.substr(1), '.');
    Reference reference;
    auto const& number = parts.front();
    auto const [end, error] =
        std::from_chars(number.data(), number.data() + number.size(), reference.operation);
    if (error != std::errc() || end != number.data() + number.size()) return std::nullopt;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        bool const name = !parts[i].empty() && std::ranges::all_of(parts[i], [](char c) {
            return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        });
        if (!name) return std::nullopt;
        reference.path.push_back(parts[i]);
    }
    return reference;
}

// "$$1": what would be a reference but for the second sign.
bool is_escaped(std::string_view text) {
    return text.size() > 2 && text.starts_with("$$") && is_digit(text[2]);
}

Failure nothing_there(std::string_view reference) {
    return failure("BS400", "Nothing is at the reference " + std::string(reference))
        .hint(
            "$1.id is the member id of what the first operation gave; a later operation may name it if the "
            "first has Prefer: return=representation.");
}

// The value's JSON; numbers with all their digits.
Result<std::string> look_up(std::string_view text, Reference const& reference, Results const& results) {
    if (reference.operation == 0 || reference.operation > results.size()) return nothing_there(text);
    auto const& json = results[reference.operation - 1];
    simdjson::ondemand::parser parser;
    simdjson::padded_string const padded(json);
    simdjson::ondemand::document document;
    if (json.empty() || parser.iterate(padded).get(document) != simdjson::SUCCESS) return nothing_there(text);
    if (reference.path.empty()) return json;
    std::string pointer;
    bool const in_list =
        json.find_first_not_of(" \n") != std::string::npos && json[json.find_first_not_of(" \n")] == '[';
    if (in_list && !is_digit(reference.path.front()[0])) pointer = "/0";
    for (auto const& part : reference.path) pointer += "/" + part;
    simdjson::ondemand::value value;
    if (document.at_pointer(pointer).get(value) != simdjson::SUCCESS) return nothing_there(text);
    simdjson::ondemand::object object;
    simdjson::ondemand::array array;
    std::string_view raw;
    auto const type = value.type();
    if (type.error() != simdjson::SUCCESS) return nothing_there(text);
    bool read = false;
    if (type.value_unsafe() == simdjson::ondemand::json_type::object) {
        read = value.get_object().get(object) == simdjson::SUCCESS &&
               object.raw_json().get(raw) == simdjson::SUCCESS;
    } else if (type.value_unsafe() == simdjson::ondemand::json_type::array) {
        read = value.get_array().get(array) == simdjson::SUCCESS &&
               array.raw_json().get(raw) == simdjson::SUCCESS;
    } else {
        raw = value.raw_json_token();
        read = true;
    }
    if (!read) return nothing_there(text);
    return std::string(trim(raw));
}

// The text of a string, a number or a boolean; nothing for null.
engine::Parameter as_text(std::string const& json) {
    if (json == "null") return std::nullopt;
    simdjson::dom::parser parser;
    std::string_view text;
    simdjson::padded_string const padded(json);
    if (json.starts_with('"') && parser.parse(padded).get(text) == simdjson::SUCCESS)
        return std::string(text);
    return json;
}

// As an element of a PostgreSQL array's literal.
std::string as_element(engine::Parameter const& value) {
    if (!value) return "NULL";
    std::string out = "\"";
    for (char const c : *value) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

// Where the string that opens at `from` ends: the place behind its quote.
std::size_t end_of_string(std::string_view text, std::size_t from) {
    for (auto i = from + 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            return i + 1;
    }
    return text.size();
}

// Calls string(its text between the quotes, whether it is a member's name) for each string of the JSON; what
// it gives takes the string's place with its quotes, and everything else stays as it is.
template <class String>
Result<std::string> replace_strings(std::string_view json, String const& string) {
    std::string out;
    std::size_t at = 0;
    while (at < json.size()) {
        auto const open = json.find('"', at);
        out += json.substr(at, open == std::string_view::npos ? open : open - at);
        if (open == std::string_view::npos) break;
        at = end_of_string(json, open);
        auto const next = json.find_first_not_of(" \t\r\n", at);
        bool const name = next != std::string_view::npos && json[next] == ':';
        auto const text = json.substr(open + 1, at - open - 2);
        TRY(auto const replaced, string(text, name));
        out += replaced;
    }
    return out;
}

}  // namespace

Result<std::string> fill_body(std::string_view json, Results const& results) {
    return replace_strings(json, [&](std::string_view text, bool name) -> Result<std::string> {
        if (!name)
            if (auto const reference = read_reference(text)) return look_up(text, *reference, results);
        if (!name && is_escaped(text)) text.remove_prefix(1);
        return "\"" + std::string(text) + "\"";
    });
}

Result<engine::Parameter> fill_value(engine::Parameter const& value, Results const& results) {
    if (!value || !value->contains('$')) return value;
    if (auto const reference = read_reference(*value)) {
        TRY(auto const found, look_up(*value, *reference, results));
        return as_text(found);
    }
    if (is_escaped(*value)) return value->substr(1);
    if (!value->starts_with('{')) return value;
    TRY(auto filled, replace_strings(*value, [&](std::string_view text, bool) -> Result<std::string> {
            auto const reference = read_reference(text);
            if (!reference) return "\"" + std::string(is_escaped(text) ? text.substr(1) : text) + "\"";
            TRY(auto const found, look_up(text, *reference, results));
            return as_element(as_text(found));
        }));
    return filled;
}

}  // namespace backstay::api::rest
