#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace backstay::api::auth {

// Go's durations, to the second: "24h", "1h30m", "1.5h", "300s", "500ms" (0). Nothing when it is none.
// https://pkg.go.dev/time#ParseDuration
std::optional<std::chrono::seconds> parse_duration(std::string_view text);

}  // namespace backstay::api::auth
