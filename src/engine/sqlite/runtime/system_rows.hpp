#pragma once

// Rows of information_schema and pg_catalog, filled column by column; what is not set is NULL.
//
//     SystemRows rows("pg_catalog.pg_namespace");
//     rows.add().set("oid", 11).set("nspname", "public");

#include <string_view>

#include "engine/sqlite/runtime/table_function.hpp"
#include "sql/builtin/builtin.hpp"
#include "sql/secure/guard.hpp"

namespace backstay::engine::sqlite {

class SystemRows {
public:
    // REQUIRES: there is such a relation in sql/builtin/system_relation.cpp.
    explicit SystemRows(std::string_view relation);

    SystemRows& add();
    SystemRows& set(std::string_view column, Value value);
    SystemRows& set(std::string_view column, std::string_view text) {
        return set(column, Value(std::string(text)));
    }
    SystemRows& set(std::string_view column, char const* text) { return set(column, std::string_view(text)); }
    SystemRows& set(std::string_view column, std::string const& text) {
        return set(column, std::string_view(text));
    }
    SystemRows& set(std::string_view column, bool truth) {
        return set(column, Value(std::int64_t{truth ? 1 : 0}));
    }
    SystemRows& set(std::string_view column, int number) { return set(column, Value(std::int64_t{number})); }
    SystemRows& set(std::string_view column, std::int64_t number) { return set(column, Value(number)); }
    Rows rows() { return rows_of(std::move(rows_)); }

private:
    sql::Builtin const* relation_;
    std::vector<Row> rows_;
};

// Whose rows information_schema shows: those of what the role may use in some way.
class Viewer {
public:
    explicit Viewer(StatementState const& state);

    sql::Catalog const& catalog() const { return context_.catalog; }
    bool owns(sql::ObjectId owner) const { return guard_.acts_as(context_.role, owner); }
    bool sees(sql::CatalogRelation const& relation) const;

private:
    sql::SecureContext context_;
    sql::securing::Guard guard_;
};

bool has_rows(sql::CatalogRelation const& relation);  // a table or a view
std::string name_of_role(sql::Catalog const& catalog, sql::ObjectId role);
std::string database_name();
std::string yes_or_no(bool yes);
// "int4", "_int4", "mood": pg_type.typname.
std::string type_name_in_catalog(sql::Catalog const& catalog, sql::Type type);

}  // namespace backstay::engine::sqlite
