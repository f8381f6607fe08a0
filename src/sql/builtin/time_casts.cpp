// Dates, times, timestamps, intervals and zones: the casts among them.

#include "sql/builtin/time.hpp"

namespace backstay::sql {

using enum BaseType;
using enum CastContext;

std::vector<BuiltinCast> time_casts() {
    return {
        {.from = date, .to = timestamp, .context = implicit, .sqlite = "pg_timestamp_of_date"},
        {.from = date, .to = timestamptz, .context = implicit, .sqlite = "pg_timestamptz_of_date"},
        {.from = time, .to = time, .context = implicit, .sqlite = "pg_time_scale", .takes_modifier = true},
        {.from = timestamp, .to = date, .context = assignment, .sqlite = "pg_date_of_timestamp"},
        {.from = timestamp, .to = time, .context = assignment, .sqlite = "pg_time_of_timestamp"},
        {.from = timestamp,
         .to = timestamp,
         .context = implicit,
         .sqlite = "pg_timestamp_scale",
         .takes_modifier = true},
        {.from = timestamp, .to = timestamptz, .context = implicit, .sqlite = "pg_timestamptz_of_timestamp"},
        {.from = timestamptz, .to = date, .context = assignment, .sqlite = "pg_date_of_timestamptz"},
        {.from = timestamptz, .to = time, .context = assignment, .sqlite = "pg_time_of_timestamptz"},
        {.from = timestamptz,
         .to = timestamp,
         .context = assignment,
         .sqlite = "pg_timestamp_of_timestamptz"},
        {.from = timestamptz,
         .to = timestamptz,
         .context = implicit,
         .sqlite = "pg_timestamp_scale",
         .takes_modifier = true},
        {.from = timestamptz, .to = timetz, .context = assignment, .sqlite = "pg_timetz_of_timestamptz"},
        {.from = time, .to = timetz, .context = implicit, .sqlite = "pg_timetz_of_time"},
        {.from = timetz, .to = time, .context = assignment, .sqlite = "pg_time_of_timetz"},
        {.from = timetz,
         .to = timetz,
         .context = implicit,
         .sqlite = "pg_timetz_scale",
         .takes_modifier = true},
        {.from = time, .to = interval, .context = implicit, .sqlite = "pg_interval_of_time"},
        {.from = interval, .to = time, .context = assignment, .sqlite = "pg_time_of_interval"},
        {.from = interval,
         .to = interval,
         .context = implicit,
         .sqlite = "pg_interval_scale",
         .takes_modifier = true},
    };
}

}  // namespace backstay::sql
