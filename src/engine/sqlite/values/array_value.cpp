#include "engine/sqlite/values/array_value.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "base/box.hpp"
#include "base/json.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

constexpr std::size_t most_dimensions = 6;
constexpr std::int64_t most_elements = 134217727;

void append_utf8(std::string& out, unsigned code) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (code >> 18));
        out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

// Reads what store_array() wrote.
class Reader {
public:
    Reader(std::string_view text, sql::Type element) : text_(text), element_(element) {}

    ArrayValue read() {
        level(0);
        if (array_.elements.empty()) array_.dimensions.clear();
        return std::move(array_);
    }

private:
    char peek() const { return place_ < text_.size() ? text_[place_] : '\0'; }
    void skip_blanks() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\t' || peek() == '\r') ++place_;
    }

    // REQUIRES: stands at '['.
    void level(std::size_t depth) {
        ++place_;
        if (array_.dimensions.size() <= depth) array_.dimensions.push_back(0);
        int count = 0;
        for (skip_blanks(); peek() != ']' && peek() != '\0'; skip_blanks()) {
            ++count;
            if (peek() == '[')
                level(depth + 1);
            else
                array_.elements.push_back(value());
            skip_blanks();
            if (peek() == ',') ++place_;
        }
        ++place_;
        array_.dimensions[depth] = count;
    }

    Value value() {
        if (peek() == '"') return of_text(string());
        auto const end = std::min(text_.find_first_of(",] \n\t\r", place_), text_.size());
        auto const word = text_.substr(place_, end - place_);
        place_ = end;
        if (word == "null") return {};
        if (word == "true") return std::int64_t{1};
        if (word == "false") return std::int64_t{0};
        if (word.find_first_of(".eE") != std::string_view::npos)
            return std::strtod(std::string(word).c_str(), nullptr);
        std::int64_t number = 0;
        std::from_chars(word.data(), word.data() + word.size(), number);
        if (real()) return static_cast<double>(number);
        return number;
    }

    std::string string() {
        std::string out;
        for (++place_; place_ < text_.size() && text_[place_] != '"'; ++place_) {
            if (text_[place_] != '\\') {
                out += text_[place_];
                continue;
            }
            switch (char const c = text_[++place_]) {
                case 'b': out += '\b'; break;
                case 'f': out += '\f'; break;
                case 'n': out += '\n'; break;
                case 'r': out += '\r'; break;
                case 't': out += '\t'; break;
                case 'u': append_utf8(out, unicode()); break;
                default: out += c;
            }
        }
        ++place_;
        return out;
    }

    // Stands at 'u', ends at the last digit.
    unsigned unicode() {
        auto const four = [&](std::size_t at) {
            unsigned code = 0;
            std::from_chars(text_.data() + at, text_.data() + std::min(at + 4, text_.size()), code, 16);
            return code;
        };
        unsigned const high = four(place_ + 1);
        place_ += 4;
        if (high < 0xD800 || high > 0xDBFF || text_.substr(place_ + 1, 2) != "\\u") return high;
        unsigned const low = four(place_ + 3);
        place_ += 6;
        return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
    }

    bool real() const { return element_.base == BaseType::float4 || element_.base == BaseType::float8; }

    Value of_text(std::string text) const {
        if (real() && text == "Infinity") return std::numeric_limits<double>::infinity();
        if (real() && text == "-Infinity") return -std::numeric_limits<double>::infinity();
        if (element_.base == BaseType::bytea)
            if (auto bytes = parse_bytea(text)) return Bytes{*std::move(bytes)};
        return text;
    }

    std::string_view text_;
    sql::Type element_;
    std::size_t place_ = 0;
    ArrayValue array_;
};

void append_number(std::string& out, double number) {
    if (std::isinf(number)) {
        out += number > 0 ? "\"Infinity\"" : "\"-Infinity\"";
        return;
    }
    char buffer[32];
    auto const end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
    std::string_view const text(buffer, static_cast<std::size_t>(end - buffer));
    out += text;
    if (text.find_first_of(".e") == std::string_view::npos) out += ".0";
}

void append_element(std::string& out, Value const& value) {
    std::visit(Overloaded{[&](std::monostate) { out += "null"; },
                          [&](std::int64_t number) { out += std::to_string(number); },
                          [&](double number) { append_number(out, number); },
                          [&](std::string const& text) { append_json_string(out, text); },
                          [&](Bytes const& bytes) { append_json_string(out, print_bytea(bytes.data)); }},
               value);
}

void append_level(std::string& out, ArrayValue const& array, std::size_t depth, std::size_t& next) {
    out += '[';
    int const count = depth < array.dimensions.size() ? array.dimensions[depth] : 0;
    for (int i = 0; i < count; ++i) {
        if (i > 0) out += ',';
        if (depth + 1 < array.dimensions.size())
            append_level(out, array, depth + 1, next);
        else
            append_element(out, array.elements[next++]);
    }
    out += ']';
}

template <class T>
int order(T const& a, T const& b) {
    return a < b ? -1 : b < a ? 1 : 0;
}

bool is_text(Value const& value) { return std::holds_alternative<std::string>(value); }

double as_number(Value const& value) {
    if (auto const* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    if (auto const* real = std::get_if<double>(&value)) return *real;
    return std::numeric_limits<double>::infinity();
}

}  // namespace

ArrayValue ArrayValue::of(std::vector<Value> elements) {
    ArrayValue array{.dimensions = {}, .elements = std::move(elements)};
    if (!array.elements.empty()) array.dimensions.push_back(static_cast<int>(array.elements.size()));
    return array;
}

ArrayValue stored_array(std::string_view stored, sql::Type element) { return Reader(stored, element).read(); }

std::string store_array(ArrayValue const& array) {
    std::string out;
    std::size_t next = 0;
    append_level(out, array, 0, next);
    return out;
}

int compare_stored(Value const& a, Value const& b) {
    if (is_text(a) && is_text(b)) return order(std::get<std::string>(a), std::get<std::string>(b));
    if (auto const* bytes = std::get_if<Bytes>(&a); bytes != nullptr && std::holds_alternative<Bytes>(b))
        return order(bytes->data, std::get<Bytes>(b).data);
    // A number beside a text: NaN.
    if (is_text(a) || is_text(b)) return is_text(a) ? 1 : -1;
    auto const *left = std::get_if<std::int64_t>(&a), *right = std::get_if<std::int64_t>(&b);
    if (left != nullptr && right != nullptr) return order(*left, *right);
    return order(as_number(a), as_number(b));
}

int compare_arrays(ArrayValue const& a, ArrayValue const& b, CompareValues const& compare) {
    auto const common = std::min(a.elements.size(), b.elements.size());
    auto const null = [](Value const& value) { return std::holds_alternative<std::monostate>(value); };
    for (std::size_t i = 0; i < common; ++i) {
        auto const &left = a.elements[i], &right = b.elements[i];
        int const found = null(left) || null(right) ? order(null(left), null(right)) : compare(left, right);
        if (found != 0) return found;
    }
    if (int const found = order(a.elements.size(), b.elements.size()); found != 0) return found;
    if (int const found = order(a.dimensions.size(), b.dimensions.size()); found != 0) return found;
    return order(a.dimensions, b.dimensions);
}

Result<void> check_dimensions(std::vector<int> const& dimensions) {
    if (dimensions.size() > most_dimensions)
        return failure("54000", "number of array dimensions (" + std::to_string(dimensions.size()) +
                                    ") exceeds the maximum allowed (" + std::to_string(most_dimensions) +
                                    ")");
    std::int64_t count = 1;
    for (int const length : dimensions) {
        count *= length;
        if (count > most_elements)
            return failure("54000",
                           "array size exceeds the maximum allowed (" + std::to_string(most_elements) + ")");
    }
    return {};
}

}  // namespace backstay::engine::sqlite
