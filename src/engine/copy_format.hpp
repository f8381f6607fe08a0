#pragma once

// The data of COPY ... FROM STDIN, taken apart as PostgreSQL does: its text format and CSV.
//
//     1<tab>a\tb<tab>\N                    text: 1, "a<tab>b", NULL
//     1,"a, ""b""",                        csv: 1, "a, "b"", NULL
//
// https://www.postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/engine.hpp"
#include "sql/ast.hpp"

namespace backstay::engine {

struct CopyFormat {
    bool csv = false;
    char delimiter = '\t';
    std::string null = "\\N";
    bool header = false;
    char quote = '"', escape = '"';
};

// Of WITH (format csv, header, ...); 0A000 for what is not honoured, such as encodings.
Result<CopyFormat> copy_format(std::vector<sql::Option> const& options);

// Row by row; the views into `data` are kept.
class CopyReader {
public:
    CopyReader(std::string_view data, CopyFormat format);

    // The next row; nothing at the end, or after a line `\.`.
    Result<std::optional<std::vector<Parameter>>> next();
    int line() const { return line_; }  // of the row that next() gave, from 1

private:
    std::vector<Parameter> text_row(std::string_view line) const;
    Result<std::vector<Parameter>> csv_row();
    std::string_view take_line();

    std::string_view rest_;
    CopyFormat format_;
    int line_ = 0, next_line_ = 1;
};

}  // namespace backstay::engine
