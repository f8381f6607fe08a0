#pragma once

// A folder of migrations, looked at without a database: which statements run on which engine, and why not.

#include <string>
#include <vector>

#include "base/result.hpp"
#include "cli/lint.hpp"
#include "migrate/migration.hpp"

namespace backstay::cli {

enum class Verdict : std::uint8_t {
    runs,       // on both engines
    refused,    // 0A000 on the embedded engine; PostgreSQL runs it
    wrong,      // neither engine runs it
    unknown,    // it needs what was refused before
    elsewhere,  // its file is for another engine
};

struct Inspected {
    Verdict verdict = Verdict::runs;
    std::string statement;  // "create table task"
    Error error = {};       // with its position; also of statements that run
};

struct Warning {
    Severity severity = Severity::warning;
    std::string rule;
    std::string message;
    std::string hint;
    Position position;
};

struct Inspection {
    std::vector<Inspected> statements;
    std::vector<Warning> warnings;
};

// REQUIRES: in the order in which they run.
Inspection inspect(std::vector<migrate::Migration> const& migrations,
                   std::vector<std::string> const& schemas);

}  // namespace backstay::cli
