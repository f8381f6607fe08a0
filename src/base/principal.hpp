#pragma once

#include <map>
#include <string>

namespace backstay {

// Who is asking, as their token says, and what the request carries that SQL may read.
struct Principal {
    std::string role;    // the database role the request runs as: anon, authenticated, ...
    std::string claims;  // the token's payload, a JSON object, with "role"; what auth.jwt() gives
    // What current_setting() gives beside the claims: "request.method", "request.headers", "TimeZone", ...
    std::map<std::string, std::string> settings;

    bool operator==(Principal const&) const = default;
};

}  // namespace backstay
