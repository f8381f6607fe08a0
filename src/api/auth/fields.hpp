#pragma once

// Fields that several endpoints read, checked as all of them check them.

#include <string>

#include "api/auth/context.hpp"

namespace backstay::api::auth {

// Lower case, of the form local@domain (RFC 5321's lengths).
Answered<std::string> check_email(std::string const& email);
// Digits alone.
Answered<std::string> check_phone(std::string const& phone);
Answered<Nothing> check_channel(std::string const& channel);

// The first half of PKCE (RFC 7636): what the client will prove later.
struct Challenge {
    std::string challenge;
    std::string method;  // "s256", "plain"
    bool given() const { return !challenge.empty(); }
};
Answered<Challenge> read_challenge(Asked const& asked);

// Why a password will not do: "length", "characters".
struct Weakness {
    std::string message;
    std::vector<std::string> reasons;
};
std::optional<Weakness> weakness(Options const& options, std::string const& password);
Answered<Nothing> check_password(Options const& options, std::string const& password);

}  // namespace backstay::api::auth
