#pragma once

// The rows of an exact aggregate: how many, their sum and the sum of their squares.

#include <map>

#include "engine/sqlite/runtime/decimal.hpp"
#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {

// Infinities and NaN are counted apart, so that they can leave a moving frame again. The scale is the
// greatest of the rows that are in it.
class NumericRows {
public:
    void add(Decimal const& number) { change(number, 1); }
    void remove(Decimal const& number) { change(number, -1); }

    std::int64_t count() const { return count_; }
    Decimal sum() const;
    // Of the squares; NaN where a row is not finite. REQUIRES: add_squares.
    Decimal squares() const;

    bool add_squares = false;

private:
    void change(Decimal const& number, int by);
    int scale() const { return scales_.empty() ? 0 : scales_.rbegin()->first; }

    Decimal sum_, squares_;
    std::map<int, std::int64_t> scales_;
    std::int64_t count_ = 0, nan_ = 0, up_ = 0, down_ = 0;
};

}  // namespace backstay::engine::sqlite
