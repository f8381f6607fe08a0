// + - * / of dates, times, timestamps and intervals.
// https://www.postgresql.org/docs/15/functions-datetime.html#OPERATORS-DATETIME-TABLE
// A date is compared with a timestamp, and either with a timestamptz, by the implicit casts between them: so
// the column is compared as it is stored, and an index on it serves.

#include "sql/builtin/time.hpp"

namespace backstay::sql {
namespace {

using enum BaseType;

BuiltinOperator op(std::string_view name, BaseType left, BaseType right, BaseType result,
                   std::string_view sqlite) {
    return {.name = name, .left = {left}, .right = {right}, .result = {result}, .sqlite = sqlite};
}

}  // namespace

std::vector<BuiltinOperator> time_operators() {
    return {
        op("+", date, int4, date, "pg_date_plus_integer"),
        op("+", int4, date, date, "pg_integer_plus_date"),
        op("-", date, int4, date, "pg_date_minus_integer"),
        op("-", date, date, int4, "pg_date_minus_date"),
        op("+", date, time, timestamp, "pg_date_plus_time"),
        op("+", time, date, timestamp, "pg_time_plus_date"),
        op("+", date, timetz, timestamptz, "pg_date_plus_timetz"),
        op("+", timetz, date, timestamptz, "pg_timetz_plus_date"),
        op("+", date, interval, timestamp, "pg_date_plus_interval"),
        op("+", interval, date, timestamp, "pg_interval_plus_date"),
        op("-", date, interval, timestamp, "pg_date_minus_interval"),
        op("+", time, interval, time, "pg_time_plus_interval"),
        op("+", interval, time, time, "pg_interval_plus_time"),
        op("-", time, interval, time, "pg_time_minus_interval"),
        op("-", time, time, interval, "pg_time_minus_time"),
        op("+", timetz, interval, timetz, "pg_timetz_plus_interval"),
        op("+", interval, timetz, timetz, "pg_interval_plus_timetz"),
        op("-", timetz, interval, timetz, "pg_timetz_minus_interval"),
        op("+", timestamp, interval, timestamp, "pg_timestamp_plus_interval"),
        op("+", interval, timestamp, timestamp, "pg_interval_plus_timestamp"),
        op("-", timestamp, interval, timestamp, "pg_timestamp_minus_interval"),
        op("-", timestamp, timestamp, interval, "pg_timestamp_minus_timestamp"),
        op("+", timestamptz, interval, timestamptz, "pg_timestamptz_plus_interval"),
        op("+", interval, timestamptz, timestamptz, "pg_interval_plus_timestamptz"),
        op("-", timestamptz, interval, timestamptz, "pg_timestamptz_minus_interval"),
        op("-", timestamptz, timestamptz, interval, "pg_timestamp_minus_timestamp"),
        op("+", interval, interval, interval, "pg_interval_plus_interval"),
        op("-", interval, interval, interval, "pg_interval_minus_interval"),
        op("*", interval, float8, interval, "pg_interval_times"),
        op("*", float8, interval, interval, "pg_times_interval"),
        op("/", interval, float8, interval, "pg_interval_divided"),
        {.name = "-",
         .right = {interval},
         .result = {interval},
         .sqlite = "pg_interval_negate",
         .prefix = true},
    };
}

}  // namespace backstay::sql
