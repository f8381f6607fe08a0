// What time it is: all but clock_timestamp() say when the transaction began.
// https://www.postgresql.org/docs/15/functions-datetime.html#FUNCTIONS-DATETIME-CURRENT

#include "sql/builtin/time.hpp"

namespace backstay::sql {
namespace {

using enum BaseType;

Builtin clock(std::string_view name, BaseType result, std::string_view sqlite,
              Volatility volatility = Volatility::stable) {
    return {.name = name, .result = {result}, .sqlite = sqlite, .volatility = volatility};
}

}  // namespace

std::vector<Builtin> clock_functions() {
    return {
        clock("now", timestamptz, "pg_now"),
        clock("transaction_timestamp", timestamptz, "pg_now"),
        clock("statement_timestamp", timestamptz, "pg_now"),
        clock("clock_timestamp", timestamptz, "pg_clock_timestamp", Volatility::volatile_),
        clock("current_timestamp", timestamptz, "pg_now"),
        clock("localtimestamp", timestamp, "pg_localtimestamp"),
        clock("current_date", date, "pg_current_date"),
        clock("current_time", timetz, "pg_current_time"),
        clock("localtime", time, "pg_localtime"),
    };
}

}  // namespace backstay::sql
