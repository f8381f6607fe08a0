#include "base/json_values.hpp"

namespace backstay {
namespace {

constexpr std::size_t longest = 256UL * 1024 * 1024;

bool is_space(int byte) { return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r'; }

Failure malformed(std::string message, int line) {
    return failure("22P02", std::move(message)).at({.file = {}, .line = line});
}

}  // namespace

void JsonValues::skip_space() {
    while (is_space(bytes_.peek())) bytes_.get();
}

Result<bool> JsonValues::next(std::string& value) {
    value.clear();
    TRY(auto const more, between_values());
    if (!more) return false;
    line_ = bytes_.line();
    TRY_VOID(read_value(value));
    first_ = false;
    return true;
}

// To the first byte of the next value; false when there is none.
Result<bool> JsonValues::between_values() {
    skip_space();
    if (state_ == State::start) {
        constexpr std::string_view mark = "\xEF\xBB\xBF";
        for (auto const c : mark)
            if (bytes_.peek() == static_cast<unsigned char>(c)) bytes_.get();
        skip_space();
        state_ = bytes_.peek() == '[' ? State::in_array : State::sequence;
        if (state_ == State::in_array) bytes_.get();
        skip_space();
    }
    if (state_ == State::in_array) {
        if (bytes_.peek() == ']') {
            bytes_.get();
            skip_space();
            state_ = State::end;
        } else if (!first_) {
            if (bytes_.peek() != ',')
                return malformed("expected , or ] after a value of the array", bytes_.line());
            bytes_.get();
            skip_space();
        }
    }
    if (state_ == State::end && bytes_.peek() >= 0)
        return malformed("there is something after the array", bytes_.line());
    if (state_ == State::in_array && bytes_.peek() < 0)
        return malformed("the text ends before the array does", bytes_.line());
    return bytes_.peek() >= 0;
}

Result<void> JsonValues::read_string(std::string& value) {
    value += static_cast<char>(bytes_.get());
    for (;;) {
        auto const byte = bytes_.get();
        if (byte < 0) return malformed("the text ends inside a string", line_);
        value += static_cast<char>(byte);
        if (byte == '"') return {};
        if (byte == '\\' && bytes_.peek() >= 0) value += static_cast<char>(bytes_.get());
    }
}

Result<void> JsonValues::read_value(std::string& value) {
    int depth = 0;
    for (;;) {
        auto const byte = bytes_.peek();
        if (byte < 0 && depth > 0) return malformed("the text ends inside a value", line_);
        bool const ends = byte < 0 || is_space(byte) || byte == ',' || byte == ']';
        if (depth == 0 && ends) return {};
        if (byte == '"') {
            TRY_VOID(read_string(value));
        } else {
            value += static_cast<char>(bytes_.get());
            if (byte == '{' || byte == '[') ++depth;
            if (byte == '}' || byte == ']') --depth;
        }
        if (value.size() > longest) return failure("54000", "a value has more than 256 MB");
        if (depth == 0 && (byte == '}' || byte == ']' || byte == '"')) return {};
    }
}

}  // namespace backstay
