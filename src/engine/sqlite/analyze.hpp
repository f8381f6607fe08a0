#pragma once

// From a statement as written to the typed tree that may be carried out: names resolved, grants checked,
// policies put in (sql/resolve/, sql/secure/).

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "sql/lower/lower.hpp"
#include "sql/typed.hpp"

namespace backstay::sql {
struct OuterNames;
}

namespace backstay::engine::sqlite {

struct Analysis {
    sql::Catalog const& catalog;
    sql::ObjectId role = 0;
    std::vector<std::string> search_path = {"public"};
    std::vector<sql::Type> parameters = {};
    // The levels around a nested read, the nearest first.
    std::vector<sql::typed::Query const*> around = {};
    // The rows that an exchange's write returned, and what they are called.
    std::string written_alias = {};
    std::vector<sql::typed::EntryColumn> written = {};
    std::string written_table = "backstay_written";
    // Whose body the statement is, with its parameters.
    sql::CatalogFunction const* function = nullptr;
    // What the statement's columns are assigned to; empty: they are as they are.
    std::vector<sql::Type> results = {};
    // Of a PL/pgSQL body: its variables, and that `results` are some of them.
    sql::OuterNames const* outer = nullptr;
    bool into_variables = false;
    // Where what the role is denied goes, the first of it; the query is then given without its policies, for
    // its names and types alone: it must not be run. Nothing: what is denied is an error.
    std::optional<Error>* denied = nullptr;
};

Result<sql::typed::Query> analyze(Analysis const& with, sql::Statement const& statement);

// A statement of a function's body, as the function's caller or, for SECURITY DEFINER, its owner.
// REQUIRES: `statement` is one of function.body.
Result<sql::typed::Query> analyze_body(Analysis const& with, sql::CatalogFunction const& function,
                                       sql::Statement const& statement);

// Who asks, and where names are looked up, within the function.
Analysis inside_of(Analysis const& with, sql::CatalogFunction const& function);

// The default of a column, typed and coerced to it; of a generated column its expression.
Result<std::optional<sql::typed::Expression>> default_of(Analysis const& with,
                                                         sql::CatalogRelation const& relation,
                                                         sql::CatalogColumn const& column);

// SQLite's SQL of an expression of the catalog over the columns of a table: a CHECK, an index, a generated
// column; coerced to `type` where one is given.
Result<std::string> definition_text(Analysis const& with, sql::CatalogRelation const& relation,
                                    sql::Expression const& expression, std::optional<sql::Type> type);

// The same with the type that it has by itself.
Result<std::pair<std::string, sql::Type>> typed_definition(Analysis const& with,
                                                           sql::CatalogRelation const& relation,
                                                           sql::Expression const& expression);

// How sql/lower/ asks for defaults and the bodies of functions.
sql::LowerOptions lower_options(Analysis const& with);

}  // namespace backstay::engine::sqlite
