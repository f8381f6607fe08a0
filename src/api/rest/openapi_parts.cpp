#include "api/rest/openapi_parts.hpp"

#include <array>

#include "base/json.hpp"

namespace backstay::api::rest::swagger {

std::string text(std::string_view value) {
    std::string out;
    append_json_string(out, value);
    return out;
}

std::string if_any(std::string_view value) { return value.empty() ? std::string() : text(value); }

std::string object(Members const& members) {
    std::string out = "{";
    for (auto const& [key, value] : members) {
        if (value.empty()) continue;
        if (out.size() > 1) out += ',';
        append_json_string(out, key);
        out += ':';
        out += value;
    }
    return out + "}";
}

std::string if_any(Members const& members) { return members.empty() ? std::string() : object(members); }

std::string array(std::vector<std::string> const& items) {
    std::string out = "[";
    for (auto const& item : items) {
        if (out.size() > 1) out += ',';
        out += item;
    }
    return out + "]";
}

std::string texts(std::vector<std::string> const& values) {
    std::vector<std::string> items;
    for (auto const& value : values) items.push_back(text(value));
    return array(items);
}

std::string reference(std::string_view to) { return object({{"$ref", text("#/" + std::string(to))}}); }

namespace {

struct TypeWord {
    std::string_view name, type, format;
};
constexpr std::array type_words = {
    TypeWord{"boolean", "boolean", ""},
    TypeWord{"smallint", "integer", "int32"},
    TypeWord{"integer", "integer", "int32"},
    TypeWord{"bigint", "integer", "int64"},
    TypeWord{"numeric", "number", ""},
    TypeWord{"real", "number", ""},
    TypeWord{"double precision", "number", ""},
    TypeWord{"json", "", ""},
    TypeWord{"jsonb", "", ""},
};

TypeWord const* find_word(std::string_view data_type) {
    for (auto const& word : type_words)
        if (word.name == data_type) return &word;
    return nullptr;
}

}  // namespace

std::string type_of(std::string_view data_type) {
    if (auto const* const word = find_word(data_type)) return std::string(word->type);
    return data_type.ends_with("[]") ? "array" : "string";
}

std::string format_of(std::string_view data_type) {
    auto const* const word = find_word(data_type);
    return std::string(word == nullptr || word->format.empty() ? data_type : word->format);
}

std::string items_of(std::string_view data_type) {
    if (!data_type.ends_with("[]")) return {};
    return object({{"type", if_any(type_of(data_type.substr(0, data_type.size() - 2)))}});
}

std::pair<std::string, std::string> summary_and_description(std::string_view comment) {
    auto const end = comment.find('\n');
    if (end == std::string_view::npos) return {std::string(comment), {}};
    auto rest = comment.substr(end);
    while (rest.starts_with('\n')) rest.remove_prefix(1);
    return {std::string(comment.substr(0, end)), std::string(rest)};
}

}  // namespace backstay::api::rest::swagger
