#pragma once

// Rows of a file, one at a time, as PostgreSQL's text forms: what `backstay import` reads.
//
//     id,name             {"id": 1, "name": "a"}          columns {"id", "name"}, values {"1", "a"}
//     1,a
//
// CSV: the header names the columns; nothing between commas is NULL, "" is an empty text. JSON: the keys name
// the columns, those that a row lacks are not in its columns; numbers keep their digits, arrays and objects
// their text, and for a column that is an array of SQL's it becomes {a,"b c",NULL}.

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/byte_reader.hpp"
#include "base/result.hpp"
#include "engine/engine.hpp"

namespace backstay::cli {

struct Row {
    std::vector<std::string> columns;
    std::vector<engine::Parameter> values;
    int line = 0;
};

struct CsvRules {
    char delimiter = ',';
    bool header = true;
    std::string null = {};             // what stands for NULL, without quotes
    std::vector<std::string> columns;  // those to take; without a header: what the fields are
};

struct JsonRules {
    std::vector<std::string> columns;     // those to take; a row that lacks one gives NULL. Empty: all keys
    std::set<std::string> array_columns;  // whose type is an array
    std::set<std::string> json_columns;   // json and jsonb: a string keeps its quotes
};

class RowSource {
public:
    virtual ~RowSource() = default;
    // False at the end. The row's columns stay as they were when they are the same as before.
    virtual Result<bool> next(Row& row) = 0;
};

std::unique_ptr<RowSource> csv_rows(ByteReader::Source source, CsvRules rules);
std::unique_ptr<RowSource> json_rows(ByteReader::Source source, JsonRules rules);

}  // namespace backstay::cli
