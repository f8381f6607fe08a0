#pragma once

// Points in time, to the microsecond as PostgreSQL keeps them, and their two text forms.
//
//     to_rfc3339(time)      2026-08-01T10:00:00.25Z      no more digits than there are
//     parse_time("2026-08-01 10:00:00.25+00")            PostgreSQL's output in UTC, and RFC 3339

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace backstay {

using Time = std::chrono::sys_time<std::chrono::microseconds>;

Time time_now();
std::string to_rfc3339(Time time);
// Nothing when it is of another form or another zone than UTC.
std::optional<Time> parse_time(std::string_view text);
std::int64_t unix_seconds(Time time);

}  // namespace backstay
