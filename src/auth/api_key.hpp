#pragma once

// The keys that a project's clients send as `apikey`, beside the older JWTs signed with its secret:
//
//     sb_publishable_k7q2...(32 letters)_1f3a9c02     in browsers and apps; acts as the role anon
//     sb_secret_m3x9...(32 letters)_88d0e1f4          on servers alone; acts as service_role
//
// 160 random bits, and after them 8 digits of the SHA-256 of all before, by which a scanner tells a key from
// what only looks like one. Of a secret key its SHA-256 is kept: with so many random bits that needs no salt.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/json_object.hpp"
#include "base/result.hpp"

namespace backstay::auth {

enum class ApiKeyKind : std::uint8_t { publishable, secret };

std::string_view kind_name(ApiKeyKind kind);

struct ApiKey {
    std::string name;  // the operator's
    ApiKeyKind kind = ApiKeyKind::publishable;
    std::string shown;   // a publishable key; of a secret one its beginning
    std::string digest;  // SHA-256 of the key, in hex
    std::int64_t created_at = 0;

    static Result<ApiKey> parse(JsonObject const& json);
    JsonObject to_json() const;
};

struct NewApiKey {
    ApiKey key;
    std::string text;  // what the client sends; of a secret key this is the only time that it is known
};
NewApiKey new_api_key(ApiKeyKind kind, std::string name, std::int64_t now);

// Whether the text looks like one: sb_publishable_ or sb_secret_ and something.
bool looks_like_api_key(std::string_view text);
bool looks_like_secret_key(std::string_view text);

}  // namespace backstay::auth
