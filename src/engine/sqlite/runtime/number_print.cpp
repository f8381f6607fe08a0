// print_number(): each pattern of the format takes its digit, blank or sign in turn.

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "engine/sqlite/runtime/number_format.hpp"

namespace backstay::engine::sqlite {
namespace {

using Anchor = NumberFormat::Anchor;

constexpr int roman_width = 15;

std::string_view ordinal_ending(std::string_view digits, bool lower) {
    char const last = digits.back();
    bool const teen = digits.size() > 1 && digits[digits.size() - 2] == '1';
    if (teen || last < '1' || last > '3') return lower ? "th" : "TH";
    if (last == '1') return lower ? "st" : "ST";
    if (last == '2') return lower ? "nd" : "ND";
    return lower ? "rd" : "RD";
}

class Printer {
public:
    Printer(NumberFormat format, ShownNumber number)
        : format_(std::move(format)), number_(std::move(number)) {
        fit();
        place_sign();
        last_ = format_.after + format_.before - 1;
        if (format_.fill && format_.point) find_relevant();
        if (!sign_written_ && blanks_ == 0) ++last_;
        if (format_.zero_first > 0) --format_.zero_first;
    }

    Result<std::string> print() {
        for (auto const& item : format_.items) TRY_VOID(write(item));
        return out_.substr(0, out_.find('\0'));
    }

private:
    static constexpr std::size_t none = std::string::npos;

    // Blanks before a shorter number, #### for a longer one.
    void fit() {
        if (format_.roman) return;
        auto const whole = static_cast<int>(std::min(number_.digits.find('.'), number_.digits.size()));
        if (whole <= format_.before) {
            blanks_ = format_.before - whole;
            return;
        }
        number_.digits.assign(static_cast<std::size_t>(format_.before + format_.after + 1), '#');
        number_.digits[static_cast<std::size_t>(format_.before)] = '.';
    }

    void place_sign() {
        if (format_.roman) {
            bool const fill = format_.fill;
            format_ = {.items = std::move(format_.items), .fill = fill, .roman = true};
            return;
        }
        if (format_.plus || format_.minus) {
            sign_written_ = format_.minus;
            return;
        }
        if (!number_.negative && format_.fill) format_.bracket = false;
        sign_written_ = !number_.negative && format_.fill && !format_.sign;
        if (format_.sign_anchor == Anchor::front && format_.before == format_.digits_before_sign)
            format_.sign_anchor = Anchor::back;
    }

    // FM leaves zeros at the end of the fraction away, but for those that a 0 asks for.
    void find_relevant() {
        auto const point = number_.digits.find('.');
        if (point == none) return;
        relevant_ = point;
        for (auto i = point + 1; i < number_.digits.size(); ++i)
            if (number_.digits[i] != '0') relevant_ = i;
        if (format_.zero_last <= blanks_) return;
        auto const asked = static_cast<std::size_t>(format_.zero_last - blanks_);
        relevant_ = std::max(relevant_, std::min(asked, number_.digits.size() - 1));
    }

    bool ends_at_point() const { return relevant_ != none && number_.digits[relevant_] == '.'; }
    char current() const { return next_ < number_.digits.size() ? number_.digits[next_] : '\0'; }
    // The 0 of 0.5, which 9.9 does not show.
    bool is_idle_zero() const {
        return !format_.zeros && next_ == 0 && current() == '0' && format_.after != 0;
    }

    Result<void> write(FormatItem const& item) {
        if (item.pattern == Pattern::ordinal) return write_ordinal(item.lower);
        write_plain(item);
        return {};
    }

    void write_plain(FormatItem const& item) {
        switch (item.pattern) {
            case Pattern::text: out_ += item.text; return;
            case Pattern::nine:
            case Pattern::zero:
            case Pattern::point: write_digit(item.pattern); return;
            case Pattern::comma:
                if (inside_)
                    out_ += ',';
                else if (!format_.fill)
                    out_ += ' ';
                return;
            case Pattern::currency: out_ += ' '; return;
            case Pattern::roman: write_roman(item.lower); return;
            case Pattern::minus: write_one_sign(sign() == '-', '-'); return;
            case Pattern::plus: write_one_sign(sign() == '+', '+'); return;
            case Pattern::any_sign: out_ += sign(); return;
            default: return;
        }
    }

    Result<void> write_ordinal(bool lower) {
        auto const& digits = number_.digits;
        if (format_.roman || digits.starts_with('#') || number_.negative || format_.point) return {};
        if (digits.empty() || digits.back() < '0' || digits.back() > '9')
            return failure("22P02", "\"" + digits + "\" is not a number");
        out_ += ordinal_ending(digits, lower);
        return {};
    }

    // PostgreSQL's text ends at the first NUL: a Roman number has no sign, and digits may run out.
    char sign() const { return format_.roman ? '\0' : number_.negative ? '-' : '+'; }
    void write_one_sign(bool is_it, char sign) {
        if (is_it)
            out_ += sign;
        else if (!format_.fill)
            out_ += ' ';
    }

    void write_roman(bool lower) {
        auto text = number_.digits;
        if (lower) text = to_lower(text);
        if (!format_.fill && text.size() < roman_width) out_.append(roman_width - text.size(), ' ');
        out_ += text;
    }

    void write_leading_sign() {
        bool const reached = position_ >= blanks_ || (format_.zeros && format_.zero_first == position_);
        if (sign_written_ || !reached || (is_idle_zero() && !ends_at_point())) return;
        if (format_.sign) {
            if (format_.sign_anchor != Anchor::front) return;
            out_ += sign();
        } else if (format_.bracket) {
            out_ += number_.negative ? '<' : ' ';
        } else if (number_.negative) {
            out_ += '-';
        } else if (!format_.fill) {
            out_ += ' ';
        }
        sign_written_ = true;
    }

    void write_digit(Pattern pattern) {
        if (format_.roman) return;
        inside_ = false;
        write_leading_sign();
        bool const before_number = position_ < blanks_;
        if (before_number && (!format_.zeros || format_.zero_first > position_)) {
            if (!format_.fill) out_ += ' ';
        } else if (before_number) {
            out_ += '0';
            inside_ = true;
        } else {
            write_own_digit(pattern);
            if (next_ < number_.digits.size()) ++next_;
        }
        int end = last_ + (blanks_ > 0 ? 1 : 0) + (format_.point ? 1 : 0);
        if (relevant_ != none && relevant_ == next_) end = position_;
        if (position_ + 1 == end) write_trailing_sign();
        ++position_;
    }

    void write_own_digit(Pattern pattern) {
        if (current() == '.') {
            out_ += '.';
        } else if (relevant_ != none && next_ > relevant_ && pattern != Pattern::zero) {
            return;
        } else if (is_idle_zero()) {
            if (!format_.fill)
                out_ += ' ';
            else if (ends_at_point())
                out_ += '0';
        } else {
            out_ += current();
            inside_ = true;
        }
    }

    void write_trailing_sign() {
        if (sign_written_ && format_.bracket)
            out_ += number_.negative ? '>' : ' ';
        else if (format_.sign && format_.sign_anchor == Anchor::back)
            out_ += sign();
    }

    NumberFormat format_;
    ShownNumber number_;
    std::string out_;
    int blanks_ = 0;               // before the number's first digit
    int last_ = 0;                 // the position of the last digit
    int position_ = 0;             // of the pattern at hand, digits and point counted
    std::size_t next_ = 0;         // of number_.digits
    std::size_t relevant_ = none;  // the last digit that FM shows
    bool sign_written_ = false;
    bool inside_ = false;  // the last pattern gave a digit
};

}  // namespace

Result<std::string> print_number(NumberFormat format, ShownNumber number) {
    return Printer(std::move(format), std::move(number)).print();
}

std::string roman(std::int64_t number) {
    if (number < 1 || number > 3999) return std::string(roman_width, '#');
    struct Part {
        int value;
        std::string_view text;
    };
    constexpr auto parts = std::to_array<Part>({{1000, "M"},
                                                {900, "CM"},
                                                {500, "D"},
                                                {400, "CD"},
                                                {100, "C"},
                                                {90, "XC"},
                                                {50, "L"},
                                                {40, "XL"},
                                                {10, "X"},
                                                {9, "IX"},
                                                {5, "V"},
                                                {4, "IV"},
                                                {1, "I"}});
    std::string out;
    for (auto const& [value, text] : parts)
        for (; number >= value; number -= value) out += text;
    return out;
}

}  // namespace backstay::engine::sqlite
