#include "engine/sqlite/runtime/numeric_rows.hpp"

namespace backstay::engine::sqlite {

Decimal NumericRows::sum() const {
    bool const both = up_ > 0 && down_ > 0;
    if (nan_ > 0 || both) return not_a_number();
    if (up_ > 0 || down_ > 0) return infinite_decimal(down_ > 0);
    return rescaled(sum_, scale());
}

Decimal NumericRows::squares() const {
    if (nan_ + up_ + down_ > 0) return not_a_number();
    return rescaled(squares_, 2 * scale());
}

void NumericRows::change(Decimal const& number, int by) {
    count_ += by;
    if (number.is_nan()) {
        nan_ += by;
    } else if (!number.is_finite()) {
        (number.sign() > 0 ? up_ : down_) += by;
    } else {
        sum_ = by > 0 ? sqlite::add(sum_, number) : subtract(sum_, number);
        if (add_squares) {
            auto const square = multiply(number, number);
            squares_ = by > 0 ? sqlite::add(squares_, square) : subtract(squares_, square);
        }
        if ((scales_[number.scale] += by) == 0) scales_.erase(number.scale);
    }
}

}  // namespace backstay::engine::sqlite
