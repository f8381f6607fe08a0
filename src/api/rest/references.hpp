#pragma once

// What a later operation of a batch takes from an earlier one's result.
//
//     "$1.id"        the member id of the first row that operation 1 gave
//     "$2"           all that operation 2 gave
//     "$1.1.id"      of its second row
//     "$$1"          the text $1
//
// In a body any string that is such a reference; in a query a value, or one of a list: id=in.($1.id,$2.id).

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/engine.hpp"

namespace backstay::api::rest {

using Results = std::vector<std::string>;  // of the operations so far, as JSON; empty: it gave nothing

// BS400 where a reference has nothing to refer to.
Result<std::string> fill_body(std::string_view json, Results const& results);
Result<engine::Parameter> fill_value(engine::Parameter const& value, Results const& results);

}  // namespace backstay::api::rest
