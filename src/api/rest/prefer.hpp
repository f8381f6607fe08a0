#pragma once

// The Prefer header (RFC 7240), as far as PostgREST knows it.
//
//     Prefer: return=representation, count=exact        {.returned = representation, .count = exact}
//     Preference-Applied: return=representation, count=exact

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.hpp"

namespace backstay::api::rest {

enum class Resolution : std::uint8_t { merge, ignore };
enum class Return : std::uint8_t { minimal, headers_only, representation };
enum class Count : std::uint8_t { exact, planned, estimated };

struct Preferences {
    std::optional<Resolution> resolution = {};
    std::optional<bool> missing_default = {};
    std::optional<Return> returned = {};
    std::optional<Count> count = {};
    std::optional<bool> rollback = {};
    std::optional<bool> strict = {};
    std::optional<std::string> timezone = {};
    std::optional<std::int64_t> max_affected = {};
    std::vector<std::string> unknown = {};  // that strict handling refuses
};

Preferences parse_preferences(http::Request const& request);

// What was honoured, in PostgREST's order; empty for nothing.
std::string applied(Preferences const& preferences);

}  // namespace backstay::api::rest
