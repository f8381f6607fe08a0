// What is computed with dates, times, timestamps and intervals.
// https://www.postgresql.org/docs/15/functions-datetime.html

#include "sql/builtin/time.hpp"

namespace backstay::sql {
namespace {

using enum BaseType;
using Functions = std::vector<Builtin>;

Builtin make(std::string_view name, std::vector<BaseType> const& args, BaseType result,
             std::string_view sqlite, Volatility volatility = Volatility::immutable) {
    Builtin made{.name = name, .result = {result}, .sqlite = sqlite, .volatility = volatility};
    for (auto const arg : args) made.args.push_back({arg});
    return made;
}

Builtin named(Builtin made, std::vector<std::string_view> names) {
    made.argument_names = std::move(names);
    return made;
}

// extract(hour from x) is extract('hour', x).
Functions parts() {
    return {
        make("extract", {text, timestamp}, numeric, "pg_extract_timestamp"),
        make("extract", {text, timestamptz}, numeric, "pg_extract_timestamptz", Volatility::stable),
        make("extract", {text, date}, numeric, "pg_extract_date"),
        make("extract", {text, time}, numeric, "pg_extract_time"),
        make("extract", {text, timetz}, numeric, "pg_extract_timetz"),
        make("extract", {text, interval}, numeric, "pg_extract_interval"),
        make("date_part", {text, timestamp}, float8, "pg_date_part_timestamp"),
        make("date_part", {text, timestamptz}, float8, "pg_date_part_timestamptz", Volatility::stable),
        make("date_part", {text, date}, float8, "pg_date_part_date"),
        make("date_part", {text, time}, float8, "pg_date_part_time"),
        make("date_part", {text, timetz}, float8, "pg_date_part_timetz"),
        make("date_part", {text, interval}, float8, "pg_date_part_interval"),
        make("date_trunc", {text, timestamp}, timestamp, "pg_date_trunc_timestamp"),
        make("date_trunc", {text, timestamptz}, timestamptz, "pg_date_trunc_timestamptz", Volatility::stable),
        make("date_trunc", {text, timestamptz, text}, timestamptz, "pg_date_trunc_timestamptz",
             Volatility::stable),
        make("date_trunc", {text, interval}, interval, "pg_date_trunc_interval"),
        make("date_bin", {interval, timestamp, timestamp}, timestamp, "pg_date_bin"),
        make("date_bin", {interval, timestamptz, timestamptz}, timestamptz, "pg_date_bin"),
    };
}

Functions makers() {
    auto interval_maker = named(
        make("make_interval", {int4, int4, int4, int4, int4, int4, float8}, interval, "pg_make_interval"),
        {"years", "months", "weeks", "days", "hours", "mins", "secs"});
    interval_maker.optional = 7;
    return {
        named(make("make_date", {int4, int4, int4}, date, "pg_make_date"), {"year", "month", "day"}),
        named(make("make_time", {int4, int4, float8}, time, "pg_make_time"), {"hour", "min", "sec"}),
        named(make("make_timestamp", {int4, int4, int4, int4, int4, float8}, timestamp, "pg_make_timestamp"),
              {"year", "month", "mday", "hour", "min", "sec"}),
        named(make("make_timestamptz", {int4, int4, int4, int4, int4, float8}, timestamptz,
                   "pg_make_timestamptz", Volatility::stable),
              {"year", "month", "mday", "hour", "min", "sec"}),
        named(make("make_timestamptz", {int4, int4, int4, int4, int4, float8, text}, timestamptz,
                   "pg_make_timestamptz", Volatility::stable),
              {"year", "month", "mday", "hour", "min", "sec", "timezone"}),
        interval_maker,
        make("to_timestamp", {float8}, timestamptz, "pg_to_timestamp"),
        make("to_timestamp", {text, text}, timestamptz, "pg_to_timestamp", Volatility::stable),
        make("to_date", {text, text}, date, "pg_to_date", Volatility::stable),
        make("to_char", {timestamp, text}, text, "pg_timestamp_to_char", Volatility::stable),
        make("to_char", {timestamptz, text}, text, "pg_timestamptz_to_char", Volatility::stable),
        make("to_char", {interval, text}, text, "pg_interval_to_char", Volatility::stable),
        make("justify_hours", {interval}, interval, "pg_justify_hours"),
        make("justify_days", {interval}, interval, "pg_justify_days"),
        make("justify_interval", {interval}, interval, "pg_justify_interval"),
        make("isfinite", {date}, boolean, "pg_isfinite"),
        make("isfinite", {timestamp}, boolean, "pg_isfinite"),
        make("isfinite", {timestamptz}, boolean, "pg_isfinite"),
        make("isfinite", {interval}, boolean, "pg_interval_isfinite"),
        make("age", {timestamp, timestamp}, interval, "pg_timestamp_age"),
        make("age", {timestamptz, timestamptz}, interval, "pg_timestamptz_age", Volatility::stable),
        make("age", {timestamp}, interval, "pg_timestamp_age", Volatility::stable),
        make("age", {timestamptz}, interval, "pg_timestamptz_age", Volatility::stable),
    };
}

// x AT TIME ZONE zone is timezone(zone, x).
Functions zones() {
    return {
        make("timezone", {text, timestamp}, timestamptz, "pg_timestamp_at_name"),
        make("timezone", {interval, timestamp}, timestamptz, "pg_timestamp_at_interval"),
        make("timezone", {text, timestamptz}, timestamp, "pg_timestamptz_at_name"),
        make("timezone", {interval, timestamptz}, timestamp, "pg_timestamptz_at_interval"),
        make("timezone", {text, timetz}, timetz, "pg_timetz_at_name", Volatility::stable),
        make("timezone", {interval, timetz}, timetz, "pg_timetz_at_interval"),
    };
}

// (a, b) overlaps (c, d) is overlaps(a, b, c, d).
Functions overlaps() {
    Functions out;
    auto const add = [&](std::vector<BaseType> const& args, std::string_view sqlite, Volatility volatility) {
        out.push_back(make("overlaps", args, boolean, sqlite, volatility));
        out.back().strict = false;
    };
    add({timetz, timetz, timetz, timetz}, "pg_overlaps_timetz", Volatility::immutable);
    struct Kind {
        BaseType type;
        std::string_view sqlite;
        Volatility volatility;
    };
    for (auto const& [type, sqlite, volatility] :
         {Kind{time, "pg_overlaps_time", Volatility::immutable},
          {timestamp, "pg_overlaps_timestamp", Volatility::immutable},
          {timestamptz, "pg_overlaps_timestamptz", Volatility::stable}})
        for (auto const first : {type, interval})
            for (auto const second : {type, interval}) add({type, first, type, second}, sqlite, volatility);
    return out;
}

// Known, and refused by name.
Functions refused() {
    return {
        make("timeofday", {}, text, "", Volatility::volatile_),
        make("pg_sleep_for", {interval}, void_type, "", Volatility::volatile_),
        make("pg_sleep_until", {timestamptz}, void_type, "", Volatility::volatile_),
    };
}

// The casts that are functions too: date(x), timestamptz(date, time).
Functions conversions() {
    return {
        make("date", {timestamp}, date, "pg_date_of_timestamp"),
        make("date", {timestamptz}, date, "pg_date_of_timestamptz", Volatility::stable),
        make("time", {timestamp}, time, "pg_time_of_timestamp"),
        make("time", {timestamptz}, time, "pg_time_of_timestamptz", Volatility::stable),
        make("time", {timetz}, time, "pg_time_of_timetz"),
        make("time", {interval}, time, "pg_time_of_interval"),
        make("timetz", {timestamptz}, timetz, "pg_timetz_of_timestamptz", Volatility::stable),
        make("timetz", {time}, timetz, "pg_timetz_of_time", Volatility::stable),
        make("timestamp", {date}, timestamp, "pg_timestamp_of_date"),
        make("timestamp", {timestamptz}, timestamp, "pg_timestamp_of_timestamptz", Volatility::stable),
        make("timestamp", {date, time}, timestamp, "pg_date_plus_time"),
        make("timestamptz", {date}, timestamptz, "pg_timestamptz_of_date", Volatility::stable),
        make("timestamptz", {timestamp}, timestamptz, "pg_timestamptz_of_timestamp", Volatility::stable),
        make("timestamptz", {date, timetz}, timestamptz, "pg_date_plus_timetz"),
        make("interval", {time}, interval, "pg_interval_of_time"),
    };
}

Functions sets() {
    Functions out{
        make("sum", {interval}, interval, "pg_interval_sum"),
        make("avg", {interval}, interval, "pg_interval_avg"),
        make("generate_series", {timestamp, timestamp, interval}, timestamp, "pg_generate_series_timestamp"),
        make("generate_series", {timestamptz, timestamptz, interval}, timestamptz,
             "pg_generate_series_timestamptz", Volatility::stable),
    };
    for (auto& one : out)
        one.kind = one.name == "generate_series" ? BuiltinKind::table : BuiltinKind::aggregate;
    return out;
}

}  // namespace

std::vector<Builtin> time_functions() {
    Functions out;
    for (auto* const part : {parts, makers, zones, overlaps, refused, conversions, sets})
        for (auto& one : part()) out.push_back(std::move(one));
    return out;
}

}  // namespace backstay::sql
