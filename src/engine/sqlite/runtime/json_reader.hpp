#pragma once

// JSON values as values of SQL types, as json_populate_record() and its kin make them: strings through the
// input function of the type, JSON arrays as arrays, objects as rows, null as NULL.
//
//     JsonReader reader(state, JsonReader::Form::json);
//     reader.value("\"2024-05-17\"", {BaseType::date}, "due")     19860

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/sqlite/runtime/function.hpp"
#include "engine/sqlite/runtime/table_function.hpp"

namespace backstay::engine::sqlite {

class JsonReader {
public:
    enum class Form : std::uint8_t {
        json,  // as it was written
        jsonb  // canonical
    };
    JsonReader(StatementState& state, Form form) : state_(state), form_(form) {}

    // The row of an object: a column without its key keeps the value of `base`, or is NULL. Of equal keys the
    // last counts. REQUIRES: `object` is one; `base` is empty or has a value a column.
    Result<void> row(std::string_view object, std::vector<RowColumn> const& columns, Row const& base,
                     Row& out);

    // `key` is where the value was found, for messages.
    Result<Value> value(std::string_view json, sql::Type type, std::string_view key);

private:
    Result<Value> domain(std::string_view json, sql::Type type, std::string_view key);
    Result<Value> array(std::string_view json, sql::Type type, std::string_view key);
    Result<Value> composite(std::string_view json, sql::Type type);
    Result<Value> scalar(std::string_view json, sql::Type type);

    StatementState& state_;
    Form form_;
    std::vector<std::string_view> found_ = {};  // of row(): a value a column
};

// 22023 cannot call populate_composite on an array: what a row cannot be made of.
Failure no_composite(std::string_view json);

// The columns of a composite type.
std::vector<RowColumn> columns_of(sql::Type composite, sql::Catalog const& catalog);

// A row as it is stored: the object that row_to_json() prints.
std::string row_object(std::vector<RowColumn> const& columns, Row const& row, StatementState const& state);

// The text form of a stored row, (1,"a b"), and back; 22P02 malformed record literal.
Result<std::string> row_text(std::string_view object, std::vector<RowColumn> const& columns,
                             StatementState& state);
Result<std::string> read_row_text(std::string_view text, sql::Type composite, StatementState& state);

}  // namespace backstay::engine::sqlite
