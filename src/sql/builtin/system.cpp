// https://www.postgresql.org/docs/15/functions-admin.html,
// https://www.postgresql.org/docs/15/functions-info.html

#include "sql/builtin/families.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;

std::vector<Builtin> settings() {
    using enum Volatility;
    return {
        {.name = "current_setting",
         .args = {text},
         .result = text,
         .sqlite = "pg_current_setting",
         .volatility = stable},
        {.name = "current_setting",
         .args = {text, boolean},
         .result = text,
         .sqlite = "pg_current_setting",
         .volatility = stable},
        {.name = "set_config",
         .args = {text, text, boolean},
         .result = text,
         .sqlite = "pg_set_config",
         .strict = false,
         .volatility = volatile_},
    };
}

}  // namespace

Family system_family() { return {.functions = settings()}; }

}  // namespace backstay::sql
