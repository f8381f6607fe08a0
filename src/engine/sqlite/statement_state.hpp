#pragma once

// What the executor's own functions (executor_functions.hpp) share with the executor beside the SessionState.

#include <functional>
#include <map>
#include <set>
#include <vector>

#include "engine/sqlite/sequences.hpp"
#include "engine/sqlite/session_state.hpp"
#include "engine/sqlite/values/value.hpp"

struct sqlite3;
struct sqlite3_value;

namespace backstay::engine::sqlite {

// Of the generator behind random().
struct RandomState {
    std::uint64_t first = 0, second = 0;
};

struct StatementState : SessionState {
    Sequences* sequences = nullptr;
    sqlite3* connection = nullptr;                              // whose functions are called
    std::map<sql::ObjectId, std::int64_t> current_values = {};  // currval() of this session
    std::optional<std::int64_t> last_value = {};
    std::optional<RandomState> random = {};  // seeded when it is first asked for, or by setseed()
    std::set<std::int64_t> written = {};     // rowids met by an upsert
    std::int64_t updated = 0;                // of them by ON CONFLICT DO UPDATE
    // Runs a function of the catalog that is no single SELECT: its last statement's first value, or all its
    // rows as a JSON array of arrays.
    enum class CallResult : std::uint8_t { scalar, rows };
    std::function<void(sqlite3_context*, sql::ObjectId, int, sqlite3_value**, CallResult)> call = {};
    // set_config(): the name in lower case.
    std::function<Result<void>(std::string const&, std::string, bool local)> set_setting = {};
    // Whether a domain takes a value: its CHECKs, compiled.
    std::function<Result<void>(sql::ObjectId, Value const&)> check_domain = {};
};

}  // namespace backstay::engine::sqlite
