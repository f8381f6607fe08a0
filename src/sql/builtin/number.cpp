#include "sql/builtin/number.hpp"

namespace backstay::sql {

Family number_family() {
    auto functions = numbers::functions();
    for (auto& aggregate : numbers::aggregates()) functions.push_back(std::move(aggregate));
    return {.functions = std::move(functions), .operators = numbers::operators(), .casts = numbers::casts()};
}

}  // namespace backstay::sql
