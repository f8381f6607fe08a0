#pragma once

// The values of a large JSON text, one at a time: the elements of an array, or values one after another with
// white space between them (NDJSON).
//
//     [{"a": 1}, {"a": 2}]      {"a": 1}      gives the texts {"a": 1} and {"a": 2}
//                               {"a": 2}
//
// Only where a value begins and ends is looked at; a parser has to read it. 22P02, with its line, when the
// text ends too early or there is something else between values; 54000 when one has more than 256 MB.

#include <string>

#include "base/byte_reader.hpp"
#include "base/result.hpp"

namespace backstay {

class JsonValues {
public:
    explicit JsonValues(ByteReader::Source source) : bytes_(std::move(source)) {}

    // False at the end.
    Result<bool> next(std::string& value);
    // Where the last value began.
    int line() const { return line_; }

private:
    enum class State : std::uint8_t { start, in_array, sequence, end };

    void skip_space();
    Result<bool> between_values();
    Result<void> read_value(std::string& value);
    Result<void> read_string(std::string& value);

    ByteReader bytes_;
    State state_ = State::start;
    bool first_ = true;
    int line_ = 1;
};

}  // namespace backstay
