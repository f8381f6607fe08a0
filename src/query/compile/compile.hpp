#pragma once

// From a plan to the Exchange that an engine runs: trees of SQL, never text. The values of the request are
// $1, $2, ... as query/parse/ numbered them; a body is one more, whole.
//
//     read:    select "task"."id" from "public"."task" where "task"."done" = $1
//     insert:  insert into "public"."task"("title") select "title" from json_to_recordset($1) as _("title"
//     text) call:    select ... from "public"."found"("name" => $1) as "pgrst_call"

#include <optional>
#include <string>
#include <vector>

#include "query/compile/protection.hpp"
#include "query/plan/plan.hpp"
#include "sql/exchange.hpp"

namespace backstay::query {

// How the total of the root's rows is found: counted, estimated, or counted up to max_rows and estimated.
enum class Counting : std::uint8_t { none, exact, planned, estimated };

struct CompileOptions {
    std::optional<std::int64_t> max_rows = {};  // of every level that is read
    Counting count = Counting::none;
    bool strip_nulls = false;
    sql::Format format = sql::Format::json_array;
    std::optional<sql::RowsHandler> handler = {};  // of Format::handled
    sql::Schema const* schema = nullptr;           // for the representations of domains
    int marker = 0;  // free for Protection::marker; 0: texts are read as they are stored
};

Result<Compiled> compile_read(Node const& root, CompileOptions const& options);

enum class Conflict : std::uint8_t { none, merge, ignore };

// What a write is given: `body` is the number of the parameter that holds it, JSON.
struct WriteOptions {
    int body = 0;
    bool many = true;                       // an array; otherwise one object
    bool no_rows = false;                   // an empty array
    std::vector<std::string> columns = {};  // that are written; of the body's objects or of ?columns
    bool missing_default = false;           // absent keys take the column's default
    Conflict conflict = Conflict::none;
    std::vector<std::string> conflict_columns = {};
    std::vector<std::string> match = {};     // of an update: columns by which each row finds its own values
    bool put = false;                        // only rows that hold the root's filters
    std::vector<std::string> returned = {};  // beside what is read: the keys of Location
    bool numbered = false;                   // columns that are generated always as identity are given, too
};
Result<Compiled> compile_insert(Node const& root, WriteOptions const& write, CompileOptions const& options);
Result<Compiled> compile_update(Node const& root, WriteOptions const& write, CompileOptions const& options);
Result<Compiled> compile_delete(Node const& root, WriteOptions const& write, CompileOptions const& options);

// The keys of the rows that a write with encrypted values is about, as texts and in their order, so that
// these can be bound to them: of the body's rows, where what it does not say is made as the column's default
// would; or of the rows that an update's filters find, `most` of them and one.
//
//     [{"0": "17"}, {"0": "18"}]
struct KeyOptions {
    int body = 0;  // JSON with the keys alone; with no key in it: the number of rows
    int most = 0;
};
Result<Compiled> compile_new_keys(Node const& root, WriteOptions const& write, KeyOptions const& keys);
Result<Compiled> compile_found_keys(Node const& root, KeyOptions const& keys, CompileOptions const& options);

// A function's arguments: each a parameter, all in one JSON object, or the body as it is.
struct CallOptions {
    sql::Function const* function = nullptr;
    std::vector<std::pair<std::string, int>> arguments = {};  // name, parameter; several of a variadic one
    std::optional<int> body = {};                             // JSON with the arguments named here
    std::vector<std::string> names = {};
    bool single_unnamed = false;  // body is the one argument
};
Result<Compiled> compile_call(Node const& root, CallOptions const& call, CompileOptions const& options);

}  // namespace backstay::query
