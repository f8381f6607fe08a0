#pragma once

// What SQL functions may know of the statement that calls them: one SessionState a connection, set by the
// executor before each statement and read by functions through sqlite3_user_data().
//
//     auto& session = session_of(context);
//     if (bad) return raise(context, failure("22012", "division by zero"));
//
// SQLite carries only a text out of a failing function; raise() keeps the whole Error here, and the executor
// takes it from here.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "engine/engine.hpp"
#include "sql/catalog.hpp"

struct sqlite3_context;

namespace backstay::engine::sqlite {

struct SessionState {
    std::string role;  // current_user
    std::string session_user = "postgres";
    // Who asks, as the request says: its settings, its claims and its role count where none was set since.
    // REQUIRES: lives as long as statements run for it.
    Principal const* principal = nullptr;
    std::map<std::string, std::string> settings;  // set since, by lower-case name: timezone, role, app.x
    std::string timezone = "UTC";
    std::int64_t now = 0;                   // microseconds since 1970, fixed for a transaction
    sql::Catalog const* catalog = nullptr;  // of the statement that runs
    std::optional<Error> error = {};        // what a function raised
    SettingSource const* source = nullptr;  // settings of the request, asked for last

    // What current_setting() gives; `name` in lower case.
    std::optional<std::string> setting(std::string const& name) const;
};

// The state that functions were registered with: their user data.
SessionState& session_of(sqlite3_context* context);

// Ends the function's call with this error.
void raise(sqlite3_context* context, Error error);
void raise(sqlite3_context* context, Failure&& failure);

}  // namespace backstay::engine::sqlite
