#include "base/json_object.hpp"

#include <simdjson.h>

#include <algorithm>

#include "base/json.hpp"

namespace backstay {
namespace {

void skip_space(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

std::size_t end_of_string(std::string_view text) {
    std::size_t at = 1;
    while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
    return at + 1;
}

// Takes one value off the front. REQUIRES: the text is JSON.
std::string_view take_value(std::string_view& text) {
    std::size_t at = 0;
    int depth = 0;
    while (at < text.size()) {
        auto const c = text[at];
        if (depth == 0 && std::string_view(",:} \t\r\n]").contains(c)) break;
        if (c == '{' || c == '[') ++depth;
        if (c == '}' || c == ']') --depth;
        at += c == '"' ? end_of_string(text.substr(at)) : 1;
    }
    auto const value = text.substr(0, at);
    text.remove_prefix(std::min(at, text.size()));
    return value;
}

std::string unquoted(std::string_view json) {
    simdjson::dom::parser parser;
    std::string_view text;
    if (parser.parse(simdjson::padded_string(json)).get(text) != simdjson::SUCCESS) return std::string(json);
    return std::string(text);
}

std::string json_quoted(std::string_view text) {
    std::string json;
    append_json_string(json, text);
    return json;
}

// Reads one value as the parser sees it.
template <class T>
std::optional<T> read(std::optional<std::string> const& json) {
    if (!json) return std::nullopt;
    simdjson::dom::parser parser;
    simdjson::dom::element element;
    T value{};
    if (parser.parse(*json).get(element) != simdjson::SUCCESS) return std::nullopt;
    if (element.get(value) != simdjson::SUCCESS) return std::nullopt;
    return value;
}

}  // namespace

Result<JsonObject> JsonObject::parse(std::string_view text) {
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    if (auto const error = parser.parse(simdjson::padded_string(text)).get(root); error != simdjson::SUCCESS)
        return failure("22P02",
                       text.empty() ? "unexpected end of JSON input" : simdjson::error_message(error));
    if (!root.is_object()) return failure("22P02", "the value is not an object");
    // The text is known to be right: where members begin and end is found without looking at what they are.
    JsonObject result;
    auto rest = text.substr(text.find('{') + 1);
    for (skip_space(rest); !rest.starts_with('}'); skip_space(rest)) {
        auto const name = take_value(rest);
        skip_space(rest);
        rest.remove_prefix(1);  // the colon
        skip_space(rest);
        auto const value = take_value(rest);
        result.set_json(unquoted(name), std::string(value));
        skip_space(rest);
        if (rest.starts_with(',')) rest.remove_prefix(1);
    }
    return result;
}

std::string const* JsonObject::find(std::string_view name) const {
    auto const found = std::ranges::find(members_, name, &std::pair<std::string, std::string>::first);
    return found == members_.end() ? nullptr : &found->second;
}

std::optional<std::string> JsonObject::json(std::string_view name) const {
    auto const* const found = find(name);
    return found == nullptr ? std::nullopt : std::optional(*found);
}

std::optional<std::string> JsonObject::text(std::string_view name) const {
    auto const json = this->json(name);
    simdjson::dom::parser parser;
    std::string_view value;
    if (!json || parser.parse(*json).get(value) != simdjson::SUCCESS) return std::nullopt;
    return std::string(value);
}

std::optional<bool> JsonObject::boolean(std::string_view name) const { return read<bool>(json(name)); }

std::optional<std::int64_t> JsonObject::integer(std::string_view name) const {
    return read<std::int64_t>(json(name));
}

std::optional<JsonObject> JsonObject::object(std::string_view name) const {
    auto const* const found = find(name);
    if (found == nullptr) return std::nullopt;
    auto parsed = parse(*found);
    return parsed ? std::optional(*std::move(parsed)) : std::nullopt;
}

std::optional<std::vector<std::string>> JsonObject::texts(std::string_view name) const {
    auto const json = this->json(name);
    simdjson::dom::parser parser;
    simdjson::dom::array list;
    if (!json || parser.parse(*json).get(list) != simdjson::SUCCESS) return std::nullopt;
    std::vector<std::string> texts;
    for (auto const item : list) {
        std::string_view text;
        if (item.get(text) != simdjson::SUCCESS) return std::nullopt;
        texts.emplace_back(text);
    }
    return texts;
}

bool JsonObject::is_null(std::string_view name) const {
    auto const* const found = find(name);
    return found != nullptr && *found == "null";
}

JsonObject& JsonObject::set_json(std::string_view name, std::string json) {
    auto const found = std::ranges::find(members_, name, &std::pair<std::string, std::string>::first);
    if (found == members_.end())
        members_.emplace_back(name, std::move(json));
    else
        found->second = std::move(json);
    return *this;
}

JsonObject& JsonObject::set_text(std::string_view name, std::string_view text) {
    return set_json(name, json_quoted(text));
}
JsonObject& JsonObject::set_boolean(std::string_view name, bool value) {
    return set_json(name, value ? "true" : "false");
}
JsonObject& JsonObject::set_integer(std::string_view name, std::int64_t value) {
    return set_json(name, std::to_string(value));
}
JsonObject& JsonObject::set_object(std::string_view name, JsonObject const& object) {
    return set_json(name, object.to_string());
}
JsonObject& JsonObject::set_texts(std::string_view name, std::vector<std::string> const& texts) {
    std::string json = "[";
    for (auto const& text : texts) json += (json.size() > 1 ? "," : "") + json_quoted(text);
    return set_json(name, json + "]");
}

void JsonObject::erase(std::string_view name) {
    std::erase_if(members_, [&](auto const& member) { return member.first == name; });
}

void JsonObject::merge(JsonObject const& changes) {
    for (auto const& [name, json] : changes.members_) {
        if (json == "null")
            erase(name);
        else
            set_json(name, json);
    }
}

std::string JsonObject::to_string() const {
    std::string out = "{";
    for (auto const& [name, json] : members_) {
        if (out.size() > 1) out += ',';
        append_json_string(out, name);
        out += ':';
        out += json;
    }
    return out + "}";
}

}  // namespace backstay
