#include "sql/builtin/number.hpp"

namespace backstay::sql {

Family number_family() {
    return {.functions = numbers::aggregates(), .operators = numbers::operators(), .casts = numbers::casts()};
}

}  // namespace backstay::sql
