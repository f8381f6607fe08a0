// ISO 8601's intervals, section 4.4.3.
//     designators   = "P" ( number ( "Y" | "M" | "W" | "D" ) )* [ "T" ( number ( "H" | "M" | "S" ) )* ]
//     alternative   = "P" ( years "-" months "-" days | yyyymmdd ) [ "T" ( hh ":" mm ":" ss | hhmmss ) ]

#include <cmath>
#include <cstdlib>

#include "engine/sqlite/values/calendar.hpp"
#include "engine/sqlite/values/interval_fields.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr std::int64_t minute = 60 * microseconds_a_second;
constexpr std::int64_t hour = 60 * minute;

class IsoReader {
public:
    IsoReader(std::string_view rest, IntervalFields& fields) : rest_(rest), fields_(fields) {}

    IntervalFault read() {
        while (!rest_.empty()) {
            if (take('T')) {
                in_time_ = true;
                after_field_ = false;
                continue;
            }
            if (auto const fault = in_time_ ? time_field() : date_field(); fault != IntervalFault::none)
                return fault;
            after_field_ = true;
            if (done_) return IntervalFault::none;
        }
        return IntervalFault::none;
    }

private:
    struct Number {
        std::int64_t whole = 0;
        double fraction = 0;
        std::size_t digits = 0;  // before anything else
    };

    bool take(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    static IntervalFault fitted(bool fits) { return fits ? IntervalFault::none : IntervalFault::field; }

    IntervalFault number(Number& n) {
        char const first = rest_.empty() ? '\0' : rest_.front();
        if (first != '-' && first != '.' && (first < '0' || first > '9')) return IntervalFault::syntax;
        auto const unsigned_part = rest_.substr(first == '-' ? 1 : 0);
        n.digits = std::min(unsigned_part.find_first_not_of("0123456789"), unsigned_part.size());
        std::string const text(rest_);
        char* end = nullptr;
        double const value = std::strtod(text.c_str(), &end);
        if (end == text.c_str()) return IntervalFault::syntax;
        rest_.remove_prefix(static_cast<std::size_t>(end - text.c_str()));
        if (std::isinf(value)) return IntervalFault::syntax;
        if (!(value >= -1e15 && value <= 1e15)) return IntervalFault::field;
        n.whole = static_cast<std::int64_t>(value);
        n.fraction = value - static_cast<double>(n.whole);
        return IntervalFault::none;
    }

    IntervalFault date_field() {
        Number n;
        if (auto const fault = number(n); fault != IntervalFault::none) return fault;
        char const unit = rest_.empty() || rest_.front() == 'T' ? '\0' : rest_.front();
        if (unit != '\0') rest_.remove_prefix(1);
        switch (unit) {
            case 'Y': return fitted(fields_.add_years(n.whole, n.fraction, 1));
            case 'M': return fitted(fields_.add_months(n.whole, n.fraction));
            case 'W': return fitted(fields_.add_weeks(n.whole, n.fraction));
            case 'D': return fitted(fields_.add_days(n.whole, n.fraction, 1));
            case '\0':
                if (n.digits == 8 && !after_field_)
                    return fitted(fields_.add_years(n.whole / 10000, 0, 1) &&
                                  fields_.add_months(n.whole / 100 % 100, 0) &&
                                  fields_.add_days(n.whole % 100, n.fraction, 1));
                return extended_date(n, false);
            case '-': return extended_date(n, true);
            default: return IntervalFault::syntax;
        }
    }

    // years "-" months "-" days; or years alone
    IntervalFault extended_date(Number n, bool more) {
        if (after_field_) return IntervalFault::syntax;
        if (!fields_.add_years(n.whole, n.fraction, 1)) return IntervalFault::field;
        if (!more) return IntervalFault::none;
        if (auto const fault = number(n); fault != IntervalFault::none) return fault;
        if (!fields_.add_months(n.whole, n.fraction)) return IntervalFault::field;
        if (rest_.empty() || rest_.front() == 'T') return IntervalFault::none;
        if (!take('-')) return IntervalFault::syntax;
        if (auto const fault = number(n); fault != IntervalFault::none) return fault;
        if (!fields_.add_days(n.whole, n.fraction, 1)) return IntervalFault::field;
        return rest_.empty() || rest_.front() == 'T' ? IntervalFault::none : IntervalFault::syntax;
    }

    IntervalFault time_field() {
        Number n;
        if (auto const fault = number(n); fault != IntervalFault::none) return fault;
        char const unit = rest_.empty() ? '\0' : rest_.front();
        if (unit != '\0') rest_.remove_prefix(1);
        switch (unit) {
            case 'H': return fitted(fields_.add_time(n.whole, n.fraction, hour));
            case 'M': return fitted(fields_.add_time(n.whole, n.fraction, minute));
            case 'S': return fitted(fields_.add_time(n.whole, n.fraction, microseconds_a_second));
            case '\0':
                if (n.digits == 6 && !after_field_)
                    return fitted(fields_.add_time(n.whole / 10000, 0, hour) &&
                                  fields_.add_time(n.whole / 100 % 100, 0, minute) &&
                                  fields_.add_time(n.whole % 100, 0, microseconds_a_second) &&
                                  fields_.add_time_fraction(n.fraction, 1));
                return extended_time(n, false);
            case ':': return extended_time(n, true);
            default: return IntervalFault::syntax;
        }
    }

    // hours ":" minutes ":" seconds, and nothing after them
    IntervalFault extended_time(Number n, bool more) {
        if (after_field_) return IntervalFault::syntax;
        done_ = true;
        if (!fields_.add_time(n.whole, n.fraction, hour)) return IntervalFault::field;
        if (!more) return IntervalFault::none;
        if (auto const fault = number(n); fault != IntervalFault::none) return fault;
        if (!fields_.add_time(n.whole, n.fraction, minute)) return IntervalFault::field;
        if (rest_.empty()) return IntervalFault::none;
        if (!take(':')) return IntervalFault::syntax;
        if (auto const fault = number(n); fault != IntervalFault::none) return fault;
        if (!fields_.add_time(n.whole, n.fraction, microseconds_a_second)) return IntervalFault::field;
        return rest_.empty() ? IntervalFault::none : IntervalFault::syntax;
    }

    std::string_view rest_;
    IntervalFields& fields_;
    bool in_time_ = false;
    bool after_field_ = false;
    bool done_ = false;
};

}  // namespace

IntervalFault read_iso_interval(std::string_view text, IntervalFields& fields) {
    fields = {};
    if (text.size() < 2 || text.front() != 'P') return IntervalFault::syntax;
    return IsoReader(text.substr(1), fields).read();
}

}  // namespace backstay::engine::sqlite
