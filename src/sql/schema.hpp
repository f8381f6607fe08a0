#pragma once

// The Schema is what the API can see of a database: relations with their columns and keys, how relations
// are related, functions. One immutable snapshot per version, made by each engine's introspection from its
// own catalog and read by query/plan/ without a lock.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sql/ast.hpp"
#include "sql/type.hpp"

namespace backstay::sql {

struct Column {
    std::string name;
    Type type;                   // domain columns: the domain's base type
    std::string type_name;       // as format_type prints it: "character varying(4)", "app.mood", "integer[]"
    std::string domain = {};     // schema-qualified, where the column is of a domain
    std::string data_type = {};  // the base type without its modifier: "character varying"
    std::optional<int> max_length = {};  // of character types
    bool nullable = true;
    bool has_default = false;
    std::string default_text = {};  // PostgreSQL's text of it
    bool generated = false;         // generated always as (...) stored
    IdentityKind identity = IdentityKind::none;
    std::vector<std::string> enum_labels = {};
    std::string description = {};
};

enum class RelationKind : std::uint8_t { table, partitioned_table, view, materialized_view, foreign_table };

struct Relation {
    QualifiedName name;
    RelationKind kind = RelationKind::table;
    std::vector<Column> columns;
    std::vector<std::string> primary_key;  // a view's: what its columns give of its table's
    std::vector<std::vector<std::string>> unique_keys;
    bool insertable = true, updatable = true, deletable = true;
    std::string description = {};

    Column const* find_column(std::string_view column) const;
};

// A foreign key, seen from neither side. For a view: derived through the columns it takes from its tables.
struct ForeignKey {
    std::string constraint;
    QualifiedName table;
    std::vector<std::string> columns;
    QualifiedName referenced;
    std::vector<std::string> referenced_columns;
    bool unique = false;  // the columns are a primary or unique key of `table`: one to one
};

struct FunctionParameterInfo {
    std::string name;
    Type type;
    std::string type_name;
    bool required = true;
    bool variadic = false;
    std::optional<QualifiedName> relation = {};  // a row of this table or view
};

struct Function {
    QualifiedName name;
    ObjectId id = 0;
    std::string description = {};
    std::vector<FunctionParameterInfo> parameters;  // IN, INOUT, VARIADIC
    Type result;
    std::string result_name = {};                       // as format_type prints it
    std::optional<QualifiedName> result_relation = {};  // a row of this table or view
    std::vector<Column> result_columns = {};  // OUT, TABLE columns or a composite's; empty for scalars
    bool returns_set = false;
    bool returns_void = false;
    std::int64_t rows = 0;  // pg_proc.prorows
    Volatility volatility = Volatility::volatile_;
    std::vector<Option> settings = {};  // SET name = value
};

// What makes a body of a media type (a domain named as one, "text/xml"): an aggregate over rows, or a
// function that returns it.
struct MediaHandler {
    std::string media;  // "text/xml", or "*/*"
    QualifiedName function;
    bool aggregate = false;
    std::optional<QualifiedName> target = {};  // the relation or function it is for; absent: any rows
};

// Casts between a domain and what the API speaks, as functions; an empty name where there is none.
struct Representation {
    QualifiedName to_json, from_json, from_text;
};

struct Schema {
    std::uint64_t version = 0;
    std::map<QualifiedName, Relation> relations;
    std::vector<ForeignKey> foreign_keys;
    std::multimap<QualifiedName, Function> functions;
    std::vector<MediaHandler> media_handlers = {};
    std::map<std::string, Representation> representations = {};  // by Column::domain
    std::map<std::string, std::string> descriptions = {};        // of schemas
    std::vector<std::string> timezones = {};  // valid for Prefer: timezone; empty: ask the engine
    std::map<std::string, std::map<std::string, std::string>> role_settings = {};  // PostgreSQL: per role

    Relation const* find_relation(QualifiedName const& name) const;
};

}  // namespace backstay::sql
