#include "engine/sqlite/values/array_text.hpp"

#include <array>
#include <charconv>
#include <optional>

#include "base/limitation.hpp"
#include "base/text.hpp"

namespace backstay::engine::sqlite {
namespace {

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

struct Element {
    std::string text;
    bool null = false;
};

// Takes a literal apart; what its elements say is read afterwards, as PostgreSQL does, so that a literal's
// own faults come first.
class Literal {
public:
    explicit Literal(std::string_view text) : text_(text), shown_(text) {}

    Result<void> read() {
        TRY_VOID(bounds());
        skip_blanks();
        if (peek() != '{')
            return malformed(explicit_bounds_.empty()
                                 ? "Array value must start with \"{\" or dimension information."
                                 : "Array contents must start with \"{\".");
        shown_ = text_.substr(place_);
        do {
            TRY_VOID(token());
        } while (depth_ > 0);
        skip_blanks();
        if (place_ < text_.size()) return malformed("Junk after closing right brace.");
        if (ragged_)
            return malformed("Multidimensional arrays must have sub-arrays with matching dimensions.");
        if (elements_.empty()) lengths_.clear();
        shown_ = text_;
        if (!explicit_bounds_.empty() && explicit_bounds_ != lengths_)
            return malformed("Specified array dimensions do not match array contents.");
        if (elsewhere_) return not_supported(Limitation::array_lower_bound);
        return {};
    }

    std::vector<int> const& dimensions() const { return lengths_; }
    std::vector<Element> const& elements() const { return elements_; }

private:
    enum class Last : std::uint8_t { nothing, open, element, close, comma_after_element, comma_after_level };

    char peek() const { return place_ < text_.size() ? text_[place_] : '\0'; }
    bool ended() const { return place_ >= text_.size(); }
    void skip_blanks() {
        while (!ended() && is_blank(peek())) ++place_;
    }

    Failure malformed(std::string detail) const {
        return failure("22P02", "malformed array literal: \"" + std::string(shown_) + "\"")
            .detail(std::move(detail));
    }
    Failure unexpected(char c) const {
        return malformed("Unexpected \"" + std::string(1, c) + "\" character.");
    }

    std::optional<int> number() {
        int value = 0;
        auto const [end, error] = std::from_chars(text_.data() + place_, text_.data() + text_.size(), value);
        if (error != std::errc()) return std::nullopt;
        place_ = static_cast<std::size_t>(end - text_.data());
        return value;
    }

    // [1:2][3]=
    Result<void> bounds() {
        for (skip_blanks(); peek() == '['; skip_blanks()) {
            ++place_;
            skip_blanks();
            auto const first = number();
            if (!first) return malformed("\"[\" must introduce explicitly-specified array dimensions.");
            int lower = 1, upper = *first;
            if (peek() == ':') {
                ++place_;
                auto const second = number();
                if (!second) return malformed("Missing array dimension value.");
                lower = *first;
                upper = *second;
            }
            if (peek() != ']') return malformed("Missing \"]\" after array dimensions.");
            ++place_;
            if (upper < lower) return failure("2202E", "upper bound cannot be less than lower bound");
            elsewhere_ = elsewhere_ || lower != 1;
            explicit_bounds_.push_back(upper - lower + 1);
        }
        if (explicit_bounds_.empty()) return {};
        TRY_VOID(check_dimensions(explicit_bounds_));
        if (peek() != '=') return malformed("Missing \"=\" after array dimensions.");
        ++place_;
        return {};
    }

    Result<void> token() {
        skip_blanks();
        if (ended()) return malformed("Unexpected end of input.");
        switch (peek()) {
            case '{': return open();
            case '}': return close();
            case ',': return comma();
            default: return element();
        }
    }

    Result<void> open() {
        if (last_ != Last::nothing && last_ != Last::open && last_ != Last::comma_after_level)
            return unexpected('{');
        if (depth_ == most_depth) return check_dimensions(std::vector<int>(most_depth + 1, 0));
        counts_[depth_++] = 0;
        last_ = Last::open;
        ++place_;
        return {};
    }

    Result<void> close() {
        bool const empty = last_ == Last::open && depth_ == 1;
        if (last_ != Last::element && last_ != Last::close && !empty) return unexpected('}');
        --depth_;
        if (lengths_.size() <= depth_) lengths_.resize(depth_ + 1, 0);
        int const count = counts_[depth_];
        if (lengths_[depth_] != 0 && lengths_[depth_] != count)
            return malformed("Multidimensional arrays must have sub-arrays with matching dimensions.");
        lengths_[depth_] = count;
        if (depth_ > 0) ++counts_[depth_ - 1];
        last_ = Last::close;
        ++place_;
        return {};
    }

    Result<void> comma() {
        if (last_ != Last::element && last_ != Last::close) return unexpected(',');
        last_ = last_ == Last::close ? Last::comma_after_level : Last::comma_after_element;
        ++place_;
        return {};
    }

    Result<void> element() {
        if (last_ != Last::open && last_ != Last::comma_after_element)
            return peek() == '\\' ? unexpected('\\') : malformed("Unexpected array element.");
        Element read;
        TRY_VOID(peek() == '"' ? quoted(read.text) : bare(read));
        // PostgreSQL 15 makes something else of elements beside sub-arrays; later versions say so.
        ragged_ = ragged_ || (!elements_.empty() && depth_ != element_depth_);
        element_depth_ = depth_;
        elements_.push_back(std::move(read));
        ++counts_[depth_ - 1];
        last_ = Last::element;
        return {};
    }

    Result<void> quoted(std::string& out) {
        for (++place_; peek() != '"'; ++place_) {
            if (peek() == '\\') ++place_;
            if (ended()) return malformed("Unexpected end of input.");
            out += peek();
        }
        ++place_;
        return {};
    }

    Result<void> bare(Element& out) {
        std::size_t kept = 0;  // blanks at the end are cut, unless escaped
        bool escaped = false;
        for (; peek() != ',' && peek() != '}'; ++place_) {
            if (ended()) return malformed("Unexpected end of input.");
            if (peek() == '{') return unexpected('{');
            if (peek() == '"') return malformed("Unexpected array element.");
            bool const blank = is_blank(peek());
            if (peek() == '\\') {
                escaped = true;
                ++place_;
                if (ended()) return malformed("Unexpected end of input.");
            }
            out.text += peek();
            if (!blank) kept = out.text.size();
        }
        out.text.resize(kept);
        out.null = !escaped && equals_ignoring_case(out.text, "null");
        return {};
    }

    static constexpr std::size_t most_depth = 6;
    std::string_view text_;
    std::string_view shown_;  // by messages
    std::size_t place_ = 0;
    std::size_t depth_ = 0;
    bool ragged_ = false;     // elements beside sub-arrays
    bool elsewhere_ = false;  // a lower bound is not 1
    std::size_t element_depth_ = 0;
    Last last_ = Last::nothing;
    std::array<int, most_depth> counts_{};
    std::vector<int> lengths_;
    std::vector<int> explicit_bounds_;
    std::vector<Element> elements_;
};

bool needs_quotes(std::string_view text) {
    if (text.empty() || equals_ignoring_case(text, "null")) return true;
    for (char const c : text)
        if (c == '"' || c == '\\' || c == '{' || c == '}' || c == ',' || is_blank(c)) return true;
    return false;
}

void append_element(std::string& out, std::string const& text) {
    if (!needs_quotes(text)) {
        out += text;
        return;
    }
    out += '"';
    for (char const c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
}

void append_level(std::string& out, ArrayValue const& array, PrintElement const& print, std::size_t depth,
                  std::size_t& next) {
    out += '{';
    int const count = depth < array.dimensions.size() ? array.dimensions[depth] : 0;
    for (int i = 0; i < count; ++i) {
        if (i > 0) out += ',';
        if (depth + 1 < array.dimensions.size()) {
            append_level(out, array, print, depth + 1, next);
            continue;
        }
        auto const& value = array.elements[next++];
        if (std::holds_alternative<std::monostate>(value))
            out += "NULL";
        else
            append_element(out, print(value));
    }
    out += '}';
}

}  // namespace

Result<ArrayValue> parse_array(std::string_view text, ReadElement const& read) {
    Literal literal(text);
    TRY_VOID(literal.read());
    ArrayValue array{.dimensions = literal.dimensions(), .elements = {}};
    for (auto const& element : literal.elements()) {
        if (element.null) {
            array.elements.emplace_back();
            continue;
        }
        TRY(auto value, read(element.text));
        array.elements.push_back(std::move(value));
    }
    return array;
}

std::string print_array(ArrayValue const& array, PrintElement const& print) {
    std::string out;
    std::size_t next = 0;
    append_level(out, array, print, 0, next);
    return out;
}

}  // namespace backstay::engine::sqlite
