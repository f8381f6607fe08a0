#pragma once

// Runs a read's cursors, one within the other, and writes its rows where they are sent from.
//
//     [{"id":1,"comments":[{"body": "a"}, {"body": "b"}]}, \n {"id":2,"comments":[]}]
//
// The layout is json_agg's: rows divided by ", \n ", objects without blanks. What is nested is printed as
// jsonb is, as PostgREST's users know it: {"id": 1, "body": "a"}, the shorter keys first.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "engine/sqlite/given.hpp"
#include "engine/sqlite/plan.hpp"
#include "engine/sqlite/statement_state.hpp"

namespace backstay::engine::sqlite {

// Places of keys in the order of jsonb: the shorter first, then by bytes; of equal ones the last alone.
std::vector<std::size_t> jsonb_order(std::vector<std::string_view> const& keys);

class Encoder {
public:
    Encoder(StatementState& state, Given const& given, std::function<Error()> failed)
        : state_(state), given_(given), failed_(std::move(failed)) {}

    // Appends the body and gives the number of rows in it.
    Result<std::int64_t> encode(ReadPlan& plan, sql::Format format, std::string& body);
    // The same in steps, for those formats that have many rows: what stands before them, each row (false:
    // there is none left), what stands after them. REQUIRES: the plan's statement is bound.
    static void begin_rows(sql::Format format, std::string& body);
    Result<bool> next_row(ReadPlan& plan, sql::Format format, bool first, std::string& body);
    static void end_rows(sql::Format format, bool none, std::string& body);
    // The first column of the first row, as a number.
    Result<std::int64_t> number(ReadPlan& plan);
    // All but the columns of a row around it.
    Result<void> bind(Statement& statement, std::vector<sql::Slot> const& slots);

private:
    using CsvFields = std::vector<std::optional<std::string>>;  // nothing: null

    Result<void> bind_within(ReadPlan const& around, ReadPlan& inner);
    Result<void> bind_parameter(Statement& statement, int index, sql::ParameterSlot const& slot);
    Result<std::int64_t> encode_whole(ReadPlan& plan, sql::Format format, std::string& body);
    Result<bool> step(ReadPlan& plan);
    Result<void> object(ReadPlan& plan, std::string& body);
    Result<void> merged_object(ReadPlan& plan, std::string& body);
    Result<void> value(ReadPlan const& plan, OutputPlan const& item, std::string& body);
    Result<void> members(ReadPlan& plan, std::string& body, bool& first);
    Result<void> member(ReadPlan& plan, OutputPlan& item, std::string& body, bool& first);
    Result<void> nested(ReadPlan& plan, OutputPlan& item, std::string& body, bool& first);
    Result<std::int64_t> rows(ReadPlan& plan, std::string& body);
    Result<void> spread_object(ReadPlan const& plan, OutputPlan& item, std::string& body, bool& first);
    Result<void> spread_array(ReadPlan const& plan, OutputPlan& item, std::string& body, bool& first);
    Result<std::vector<std::string>> spread_columns(ReadPlan& plan);
    Result<void> row_values(ReadPlan& plan, std::vector<std::string>& values);
    Result<void> spread_values(ReadPlan& plan, OutputPlan& item, std::vector<std::string>& values);
    Result<void> csv_fields(ReadPlan& plan, CsvFields& fields);
    Result<void> csv_nested(ReadPlan& plan, OutputPlan& item, CsvFields& fields);
    Result<void> csv_spread(ReadPlan& plan, OutputPlan& item, CsvFields& fields);
    Result<std::int64_t> all_rows(ReadPlan& plan, sql::Format format, std::string& body);
    Result<void> csv_row(ReadPlan& plan, bool first, std::string& body);
    Result<std::int64_t> scalars(ReadPlan& plan, sql::Format format, std::string& body);

    StatementState& state_;
    Given given_;
    std::function<Error()> failed_;
    std::vector<ReadPlan const*> bound_;  // of those within others: what this Encoder has bound once
};

}  // namespace backstay::engine::sqlite
