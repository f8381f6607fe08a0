#pragma once

// The parts of call.cpp: what is given, and where a function of that name may be found.

#include "sql/resolve/types.hpp"

namespace backstay::sql::resolving {

struct Given {
    typed::Expressions values;
    std::vector<Type> types;
    std::vector<std::string> names;  // name => value; "" for those by position
};

// nextval('s'), current_setting('a'): calls that have a node of their own. Nothing for all others.
Result<std::optional<typed::Expression>> special_call(State& state, Call const& c);
bool is_aggregate(Call const& c);
// 42803 where aggregates may not stand.
Result<void> enter_aggregate(State& state, Call const& c);
Result<std::optional<typed::Expression>> catalog_call(State& state, Call const& c, Given& given,
                                                      bool& ambiguous);
Result<std::optional<typed::Expression>> builtin_call(State& state, Call const& c, Given& given,
                                                      bool& ambiguous);

}  // namespace backstay::sql::resolving
