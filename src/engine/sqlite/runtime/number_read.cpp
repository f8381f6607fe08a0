// read_number(): each pattern of the format takes from the input what it stands for, leniently.

#include "engine/sqlite/runtime/number_format.hpp"

namespace backstay::engine::sqlite {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Reader {
public:
    Reader(NumberFormat const& format, std::string_view input) : format_(format), input_(input) {}

    ReadNumber read() {
        for (auto const& item : format_.items) {
            if (at_end()) break;
            take(item);
        }
        if (digits_.ends_with('.')) digits_.pop_back();
        return {.text = sign_ + digits_, .after = after_};
    }

private:
    bool at_end() const { return next_ >= input_.size(); }
    char current() const { return input_[next_]; }

    void skip_character() {
        ++next_;
        while (!at_end() && (static_cast<unsigned char>(current()) & 0xC0U) == 0x80U) ++next_;
    }
    // So many characters that cannot belong to a number.
    void skip_foreign(int count) {
        while (count-- > 0 && !at_end() &&
               std::string_view("0123456789.,+-").find(current()) == std::string_view::npos)
            skip_character();
    }

    void take(FormatItem const& item) {
        switch (item.pattern) {
            case Pattern::text: skip_character(); return;
            case Pattern::nine:
            case Pattern::zero:
            case Pattern::point:
                take_digit(item.pattern);
                ++next_;
                return;
            case Pattern::comma:
                if (!format_.fill && current() == ',') ++next_;
                return;
            case Pattern::currency: skip_foreign(1); return;
            case Pattern::minus: take_sign("-"); return;
            case Pattern::plus: take_sign("+"); return;
            case Pattern::any_sign: take_sign("-+"); return;
            case Pattern::ordinal:
                if (sign_ != "-" && !format_.point) skip_foreign(2);
                return;
            default: return;
        }
    }

    void take_sign(std::string_view signs) {
        if (signs.find(current()) == std::string_view::npos) return skip_foreign(1);
        sign_ = current();
        ++next_;
    }

    void take_sign_before() {
        bool const sign = current() == '-' || current() == '+';
        bool const bracket = format_.bracket && current() == '<';
        if (!sign && !bracket) return;
        sign_ = bracket ? '-' : current();
        ++next_;
    }

    bool take_number() {
        if (is_digit(current())) {
            digits_ += current();
            ++(point_ ? after_ : before_);
            return true;
        }
        if (!format_.point || point_ || current() != '.') return false;
        digits_ += '.';
        point_ = true;
        return true;
    }

    void take_digit(Pattern pattern) {
        if (current() == ' ') ++next_;
        if (at_end()) return;
        bool const signless = sign_ == " ";
        if (signless && pattern != Pattern::point && before_ + after_ == 0) take_sign_before();
        if (at_end()) return;
        if (is_digit(current()) && point_ && after_ == format_.after) return;
        bool const taken = take_number();
        if (sign_ == " " && before_ + after_ > 0) take_sign_behind(taken);
    }

    void take_sign_behind(bool taken) {
        if (format_.sign) {
            if (!taken || next_ + 1 >= input_.size()) return;
            char const following = input_[next_ + 1];
            if (following != '-' && following != '+') return;
            ++next_;
            sign_ = following;
        } else if (!taken && (format_.plus || format_.minus) && (current() == '-' || current() == '+')) {
            sign_ = current();
        }
    }

    NumberFormat const& format_;
    std::string_view input_;
    std::size_t next_ = 0;
    std::string sign_ = " ";
    std::string digits_;
    int before_ = 0, after_ = 0;
    bool point_ = false;
};

}  // namespace

Result<ReadNumber> read_number(NumberFormat const& format, std::string_view input) {
    if (format.exponent) return failure("0A000", "\"EEEE\" not supported for input");
    if (format.roman) return failure("0A000", "\"RN\" not supported for input");
    return Reader(format, input).read();
}

}  // namespace backstay::engine::sqlite
