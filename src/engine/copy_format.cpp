#include "engine/copy_format.hpp"

#include <algorithm>

#include "base/limitation.hpp"
#include "base/text.hpp"

namespace backstay::engine {
namespace {

Result<char> one_character(sql::Option const& option) {
    if (option.value.size() != 1)
        return failure("0A000", "COPY " + option.name + " must be a single one-byte character");
    return option.value[0];
}

bool is_true(std::string const& value) {
    auto const word = to_lower(value);
    return word.empty() || word == "true" || word == "on" || word == "1";
}

Result<void> set(CopyFormat& format, sql::Option const& option) {
    if (option.name == "format") {
        if (option.value != "text" && option.value != "csv")
            return not_supported(Limitation::copy_format, option.value);
        return {};
    }
    if (option.name == "header") {
        format.header = is_true(option.value);
    } else if (option.name == "null") {
        format.null = option.value;
    } else if (option.name == "delimiter") {
        TRY(format.delimiter, one_character(option));
    } else if (option.name == "quote") {
        TRY(format.quote, one_character(option));
        format.escape = format.quote;
    } else if (option.name != "escape" && option.name != "freeze") {
        return not_supported(Limitation::copy_option, option.name);
    }
    return {};
}

std::optional<int> digits(std::string_view text, std::size_t& at, int base, std::size_t most) {
    int value = 0;
    std::size_t count = 0;
    for (; count < most && at < text.size(); ++count, ++at) {
        char const c = text[at];
        int const digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : base;
        if (digit >= base) break;
        value = value * base + digit;
    }
    return count == 0 ? std::nullopt : std::optional(value);
}

// The character that a backslash at `at - 1` hides; moves `at` behind it.
char unescaped(std::string_view text, std::size_t& at) {
    char const c = text[at];
    if (c >= '0' && c <= '7') return static_cast<char>(digits(text, at, 8, 3).value_or(0) & 0xFF);
    ++at;
    switch (c) {
        case 'b': return '\b';
        case 'f': return '\f';
        case 'n': return '\n';
        case 'r': return '\r';
        case 't': return '\t';
        case 'v': return '\v';
        case 'x':
            if (auto const value = digits(text, at, 16, 2)) return static_cast<char>(*value);
            return 'x';
        default: return c;
    }
}

}  // namespace

Result<CopyFormat> copy_format(std::vector<sql::Option> const& options) {
    auto const is_csv = [](sql::Option const& option) {
        return option.name == "format" && option.value == "csv";
    };
    CopyFormat format;
    if (std::ranges::any_of(options, is_csv)) format = {.csv = true, .delimiter = ',', .null = ""};
    for (auto const& option : options) TRY_VOID(set(format, option));
    for (auto const& option : options) {
        if (option.name != "escape") continue;
        TRY(format.escape, one_character(option));
    }
    return format;
}

CopyReader::CopyReader(std::string_view data, CopyFormat format) : rest_(data), format_(std::move(format)) {
    if (format_.header) take_line();
}

std::string_view CopyReader::take_line() {
    auto const end = std::min(rest_.find('\n'), rest_.size());
    auto line = rest_.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    line_ = next_line_++;
    return line;
}

Result<std::optional<std::vector<Parameter>>> CopyReader::next() {
    if (rest_.empty()) return std::nullopt;
    if (rest_ == "\\." || rest_.starts_with("\\.\n") || rest_.starts_with("\\.\r\n")) return std::nullopt;
    if (!format_.csv) return text_row(take_line());
    line_ = next_line_;
    TRY(auto row, csv_row());
    return row;
}

std::vector<Parameter> CopyReader::text_row(std::string_view line) const {
    std::vector<Parameter> fields;
    std::string field;
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= line.size();) {
        if (at == line.size() || line[at] == format_.delimiter) {
            bool const null = line.substr(begin, at - begin) == format_.null;
            fields.push_back(null ? std::nullopt : Parameter(std::move(field)));
            field.clear();
            begin = ++at;
        } else if (line[at] == '\\' && at + 1 < line.size()) {
            ++at;
            field += unescaped(line, at);
        } else {
            field += line[at++];
        }
    }
    return fields;
}

// A quoted field may go over several lines.
Result<std::vector<Parameter>> CopyReader::csv_row() {
    std::vector<Parameter> fields;
    std::string field;
    bool quoted = false, inside = false;
    std::size_t at = 0;
    auto const end_field = [&] {
        fields.push_back(!quoted && field == format_.null ? std::nullopt : Parameter(std::move(field)));
        field.clear();
        quoted = false;
    };
    for (; at < rest_.size(); ++at) {
        char const c = rest_[at];
        if (c == '\n') ++next_line_;
        if (inside) {
            bool const escapes = c == format_.escape && at + 1 < rest_.size() &&
                                 (rest_[at + 1] == format_.quote || rest_[at + 1] == format_.escape);
            if (escapes)
                field += rest_[++at];
            else if (c == format_.quote)
                inside = false;
            else
                field += c;
        } else if (c == format_.quote) {
            quoted = inside = true;
        } else if (c == format_.delimiter) {
            end_field();
        } else if (c == '\n') {
            break;
        } else if (c != '\r' || (at + 1 < rest_.size() && rest_[at + 1] != '\n')) {
            field += c;
        }
    }
    if (inside) return failure("22P04", "unterminated CSV quoted field");
    if (at == rest_.size()) ++next_line_;
    rest_.remove_prefix(std::min(at + 1, rest_.size()));
    end_field();
    return fields;
}

}  // namespace backstay::engine
