#pragma once

// Comma-separated values, read record by record (RFC 4180).
//
//     record  = field *("," field) (CRLF / LF)            the last line end may be absent
//     field   = *(any but "," DQUOTE CR LF) / DQUOTE *(any but DQUOTE / 2DQUOTE) DQUOTE
//
//     CsvReader csv(source, ',');
//     while (TRY(more, csv.next(record)), more) ...       record[i].text, record[i].quoted
//
// A byte order mark before the first record is passed over, and so are lines with nothing on them. What does
// not follow the grammar is 22P04, with its line.

#include <string>
#include <string_view>
#include <vector>

#include "base/byte_reader.hpp"
#include "base/result.hpp"

namespace backstay {

struct CsvField {
    std::string text;
    bool quoted = false;  // "" is an empty text; nothing between commas may be no value at all
    bool operator==(CsvField const&) const = default;
};

class CsvReader {
public:
    CsvReader(ByteReader::Source source, char delimiter);

    // False at the end.
    Result<bool> next(std::vector<CsvField>& record);
    // Where the last record began.
    int line() const { return line_; }

private:
    Result<CsvField> field();
    Result<void> quoted_text(std::string& text);
    Result<bool> end_of_field();  // whether the record goes on
    void skip_empty_lines();

    ByteReader bytes_;
    char delimiter_;
    int line_ = 1;
};

// Appends the field: in quotes where it has to be, and where it is empty (nothing at all is no value).
void append_csv_field(std::string& out, std::string_view text);

}  // namespace backstay
