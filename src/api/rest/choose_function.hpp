#pragma once

// Which of the functions of a name a call means: PostgREST goes by the names of the arguments.

#include <string>
#include <vector>

#include "api/rest/body.hpp"
#include "base/result.hpp"
#include "sql/schema.hpp"

namespace backstay::api::rest {

struct Sought {
    sql::QualifiedName name;
    std::vector<std::string> arguments;  // their names
    bool by_post = false;
    BodyType type = BodyType::json;
};
struct Chosen {
    sql::Function const* function = nullptr;
    bool single_unnamed = false;  // the body is its one argument
};

// Not with several parameters without names, nor with one of a type that no body has: such functions are
// fields of rows and the like.
bool is_callable(sql::Function const& function);

// PGRST202 for none, PGRST203 for several.
Result<Chosen> choose_function(sql::Schema const& schema, Sought const& sought);

}  // namespace backstay::api::rest
