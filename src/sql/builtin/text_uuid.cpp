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
        {.name = "uuid_generate_v1", .result = uuid, .sqlite = "pg_time_uuid", .volatility = volatile_},
        {.name = "uuid_generate_v1mc", .result = uuid, .sqlite = "pg_time_uuid", .volatility = volatile_},
        {.name = "uuid_generate_v3",
         .args = {uuid, text},
         .result = uuid,
         .sqlite = "pg_uuid_v3",
         .argument_names = {"namespace", "name"}},
        {.name = "uuid_generate_v5",
         .args = {uuid, text},
         .result = uuid,
         .sqlite = "pg_uuid_v5",
         .argument_names = {"namespace", "name"}},
        {.name = "uuid_nil", .result = uuid, .sqlite = "pg_uuid_nil"},
        {.name = "uuid_ns_dns", .result = uuid, .sqlite = "pg_uuid_ns_dns"},
        {.name = "uuid_ns_url", .result = uuid, .sqlite = "pg_uuid_ns_url"},
        {.name = "uuid_ns_oid", .result = uuid, .sqlite = "pg_uuid_ns_oid"},
        {.name = "uuid_ns_x500", .result = uuid, .sqlite = "pg_uuid_ns_x500"},
    };
}

}  // namespace

Family text_uuids() { return {.functions = functions()}; }

}  // namespace backstay::sql
