#pragma once

// An exchange compiled for one role and one version of the catalog, with its statements prepared on one
// connection: what is kept so that a repeated request only binds and steps.

#include <memory>
#include <string>
#include <vector>

#include "engine/sqlite/column_json.hpp"
#include "engine/sqlite/stmt.hpp"
#include "sql/exchange.hpp"
#include "sql/lower/lower.hpp"

namespace backstay::engine::sqlite {

struct ReadPlan;

struct OutputPlan {
    std::string key;  // `,"name":`; a row's first member goes without the comma
    std::string name;
    int column = -1;  // of the statement; or
    sql::Type type = {};
    JsonForm form = JsonForm::other;
    std::unique_ptr<ReadPlan> nested = {};
    sql::NestKind kind = sql::NestKind::array;
};

struct ReadPlan {
    sql::LoweredStatement lowered;
    Statement statement;
    std::vector<OutputPlan> output;
    std::vector<int> outer_columns;  // where the row around this one has what OuterSlots take
    bool strip_nulls = false;
};

struct WritePlan {
    std::vector<sql::LoweredStep> steps;
    std::vector<Statement> statements;         // one a step, prepared when its turn comes
    std::unique_ptr<sql::typed::Query> query;  // what the steps carry out
    std::string keep;                          // insert a returned row into backstay_written
    Statement keep_statement;
};

struct ExchangePlan {
    std::uint64_t catalog_version = 0;
    std::unique_ptr<WritePlan> write;
    std::unique_ptr<ReadPlan> read;
    std::unique_ptr<ReadPlan> count, planned;
};

}  // namespace backstay::engine::sqlite
