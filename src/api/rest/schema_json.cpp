#include "api/rest/schema_json.hpp"

#include "api/rest/openapi_parts.hpp"

namespace backstay::api::rest {
namespace {

using namespace swagger;

std::string truth(bool value) { return value ? "true" : "false"; }

std::string name_of(sql::QualifiedName const& name) {
    return object({{"qiName", text(name.name)}, {"qiSchema", text(name.schema)}});
}

std::string relation_json(sql::Relation const& relation) {
    std::vector<std::string> columns;
    for (auto const& column : relation.columns)
        columns.push_back(object({{"colName", text(column.name)},
                                  {"colType", text(column.data_type)},
                                  {"colNominalType", text(column.type_name)},
                                  {"colNullable", truth(column.nullable)},
                                  {"colDefault", column.has_default ? text(column.default_text) : "null"},
                                  {"colEnum", texts(column.enum_labels)}}));
    bool const is_view =
        relation.kind == sql::RelationKind::view || relation.kind == sql::RelationKind::materialized_view;
    return object({{"tableSchema", text(relation.name.schema)},
                   {"tableName", text(relation.name.name)},
                   {"tableDescription", relation.description.empty() ? "null" : text(relation.description)},
                   {"tableIsView", truth(is_view)},
                   {"tableInsertable", truth(relation.insertable)},
                   {"tableUpdatable", truth(relation.updatable)},
                   {"tableDeletable", truth(relation.deletable)},
                   {"tablePKCols", texts(relation.primary_key)},
                   {"tableColumns", array(columns)}});
}

std::string relationship_json(sql::ForeignKey const& key) {
    return object({{"relTable", name_of(key.table)},
                   {"relForeignTable", name_of(key.referenced)},
                   {"relCons", text(key.constraint)},
                   {"relColumns", texts(key.columns)},
                   {"relForeignColumns", texts(key.referenced_columns)},
                   {"relIsOneToOne", truth(key.unique)}});
}

std::string function_json(sql::Function const& function) {
    std::vector<std::string> parameters;
    for (auto const& parameter : function.parameters)
        parameters.push_back(object({{"ppName", text(parameter.name)},
                                     {"ppType", text(parameter.type_name)},
                                     {"ppReq", truth(parameter.required)},
                                     {"ppVar", truth(parameter.variadic)}}));
    return object({{"pdSchema", text(function.name.schema)},
                   {"pdName", text(function.name.name)},
                   {"pdParams", array(parameters)},
                   {"pdReturnType", text(function.result_name)},
                   {"pdReturnsSet", truth(function.returns_set)}});
}

}  // namespace

std::string schema_as_json(sql::Schema const& schema) {
    std::vector<std::string> relations, keys, functions, representations, handlers;
    for (auto const& [name, relation] : schema.relations) relations.push_back(relation_json(relation));
    for (auto const& key : schema.foreign_keys) keys.push_back(relationship_json(key));
    for (auto const& [name, function] : schema.functions) functions.push_back(function_json(function));
    for (auto const& [domain, known] : schema.representations) representations.push_back(text(domain));
    for (auto const& handler : schema.media_handlers)
        handlers.push_back(
            object({{"mediaType", text(handler.media)}, {"handler", name_of(handler.function)}}));
    return object({{"dbTables", array(relations)},
                   {"dbRelationships", array(keys)},
                   {"dbRoutines", array(functions)},
                   {"dbRepresentations", array(representations)},
                   {"dbMediaHandlers", array(handlers)},
                   {"dbTimezones", texts(schema.timezones)}});
}

}  // namespace backstay::api::rest
