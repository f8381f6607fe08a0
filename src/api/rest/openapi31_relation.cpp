// Tables and views of the description.

#include <algorithm>

#include "api/rest/openapi31.hpp"
#include "base/text.hpp"

namespace backstay::api::rest::openapi31 {
namespace {

using namespace swagger;

std::string schema_reference(std::string const& name) { return reference("components/schemas/" + name); }

bool is_written(sql::Column const& column) {
    return !column.generated && column.identity != sql::IdentityKind::always;
}

// By name: what a GET may embed, and whether as one row or many.
std::vector<std::pair<std::string, bool>> embeds(sql::Schema const& catalog, sql::Relation const& relation,
                                                 engine::Visible const& visible) {
    std::vector<std::pair<std::string, bool>> found;
    auto const add = [&](sql::QualifiedName const& other, bool many) {
        bool const shown = other.schema == relation.name.schema && visible.relations.contains(other) &&
                           catalog.find_relation(other) != nullptr;
        if (shown &&
            std::ranges::find(found, other.name, &std::pair<std::string, bool>::first) == found.end())
            found.emplace_back(other.name, many);
    };
    for (auto const& key : catalog.foreign_keys) {
        if (key.table == relation.name) add(key.referenced, false);
        if (key.referenced == relation.name) add(key.table, !key.unique);
    }
    return found;
}

std::string row_schema(sql::Relation const& relation) {
    Members properties, example;
    std::vector<std::string> required;
    for (auto const& column : relation.columns) {
        properties.emplace_back(column.name, schema_of(type_of_column(column)));
        example.emplace_back(column.name, example_of(column));
        required.push_back(column.name);
    }
    return object({{"type", text("object")},
                   {"description", if_any(relation.description)},
                   {"properties", object(properties)},
                   {"examples", array({object(example)})}});
}

std::string written_schema(sql::Relation const& relation, bool inserted) {
    Members properties, example;
    std::vector<std::string> required;
    for (auto const& column : relation.columns) {
        if (!is_written(column)) continue;
        properties.emplace_back(column.name, schema_of(type_of_column(column)));
        bool const needed =
            !column.nullable && !column.has_default && column.identity == sql::IdentityKind::none;
        if (needed) required.push_back(column.name);
        if (needed) example.emplace_back(column.name, example_of(column));
    }
    return object({{"type", text("object")},
                   {"properties", object(properties)},
                   {"required", inserted && !required.empty() ? texts(required) : ""},
                   {"additionalProperties", "false"},
                   {"examples", inserted ? array({object(example)}) : ""}});
}

std::vector<std::string> filters(sql::Relation const& relation) {
    std::vector<std::string> out;
    for (auto const& column : relation.columns)
        out.push_back(object({{"name", text(column.name)},
                              {"in", text("query")},
                              {"description", text("A filter on " + column.name + ": operator and value.")},
                              {"schema", R"({"type":"string"})"},
                              {"examples", R"({"equal":{"value":)" +
                                               text("eq." +
                                                    [&] {
                                                        auto value = example_of(column);
                                                        if (value.starts_with('"'))
                                                            value = value.substr(1, value.size() - 2);
                                                        return value.find_first_of("{[\\") ==
                                                                       std::string::npos
                                                                   ? value
                                                                   : std::string("null");
                                                    }()) +
                                               "}}"}}));
    return out;
}

std::vector<std::string> with(std::vector<std::string> list, std::initializer_list<std::string_view> shared) {
    for (auto const name : shared) list.push_back(parameter_reference(name));
    return list;
}

struct Method {
    std::string_view verb, words;
    std::vector<std::string> parameters;
    std::string body;
    Members responses;
};

std::string operation(sql::Relation const& relation, Method method) {
    auto const [summary, description] = summary_and_description(relation.description);
    add_errors(method.responses);
    return object({{"operationId", text(std::string(method.verb) + "_" + component(relation.name.name))},
                   {"summary", text(std::string(method.words) + " " + relation.name.name)},
                   {"description", if_any(summary + (description.empty() ? "" : "\n\n" + description))},
                   {"tags", texts({relation.name.name})},
                   {"parameters", array(method.parameters)},
                   {"requestBody", method.body},
                   {"responses", object(method.responses)}});
}

std::string rows_content(std::string const& name) {
    auto const row =
        R"({"allOf":[)" + schema_reference(name) + "," + schema_reference(name + ".embeds") + "]}";
    auto const rows = R"({"type":"array","items":)" + row + "}";
    return object({{"application/json", object({{"schema", rows}})},
                   {"application/vnd.pgrst.object+json", object({{"schema", row}})},
                   {"application/x-ndjson", R"({"schema":{"type":"string"}})"},
                   {"text/csv", R"({"schema":{"type":"string"}})"}});
}

std::string answered(std::string_view words, std::string const& content) {
    return object({{"description", text(words)}, {"content", content}});
}

std::string body_of(std::string const& schema, bool rows) {
    auto const one = schema_reference(schema);
    auto const any = R"({"oneOf":[)" + one + R"(,{"type":"array","items":)" + one + "}]}";
    Members content{{"application/json", object({{"schema", rows ? any : one}})}};
    if (rows) {
        content.emplace_back("application/x-ndjson", R"({"schema":{"type":"string"}})");
        content.emplace_back("text/csv", R"({"schema":{"type":"string"}})");
    }
    return object({{"required", "true"}, {"content", object(content)}});
}

}  // namespace

void add_schemas(sql::Schema const& catalog, sql::Relation const& relation, engine::Visible const& visible,
                 Members& schemas) {
    auto const name = component(relation.name.name);
    schemas.emplace_back(name, row_schema(relation));
    Members properties;
    for (auto const& [other, many] : embeds(catalog, relation, visible)) {
        auto const row = schema_reference(component(other));
        properties.emplace_back(other, many ? R"({"type":"array","items":)" + row + "}"
                                            : R"({"oneOf":[)" + row + R"(,{"type":"null"}]})");
    }
    schemas.emplace_back(name + ".embeds",
                         object({{"type", text("object")},
                                 {"description", text("What select may embed, as in select=*,other(*).")},
                                 {"properties", if_any(properties)}}));
    if (relation.insertable) schemas.emplace_back(name + ".insert", written_schema(relation, true));
    if (relation.updatable) schemas.emplace_back(name + ".update", written_schema(relation, false));
}

std::string path_item(sql::Schema const& /*catalog*/, sql::Relation const& relation) {
    auto const name = component(relation.name.name);
    auto const ok = answered("The rows.", rows_content(name));
    auto const nothing = R"({"description":"Done."})";
    Members methods;
    methods.emplace_back(
        "get", operation(relation,
                         {.verb = "read",
                          .words = "Read rows of",
                          .parameters = with(filters(relation), {"select", "order", "limit", "offset",
                                                                 "after", "range", "count", "ifNoneMatch"}),
                          .body = {},
                          .responses = {{"200", ok},
                                        {"206", answered("Some of the rows counted.", rows_content(name))},
                                        {"304", R"({"description":"Not modified since."})"}}}));
    if (relation.insertable)
        methods.emplace_back(
            "post", operation(relation, {.verb = "insert",
                                         .words = "Insert rows into",
                                         .parameters = with({}, {"select", "columns", "onConflict",
                                                                 "preferPost", "idempotencyKey"}),
                                         .body = body_of(name + ".insert", true),
                                         .responses = {{"201", answered("Inserted.", rows_content(name))}}}));
    if (relation.updatable)
        methods.emplace_back(
            "patch",
            operation(relation, {.verb = "update",
                                 .words = "Update rows of",
                                 .parameters = with(filters(relation), {"select", "columns", "return",
                                                                        "ifMatch", "idempotencyKey"}),
                                 .body = body_of(name + ".update", true),
                                 .responses = {{"200", ok}, {"204", nothing}}}));
    if (relation.deletable)
        methods.emplace_back(
            "delete",
            operation(relation, {.verb = "delete",
                                 .words = "Delete rows of",
                                 .parameters = with(filters(relation), {"select", "return", "ifMatch"}),
                                 .body = {},
                                 .responses = {{"200", ok}, {"204", nothing}}}));
    return object(methods);
}

}  // namespace backstay::api::rest::openapi31
