#include "sql/builtin/time.hpp"

#include "sql/builtin/families.hpp"

namespace backstay::sql {

Family time_family() {
    Family family{.functions = clock_functions(), .operators = time_operators(), .casts = time_casts()};
    for (auto& one : time_functions()) family.functions.push_back(std::move(one));
    return family;
}

}  // namespace backstay::sql
