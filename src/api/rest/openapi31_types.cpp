// PostgreSQL's types as JSON Schema.

#include <simdjson.h>

#include <algorithm>
#include <array>

#include "api/rest/openapi31.hpp"
#include "base/text.hpp"

namespace backstay::api::rest::openapi31 {
namespace {

using namespace swagger;

struct Known {
    std::string_view name, type, more, example;  // `more`: members of the schema, each with a comma before
};
constexpr std::array known_types = {
    Known{"boolean", "boolean", "", "true"},
    Known{"smallint", "integer", R"(,"minimum":-32768,"maximum":32767)", "1"},
    Known{"integer", "integer", R"(,"format":"int32")", "1"},
    Known{"bigint", "integer", R"(,"format":"int64")", "1"},
    Known{"numeric", "number", "", "1.50"},
    Known{"real", "number", R"(,"format":"float")", "1.5"},
    Known{"double precision", "number", R"(,"format":"double")", "1.5"},
    Known{"uuid", "string", R"(,"format":"uuid")", R"("8e03978e-40d5-43dd-bc93-6894a57f9324")"},
    Known{"date", "string", R"(,"format":"date")", R"("2026-01-31")"},
    Known{"timestamp with time zone", "string", R"(,"format":"date-time")", R"("2026-01-31T12:00:00+00:00")"},
    Known{"timestamp without time zone", "string", "", R"("2026-01-31T12:00:00")"},
    Known{"time without time zone", "string", "", R"("12:00:00")"},
    Known{"interval", "string", "", R"("1 day")"},
    Known{"bytea", "string", R"(,"pattern":"^\\\\x[0-9a-f]*$")", R"("\\x00ff")"},
    Known{"json", "", "", R"({"any":"value"})"},
    Known{"jsonb", "", "", R"({"any":"value"})"},
};

Known const* find(std::string_view name) {
    auto const* const found = std::ranges::find(known_types, name, &Known::name);
    return found == known_types.end() ? nullptr : found;
}

std::string type_member(std::string_view type, bool nullable) {
    if (type.empty()) return {};
    auto const one = text(type);
    return nullable ? "\"type\":[" + one + ",\"null\"]" : "\"type\":" + one;
}

void append(std::string& members, std::string const& more) {
    if (more.empty()) return;
    if (!members.empty() && !more.starts_with(',')) members += ',';
    members += members.empty() && more.starts_with(',') ? more.substr(1) : more;
}

bool is_json(std::string const& value) {
    simdjson::dom::parser parser;
    return parser.parse(simdjson::padded_string(value)).error() == simdjson::SUCCESS;
}

// 'open'::text as "open"; what is computed is not told.
std::string default_of(sql::Column const& column) {
    std::string_view given = column.default_text;
    if (!column.has_default || given.empty()) return {};
    if (given.starts_with('\'')) {
        auto const end = given.find('\'', 1);
        auto const rest = end == std::string_view::npos ? std::string_view() : given.substr(end + 1);
        bool const plain = end != std::string_view::npos && (rest.empty() || rest.starts_with("::"));
        auto const* const known = find(column.data_type);
        bool const string = known == nullptr || known->type == "string";
        return plain && string && !column.data_type.ends_with("[]") ? text(given.substr(1, end - 1)) : "";
    }
    auto value = std::string(given);
    return is_json(value) && !value.starts_with('{') && !value.starts_with('[') ? value : "";
}

}  // namespace

std::string schema_of(TypeText const& type) {
    std::string members;
    if (type.data_type.ends_with("[]")) {
        append(members, type_member("array", type.nullable));
        auto const element = type.data_type.substr(0, type.data_type.size() - 2);
        append(members,
               "\"items\":" +
                   schema_of({.data_type = element, .nullable = true, .enum_labels = type.enum_labels}));
    } else {
        auto const* const known = find(type.data_type);
        append(members, type_member(known == nullptr ? "string" : known->type, type.nullable));
        if (known != nullptr) append(members, std::string(known->more));
        if (type.max_length) append(members, "\"maxLength\":" + std::to_string(*type.max_length));
        if (!type.enum_labels.empty()) {
            std::vector<std::string> labels;
            for (auto const& label : type.enum_labels) labels.push_back(text(label));
            if (type.nullable) labels.emplace_back("null");
            append(members, "\"enum\":" + array(labels));
        }
    }
    if (!type.default_value.empty()) append(members, "\"default\":" + type.default_value);
    if (!type.description.empty()) append(members, "\"description\":" + text(type.description));
    return "{" + members + "}";
}

TypeText type_of_column(sql::Column const& column) {
    auto data_type = column.data_type;
    if (data_type.empty()) {
        data_type = column.type_name.substr(0, column.type_name.find('('));
        if (column.type_name.ends_with("[]") && !data_type.ends_with("[]")) data_type += "[]";
    }
    return {.data_type = std::move(data_type),
            .nullable = column.nullable,
            .enum_labels = column.enum_labels,
            .max_length = column.max_length,
            .description = column.description,
            .default_value = default_of(column)};
}

std::string example_of(sql::Column const& column) {
    auto const type = type_of_column(column);
    if (!type.enum_labels.empty()) return text(type.enum_labels.front());
    if (type.data_type.ends_with("[]")) return "[]";
    auto const* const known = find(type.data_type);
    return known == nullptr ? text(column.max_length && *column.max_length < 4 ? "a" : "text")
                            : std::string(known->example);
}

std::string component(std::string_view name) {
    std::string out;
    for (char const c : name) {
        bool const fits = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          c == '_' || c == '-';
        out += fits ? c : '_';
    }
    return out;
}

}  // namespace backstay::api::rest::openapi31
