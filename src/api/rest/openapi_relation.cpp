#include <simdjson.h>

#include <algorithm>

#include "api/rest/openapi_parts.hpp"

namespace backstay::api::rest::swagger {
namespace {

// What a column of one key points to: a table, where a view shows the same.
std::string foreign_key_note(sql::Schema const& catalog, sql::Relation const& relation,
                             std::string const& column) {
    sql::ForeignKey const* best = nullptr;
    bool best_is_view = false;
    for (auto const& key : catalog.foreign_keys) {
        if (key.table != relation.name || key.columns != std::vector{column}) continue;
        if (key.referenced.schema != relation.name.schema) continue;
        auto const* const target = catalog.find_relation(key.referenced);
        bool const is_view = target != nullptr && (target->kind == sql::RelationKind::view ||
                                                   target->kind == sql::RelationKind::materialized_view);
        if (best != nullptr && (is_view || !best_is_view)) continue;
        best = &key;
        best_is_view = is_view;
    }
    if (best == nullptr) return {};
    auto const& table = best->referenced.name;
    auto const& target = best->referenced_columns.front();
    return "This is a Foreign Key to `" + table + "." + target + "`.<fk table='" + table + "' column='" +
           target + "'/>";
}

std::string column_description(sql::Schema const& catalog, sql::Relation const& relation,
                               sql::Column const& column) {
    std::string notes;
    if (std::ranges::find(relation.primary_key, column.name) != relation.primary_key.end())
        notes += "\nThis is a Primary Key.<pk/>";
    if (auto const note = foreign_key_note(catalog, relation, column.name); !note.empty())
        notes += "\n" + note;
    if (notes.empty()) return column.description;
    return (column.description.empty() ? "" : column.description + "\n\n") + "Note:" + notes;
}

// 'text'::text as "text", 42 and false as they are; what is no JSON, such as a call, is not given.
std::string default_of(sql::Column const& column, std::string const& data_type) {
    if (!column.has_default) return {};
    std::string_view given = column.default_text;
    if (type_of(data_type) == "string") {
        auto const cast = "::" + data_type;
        if (given.ends_with(cast)) {
            given.remove_suffix(cast.size());
            while (given.starts_with('\'')) given.remove_prefix(1);
            while (given.ends_with('\'')) given.remove_suffix(1);
        }
        // Taken as it stands between quotes: an escape of its own may make it no text.
        auto const quoted = "\"" + std::string(given) + "\"";
        simdjson::dom::parser parser;
        return parser.parse(quoted).error() == simdjson::SUCCESS ? quoted : std::string();
    }
    simdjson::dom::parser parser;
    return parser.parse(simdjson::padded_string(given)).error() == simdjson::SUCCESS ? std::string(given)
                                                                                     : std::string();
}

std::string data_type_of(sql::Column const& column) {
    if (!column.data_type.empty()) return column.data_type;
    auto name = column.type_name;
    if (auto const open = name.find('('); open != std::string::npos)
        if (auto const close = name.find(')', open); close != std::string::npos)
            name.erase(open, close - open + 1);
    return name;
}

std::string property(sql::Schema const& catalog, sql::Relation const& relation, sql::Column const& column) {
    auto const type = data_type_of(column);
    return object({{"default", default_of(column, type)},
                   {"description", if_any(column_description(catalog, relation, column))},
                   {"enum", column.enum_labels.empty() ? "" : texts(column.enum_labels)},
                   {"format", text(format_of(type))},
                   {"items", items_of(type)},
                   {"maxLength", column.max_length ? std::to_string(*column.max_length) : ""},
                   {"type", if_any(type_of(type))}});
}

std::vector<std::string> references(std::vector<std::string> const& names) {
    std::vector<std::string> out;
    for (auto const& name : names) out.push_back(reference("parameters/" + name));
    return out;
}

std::string operation(sql::Relation const& relation, std::vector<std::string> const& parameters,
                      Members const& responses) {
    auto const [summary, description] = summary_and_description(relation.description);
    return object({{"description", if_any(description)},
                   {"parameters", array(references(parameters))},
                   {"responses", object(responses)},
                   {"summary", if_any(summary)},
                   {"tags", texts({relation.name.name})}});
}

std::string described(std::string_view words) { return object({{"description", text(words)}}); }

}  // namespace

std::string definition(sql::Schema const& catalog, sql::Relation const& relation) {
    Members properties;
    std::vector<std::string> required;
    for (auto const& column : relation.columns) {
        properties.emplace_back(column.name, property(catalog, relation, column));
        if (!column.nullable) required.push_back(column.name);
    }
    return object({{"description", if_any(relation.description)},
                   {"properties", if_any(properties)},
                   {"required", required.empty() ? "" : texts(required)},
                   {"type", text("object")}});
}

std::string path_item(sql::Relation const& relation) {
    auto const& name = relation.name.name;
    std::vector<std::string> filters;
    for (auto const& column : relation.columns) filters.push_back("rowFilter." + name + "." + column.name);
    auto with = [&](std::vector<std::string> const& more) {
        auto all = filters;
        all.insert(all.end(), more.begin(), more.end());
        return all;
    };
    auto const rows = object({{"items", reference("definitions/" + name)}, {"type", text("array")}});
    auto const got = object({{"description", text("OK")}, {"schema", rows}});
    Members methods;
    methods.emplace_back(
        "get",
        operation(relation, with({"select", "order", "range", "rangeUnit", "offset", "limit", "preferCount"}),
                  {{"200", got}, {"206", described("Partial Content")}}));
    if (relation.insertable || relation.updatable || relation.deletable) {
        methods.emplace_back("post", operation(relation, {"body." + name, "select", "preferPost"},
                                               {{"201", described("Created")}}));
        methods.emplace_back("delete",
                             operation(relation, with({"preferReturn"}), {{"204", described("No Content")}}));
        methods.emplace_back("patch", operation(relation, with({"body." + name, "preferReturn"}),
                                                {{"204", described("No Content")}}));
    }
    return object(methods);
}

void add_parameters(sql::Relation const& relation, Members& parameters) {
    auto const& name = relation.name.name;
    parameters.emplace_back("body." + name, object({{"description", text(name)},
                                                    {"in", text("body")},
                                                    {"name", text(name)},
                                                    {"required", "false"},
                                                    {"schema", reference("definitions/" + name)}}));
    for (auto const& column : relation.columns)
        parameters.emplace_back("rowFilter." + name + "." + column.name,
                                object({{"description", if_any(column.description)},
                                        {"in", text("query")},
                                        {"name", text(column.name)},
                                        {"required", "false"},
                                        {"type", text("string")}}));
}

}  // namespace backstay::api::rest::swagger
