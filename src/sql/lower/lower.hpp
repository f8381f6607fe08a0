#pragma once

// Turns the typed tree into SQLite's SQL: the same meaning, in the storage that the embedded engine keeps
// (booleans 0/1, timestamps as microseconds, numeric as text with a collation, ...).
//
//     select id from task where done = $1
//     select _1."id" as c1 from "task" as _1 where (_1."done" = ?1)      slots: {ParameterSlot{1, boolean}}
//
// One rule a file; what SQLite cannot do is refused by name. Nothing here touches a database: values come in
// through slots, which the executor binds.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "sql/catalog.hpp"
#include "sql/type.hpp"
#include "sql/typed.hpp"

namespace backstay::sql {

// ---- what is bound to ?1, ?2, ... ----

struct ParameterSlot {  // the request's $number, put through the input function of its type
    int number = 0;
    Type type;
    bool operator==(ParameterSlot const&) const = default;
};
struct SettingSlot {  // current_setting(name)
    std::string name;
    bool missing_ok = true;
    bool operator==(SettingSlot const&) const = default;
};
// (nullif(current_setting(setting, true), '')::jsonb ->> member)::type, as auth.uid() and policies ask who
// the caller is: found once for a statement. Where that is an error, the next slot has it, and pg_claim() of
// that raises it when the value is asked for: coalesce(?n, pg_claim(?n+1)).
struct ClaimSlot {
    std::string setting;  // in lower case
    std::string member;
    BaseType type = BaseType::text;  // or uuid
    bool operator==(ClaimSlot const&) const = default;
};
struct ClaimFaultSlot {  // after each ClaimSlot
    ClaimSlot claim;
    bool operator==(ClaimFaultSlot const&) const = default;
};
struct OuterSlot {  // the value of LoweredStatement::outer[index] in the row around this statement
    int index = 0;
    bool operator==(OuterSlot const&) const = default;
};
using Slot = std::variant<ParameterSlot, SettingSlot, ClaimSlot, ClaimFaultSlot, OuterSlot>;

struct LoweredColumn {
    std::string name;
    Type type;
    bool operator==(LoweredColumn const&) const = default;
};

struct LoweredStatement {
    std::string sql;
    std::vector<Slot> slots;              // ?1 is the first
    std::vector<typed::Variable> outer;   // columns of the scope around, whose values OuterSlots take
    std::vector<LoweredColumn> columns;   // of the result, those of `extra` and `checks` left out
    std::vector<typed::RowCheck> checks;  // insert, update: one more column each, after the result's
    int extra = 0;                        // and after those so many, asked for by `extra_targets`
    bool operator==(LoweredStatement const&) const = default;
};

// A statement that SQLite needs several for: data-modifying CTEs, or a RETURNING that reads joined tables.
// Steps run in order; the rows of a step with `into` are kept in that temporary table.
struct LoweredStep {
    LoweredStatement statement;
    std::string into = {};
    typed::Query const* write = nullptr;  // the query it carries out, for messages; null for a read
    bool operator==(LoweredStep const&) const = default;
};

struct LowerOptions {
    Catalog const& catalog;
    // The literal, in SQLite's SQL, of the stored value of a text in the input form of its type.
    std::function<Result<std::string>(std::string_view text, Type type)> literal;
    // Columns of entries of the outermost query to be appended to its targets, for cursors inside it.
    std::vector<typed::Variable> extra_targets = {};
    // The table or derived table that WrittenEntry stands for.
    std::string written = "backstay_written";
    // The body of a LANGUAGE sql function that is one SELECT, resolved and secured; nothing when it has to be
    // called: then lower prints backstay_call(id, arguments...).
    std::function<Result<std::optional<typed::Query>>(ObjectId function)> function_body = {};
    // The default of a column, typed and coerced to it; nothing when it has none (NULL).
    std::function<Result<std::optional<typed::Expression>>(CatalogRelation const&, CatalogColumn const&)>
        default_value = {};
    // An upsert tells which rows were new by a column more (Exchange::count_inserted).
    bool count_inserted = false;
};

Result<LoweredStatement> lower(typed::Query const& query, LowerOptions const& options);

// All steps of a statement, the last one giving its rows.
Result<std::vector<LoweredStep>> lower_steps(typed::Query const& query, LowerOptions const& options);

// What an INSERT or UPDATE would write: rowid, then every column. For the detail of a violated constraint.
Result<LoweredStatement> lower_probe(typed::Query const& query, LowerOptions const& options);

// One row if some row that an INSERT or UPDATE would write does not satisfy the check. PostgreSQL looks at
// policies before constraints, SQLite after them.
Result<LoweredStatement> lower_failed_check(typed::Query const& query, typed::RowCheck const& check,
                                            LowerOptions const& options);

// ---- a change done row by row, for the triggers before each ----

// As Variable::column: the row's own number in SQLite.
inline constexpr int row_id_column = -2;

// The rows that an INSERT proposes: every column that is not generated, defaults filled in.
Result<LoweredStatement> lower_proposed(typed::Query const& query, LowerOptions const& options);

// The row that a proposed one conflicts with, by the columns of ON CONFLICT DO UPDATE, if its WHERE lets it
// be updated: rowid, every column as it is, the values of SET; with what policies ask of both rows. The
// proposed row is given by parameters, from number `first` on, one for each column that is not generated.
Result<LoweredStatement> lower_conflicting(typed::Query const& query, int first, LowerOptions const& options);

// What the checks ask of a row before it is written, which is given by parameters as above: a statement that
// fails or gives one row.
Result<LoweredStatement> lower_checks(typed::Query const& query, int first, LowerOptions const& options);

// An expression over the columns of one table, for CHECKs, generated columns and indexes: columns stand by
// their bare names, and nothing may need a slot. Entry 0 is the table.
Result<std::string> lower_definition(typed::Expression const& expression, CatalogRelation const& relation,
                                     LowerOptions const& options);

// The CHECK of a domain over ?1, the value.
Result<std::string> lower_domain_check(typed::Expression const& check, LowerOptions const& options);

// What a column of this type is declared as in a STRICT table: "INTEGER", "TEXT COLLATE pg_numeric".
std::string storage_type(Type type, Catalog const& catalog);

// The collation that values of this type are compared by; "" is SQLite's own (BINARY).
std::string collation_of(Type type, Catalog const& catalog);

// The type under a domain, however deep; other types are themselves.
Type storage_base(Type type, Catalog const& catalog);

}  // namespace backstay::sql
