#pragma once

// The rows of a large body, one at a time, each as the text of a JSON object: NDJSON, a JSON array, or CSV
// whose first record names the columns.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/rest/body.hpp"
#include "base/csv.hpp"
#include "base/json_values.hpp"
#include "http/request.hpp"

namespace backstay::api::rest {

class RowReader {
public:
    // REQUIRES: the request outlives it.
    RowReader(http::Request const& request, BodyType type);

    // False at the end. An error says in which line.
    Result<bool> next(std::string& row);
    int line() const;  // of the last row

private:
    Result<bool> next_record(std::string& row);

    std::optional<JsonValues> json_;
    std::optional<CsvReader> csv_;
    std::vector<std::string> names_;
    std::vector<CsvField> record_;
};

// "Line 12 of the body." as the error's hint, before the one it has.
void name_line(Error& error, int line);

}  // namespace backstay::api::rest
