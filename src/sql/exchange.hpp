#pragma once

// An Exchange is all that one request asks of a database, compiled: at most one write, what is to be read
// and in which shape it is answered, and what must hold before it is committed. query/compile/ makes it, once
// per shape of request; an engine runs it many times, with the values of each request.
//
//     GET /task?select=id,project(name),comments(body)&done=is.$1
//
//     Exchange{.read = ReadTree{
//         .select = select task.id, from task where task.done = $1,
//         .output = {{"id", TargetIndex{0}},
//                    {"project",  NestedRead{object, select p.name from project p where p.id =
//                    task.project_id}},
//                    {"comments", NestedRead{array,  select c.body from comment c where c.task_id =
//                    task.id}}}}}
//
// A nested select stands in the scope of the one around it, as a lateral subquery does. PostgreSQL gets it as
// one (lateral json_agg); the embedded engine runs it as a cursor within the outer cursor.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "sql/ast.hpp"
#include "sql/type.hpp"

namespace backstay::sql {

struct ReadTree;

struct TargetIndex {  // the value of select.targets[index]
    int index = 0;
};

enum class NestKind : std::uint8_t {
    object,         // the one row as an object, or null
    array,          // all rows, an array of objects
    object_spread,  // the one row's keys stand in the outer object itself; null each when there is no row
    array_spread    // a key for each column, holding the array of its values over all rows
};

struct NestedRead {
    NestKind kind = NestKind::array;
    Box<ReadTree> tree;
    std::string alias;  // how the outer select's conditions may name it; unique in the exchange
};

struct OutputItem {
    std::string key;  // the JSON key; not used for spreads
    std::variant<TargetIndex, NestedRead> value;
};

struct ReadTree {
    Select select;                   // its targets are the values that `output` names, and no others
    std::vector<OutputItem> output;  // in the order of the keys
    bool strip_nulls = false;        // keys whose value is null are left out
};

enum class Format : std::uint8_t {
    none,          // no body (return=minimal, HEAD)
    json_array,    // [{"id":1}, \n {"id":2}]: json_agg's layout
    json_lines,    // a row a line, each with its end (NDJSON)
    json_object,   // the first row alone
    csv,           // a header line, then PostgreSQL's text forms
    scalar_json,   // one column of one row, as JSON (a function's single result)
    scalar_array,  // one column of every row, as a JSON array
    raw,           // one column of one row, its bytes as they are (text, bytea)
    geojson,       // all rows as one GeoJSON FeatureCollection; PostgreSQL with PostGIS alone
    handled        // what Exchange::handler makes of all rows, its bytes as they are; PostgreSQL alone
};

// An aggregate of the user's that makes one body of all rows: the handler of a media type.
struct RowsHandler {
    QualifiedName function;
    std::optional<QualifiedName> row_type = {};  // whose rows it takes; absent: rows of any kind
    bool scalar = false;                         // it is given the one column's values, not rows
};

// `write` is an Insert, Update or Delete, whose RETURNING gives what `read` reads: in read.select the
// relation named `written_alias` stands for the written rows. A call of a function is a plain read with
// `volatile_call`.
struct Exchange {
    std::uint64_t id = 0;  // never used twice in a process: what engines key their own work by
    std::uint64_t schema_version = 0;
    std::optional<Statement> write = {};
    std::string written_alias = "pgrst_source";
    std::optional<ReadTree> read = {};
    std::optional<Select> count = {};        // select count(*) ...: all rows, without limit and offset
    std::optional<Select> planned = {};      // select 1 ...: the rows whose number is to be estimated
    std::vector<Type> parameter_types = {};  // unknown where the context decides
    Format format = Format::json_array;
    std::optional<RowsHandler> handler = {};  // of Format::handled
    bool read_only = true;                    // false for writes and calls of volatile functions
    bool count_inserted = false;              // an upsert whose answer depends on whether a row was new
};

// What must hold of the result; otherwise the transaction is rolled back and the outcome says so.
struct Conditions {
    std::optional<std::int64_t> exactly = {};  // rows in the body: singular answers
    std::optional<std::int64_t> at_most = {};  // rows affected: max-affected
    bool rollback = false;                     // Prefer: tx=rollback: the answer is given, nothing stays
};

}  // namespace backstay::sql
