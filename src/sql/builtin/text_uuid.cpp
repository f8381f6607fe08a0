// https://www.postgresql.org/docs/15/functions-uuid.html, https://www.postgresql.org/docs/15/uuid-ossp.html

#include "sql/builtin/text.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;

std::vector<Builtin> functions() {
    using enum Volatility;
    return {
        {.name = "gen_random_uuid", .result = uuid, .sqlite = "pg_random_uuid", .volatility = volatile_},
        {.name = "uuid_generate_v4", .result = uuid, .sqlite = "pg_random_uuid", .volatility = volatile_},
    };
}

}  // namespace

Family text_uuids() { return {.functions = functions()}; }

}  // namespace backstay::sql
