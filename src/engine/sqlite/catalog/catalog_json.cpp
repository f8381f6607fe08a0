#include "engine/sqlite/catalog/catalog_json.hpp"

#include "engine/sqlite/catalog/archive.hpp"

// describe() has to be found by argument-dependent look-up, so it stands in the namespace of the structs.
namespace backstay::sql {

template <class Archive>
void describe(Archive& archive, QualifiedName& value) {
    archive("schema", value.schema);
    archive("name", value.name);
}
template <class Archive>
void describe(Archive& archive, Type& value) {
    archive("base", value.base);
    archive("user", value.user);
    archive("array", value.array);
    archive("modifier", value.modifier);
}
template <class Archive>
void describe(Archive& archive, GrantEntry& value) {
    archive("grantee", value.grantee);
    archive("rights", value.rights);
    archive("grantable", value.grantable);
    archive("column", value.column);
}
template <class Archive>
void describe(Archive& archive, Option& value) {
    archive("name", value.name);
    archive("value", value.value);
}
template <class Archive>
void describe(Archive& archive, CatalogColumn& value) {
    archive("name", value.name);
    archive("type", value.type);
    archive("not_null", value.not_null);
    archive("default", value.default_value);
    archive("default_text", value.default_text);
    archive("generated", value.generated);
    archive("identity", value.identity);
    archive("sequence", value.sequence);
    archive("collation", value.collation);
    archive("comment", value.comment);
}
template <class Archive>
void describe(Archive& archive, KeyConstraint& value) {
    archive("name", value.name);
    archive("kind", value.kind);
    archive("columns", value.columns);
    archive("nulls_not_distinct", value.nulls_not_distinct);
    archive("deferrable", value.deferrable);
    archive("initially_deferred", value.initially_deferred);
    archive("comment", value.comment);
}
template <class Archive>
void describe(Archive& archive, CheckConstraint& value) {
    archive("name", value.name);
    archive("expression", value.expression);
    archive("text", value.text);
    archive("validated", value.validated);
    archive("comment", value.comment);
}
template <class Archive>
void describe(Archive& archive, ForeignKeyConstraint& value) {
    archive("name", value.name);
    archive("columns", value.columns);
    archive("referenced", value.referenced);
    archive("referenced_columns", value.referenced_columns);
    archive("on_update", value.on_update);
    archive("on_delete", value.on_delete);
    archive("match", value.match);
    archive("deferrable", value.deferrable);
    archive("initially_deferred", value.initially_deferred);
    archive("validated", value.validated);
    archive("comment", value.comment);
}
template <class Archive>
void describe(Archive& archive, IndexElement& value) {
    archive("column", value.column);
    archive("expression", value.expression);
    archive("direction", value.direction);
    archive("nulls", value.nulls);
    archive("operator_class", value.operator_class);
    archive("collation", value.collation);
}
template <class Archive>
void describe(Archive& archive, CatalogIndex& value) {
    archive("id", value.id);
    archive("name", value.name);
    archive("method", value.method);
    archive("unique", value.unique);
    archive("nulls_not_distinct", value.nulls_not_distinct);
    archive("elements", value.elements);
    archive("include", value.include);
    archive("where", value.where);
    archive("comment", value.comment);
}
template <class Archive>
void describe(Archive& archive, Policy& value) {
    archive("name", value.name);
    archive("permissive", value.permissive);
    archive("command", value.command);
    archive("roles", value.roles);
    archive("using", value.using_expression);
    archive("check", value.with_check);
    archive("using_text", value.using_text);
    archive("check_text", value.check_text);
    archive("comment", value.comment);
}
template <class Archive>
void describe(Archive& archive, CreateTrigger& value) {
    archive("timing", value.timing);
    archive("insert", value.on_insert);
    archive("update", value.on_update);
    archive("delete", value.on_delete);
    archive("update_columns", value.update_columns);
    archive("for_each_row", value.for_each_row);
    archive("constraint", value.constraint);
    archive("when", value.when);
    archive("function", value.function);
    archive("arguments", value.arguments);
}
template <class Archive>
void describe(Archive& archive, CatalogTrigger& value) {
    archive("name", value.name);
    archive("definition", value.definition);
    archive("function", value.function);
    archive("enabled", value.enabled);
}
template <class Archive>
void describe(Archive& archive, SequenceOptions& value) {
    archive("start", value.start);
    archive("increment", value.increment);
    archive("min_value", value.min_value);
    archive("max_value", value.max_value);
    archive("cache", value.cache);
    archive("cycle", value.cycle);
    archive("owned_by", value.owned_by);
}
template <class Archive>
void describe(Archive& archive, CatalogRelation& value) {
    archive("id", value.id);
    archive("name", value.name);
    archive("kind", value.kind);
    archive("owner", value.owner);
    archive("columns", value.columns);
    archive("keys", value.keys);
    archive("checks", value.checks);
    archive("foreign_keys", value.foreign_keys);
    archive("indexes", value.indexes);
    archive("row_security", value.row_security);
    archive("force_row_security", value.force_row_security);
    archive("policies", value.policies);
    archive("triggers", value.triggers);
    archive("grants", value.grants);
    archive("comment", value.comment);
    archive("view_query", value.view_query);
    archive("view_text", value.view_text);
    archive("security_invoker", value.security_invoker);
    archive("check_option", value.check_option);
    archive("sequence", value.sequence);
    archive("rowid_column", value.rowid_column);
}
template <class Archive>
void describe(Archive& archive, EnumType& value) {
    archive("id", value.id);
    archive("name", value.name);
    archive("owner", value.owner);
    archive("labels", value.labels);
    archive("comment", value.comment);
}
template <class Archive>
void describe(Archive& archive, DomainType& value) {
    archive("id", value.id);
    archive("name", value.name);
    archive("owner", value.owner);
    archive("base", value.base);
    archive("not_null", value.not_null);
    archive("default", value.default_value);
    archive("checks", value.checks);
    archive("comment", value.comment);
}
template <class Archive>
void describe(Archive& archive, CatalogParameter& value) {
    archive("name", value.name);
    archive("type", value.type);
    archive("mode", value.mode);
    archive("default", value.default_value);
}
template <class Archive>
void describe(Archive& archive, CatalogFunction& value) {
    archive("id", value.id);
    archive("name", value.name);
    archive("owner", value.owner);
    archive("parameters", value.parameters);
    archive("result", value.result);
    archive("returns_set", value.returns_set);
    archive("procedure", value.procedure);
    archive("volatility", value.volatility);
    archive("strict", value.strict);
    archive("security_definer", value.security_definer);
    archive("settings", value.settings);
    archive("language", value.language);
    archive("body", value.body_text);
    archive("rows", value.rows);
    archive("grants", value.grants);
    archive("comment", value.comment);
}
template <class Archive>
void describe(Archive& archive, SchemaEntry& value) {
    archive("id", value.id);
    archive("name", value.name);
    archive("owner", value.owner);
    archive("grants", value.grants);
    archive("comment", value.comment);
}
template <class Archive>
void describe(Archive& archive, Role& value) {
    archive("id", value.id);
    archive("name", value.name);
    archive("superuser", value.superuser);
    archive("bypass_rls", value.bypass_rls);
    archive("login", value.login);
    archive("inherit", value.inherit);
    archive("member_of", value.member_of);
    archive("settings", value.settings);
}
template <class Archive>
void describe(Archive& archive, DefaultPrivilege& value) {
    archive("role", value.role);
    archive("schema", value.schema);
    archive("object", value.object);
    archive("entry", value.entry);
}

}  // namespace backstay::sql

namespace backstay::engine::sqlite {
namespace {

template <class Archive>
void describe(Archive& archive, CatalogState& value) {
    archive("version", value.version);
    archive("next_id", value.next_id);
    archive("owner_role", value.owner_role);
    archive("default_privileges", value.default_privileges);
    archive("extensions", value.extensions);
}

template <class T>
std::string write(T const& value) {
    ArchiveWriter writer;
    describe(writer, const_cast<T&>(value));  // NOLINT(cppcoreguidelines-pro-type-const-cast): only read
    return std::move(writer).finish();
}

template <class T>
Result<void> read_into(std::string_view text, T& value) {
    simdjson::dom::parser parser;
    simdjson::dom::element element;
    if (parser.parse(text.data(), text.size()).get(element) != simdjson::SUCCESS)
        return failure("XX001", "the stored catalog is not JSON");
    ArchiveReader reader(element);
    describe(reader, value);
    return reader.finish();
}

}  // namespace

std::string to_json(sql::SchemaEntry const& schema) { return write(schema); }
std::string to_json(sql::CatalogRelation const& relation) { return write(relation); }
std::string to_json(sql::EnumType const& type) { return write(type); }
std::string to_json(sql::DomainType const& type) { return write(type); }
std::string to_json(sql::CatalogFunction const& function) { return write(function); }
std::string to_json(sql::Role const& role) { return write(role); }
std::string to_json(CatalogState const& state) { return write(state); }

Result<void> from_json(std::string_view text, sql::SchemaEntry& schema) { return read_into(text, schema); }
Result<void> from_json(std::string_view text, sql::CatalogRelation& relation) {
    return read_into(text, relation);
}
Result<void> from_json(std::string_view text, sql::EnumType& type) { return read_into(text, type); }
Result<void> from_json(std::string_view text, sql::DomainType& type) { return read_into(text, type); }
Result<void> from_json(std::string_view text, sql::CatalogFunction& function) {
    TRY_VOID(read_into(text, function));
    if (function.language != "sql") return {};
    TRY(function.body, sql::read(function.body_text, {}));
    return {};
}
Result<void> from_json(std::string_view text, sql::Role& role) { return read_into(text, role); }
Result<void> from_json(std::string_view text, CatalogState& state) { return read_into(text, state); }

}  // namespace backstay::engine::sqlite
