#include "base/csv.hpp"

namespace backstay {
namespace {

bool ends_line(int byte) { return byte == '\n' || byte == '\r'; }

Failure malformed(std::string message, int line) {
    return failure("22P04", std::move(message)).at({.file = {}, .line = line});
}

}  // namespace

CsvReader::CsvReader(ByteReader::Source source, char delimiter)
    : bytes_(std::move(source)), delimiter_(delimiter) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    for (auto const c : mark)
        if (bytes_.peek() == static_cast<unsigned char>(c)) bytes_.get();
}

Result<bool> CsvReader::next(std::vector<CsvField>& record) {
    record.clear();
    skip_empty_lines();
    line_ = bytes_.line();
    if (bytes_.peek() < 0) return false;
    for (bool more = true; more;) {
        TRY(auto read, field());
        record.push_back(std::move(read));
        TRY(more, end_of_field());
    }
    return true;
}

void CsvReader::skip_empty_lines() {
    while (ends_line(bytes_.peek())) bytes_.get();
}

Result<CsvField> CsvReader::field() {
    CsvField read;
    if (bytes_.peek() == '"') {
        read.quoted = true;
        TRY_VOID(quoted_text(read.text));
        return read;
    }
    for (int byte = bytes_.peek(); byte >= 0 && !ends_line(byte) && byte != delimiter_;
         byte = bytes_.peek()) {
        if (byte == '"')
            return malformed("a quote inside a field that does not begin with one", bytes_.line());
        read.text += static_cast<char>(bytes_.get());
    }
    return read;
}

Result<void> CsvReader::quoted_text(std::string& text) {
    auto const began = bytes_.line();
    bytes_.get();
    for (;;) {
        auto const byte = bytes_.get();
        if (byte < 0) return malformed("unterminated CSV quoted field", began);
        if (byte != '"') {
            text += static_cast<char>(byte);
        } else if (bytes_.peek() == '"') {
            text += static_cast<char>(bytes_.get());
        } else {
            return {};
        }
    }
}

Result<bool> CsvReader::end_of_field() {
    auto const line = bytes_.line();
    auto const byte = bytes_.get();
    if (byte == delimiter_) return true;
    if (byte == '\r') {
        if (bytes_.peek() == '\n') bytes_.get();
        return false;
    }
    if (byte >= 0 && byte != '\n')
        return malformed("after a closing quote comes the next field or the end of the line", line);
    return false;
}

void append_csv_field(std::string& out, std::string_view text) {
    if (!text.empty() && text.find_first_of("\",\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (auto const c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

}  // namespace backstay
