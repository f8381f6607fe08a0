#pragma once

// The patterns of to_char() and to_number(), in the locale C: "FM9,999.00", "S099", "9.9EEEE", "RN".
// https://www.postgresql.org/docs/15/functions-formatting.html#FUNCTIONS-FORMATTING-NUMERIC-TABLE
//
//     TRY(auto const format, read_number_format("FM9,999.00"));
//     print_number(format, {.digits = "1234.50"})      1,234.50

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace backstay::engine::sqlite {

enum class Pattern : std::uint8_t {
    text,  // stands for itself
    nine,
    zero,
    point,     // . and D
    comma,     // , and G
    currency,  // L
    fill,      // FM
    blank,     // B
    sign,      // S, anchored to the number
    minus,     // MI
    plus,      // PL
    any_sign,  // SG
    bracket,   // PR
    roman,     // RN
    ordinal,   // TH
    shift,     // V
    exponent,  // EEEE
    ignored    // C, SP
};

struct FormatItem {
    Pattern pattern = Pattern::text;
    std::string text = {};
    bool lower = false;  // rn, th
};

struct NumberFormat {
    std::vector<FormatItem> items;
    int before = 0, after = 0;   // digits before and after the point
    int shift = 0;               // digits after V
    int zero_first = 0;          // from which digit (counted from 1) zeros are written; 0: none
    int zero_last = 0;           // up to which digit they are
    int digits_before_sign = 0;  // where S stood
    enum class Anchor : std::uint8_t { none, front, back };
    Anchor sign_anchor = Anchor::none;
    bool point = false, zeros = false, fill = false, blank = false, sign = false, bracket = false,
         minus = false, plus = false, roman = false, shifted = false, exponent = false;
};

// 42601 for patterns that exclude each other.
Result<NumberFormat> read_number_format(std::string_view text);

// A number as to_char() is to show it: its digits rounded to format.after places, without its sign.
struct ShownNumber {
    std::string digits;
    bool negative = false;
};
// 22P02 when TH has no digit to follow. REQUIRES: the format is not `exponent`.
Result<std::string> print_number(NumberFormat format, ShownNumber number);
// #### where the number does not fit, as to_char() does.
std::string roman(std::int64_t number);

// What to_number() reads: the text of a number, and how many digits after the point it has.
struct ReadNumber {
    std::string text;
    int after = 0;
};
Result<ReadNumber> read_number(NumberFormat const& format, std::string_view input);

}  // namespace backstay::engine::sqlite
