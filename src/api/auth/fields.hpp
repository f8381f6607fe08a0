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

// 429 while an account, or a factor, has had too many failures.
Answered<Nothing> check_lockout(Context& context, std::string const& account, Time now);
// One failure more. That the account has to wait from here on is in the audit log, under the user's name or,
// where there is none, under what was tried.
Flow<Nothing> count_failure(Context& context, std::string const& account, std::optional<User> const& user,
                            Asked const& asked);

// Why a password will not do: "length", "characters", "pwned" (it is easily guessed).
struct Weakness {
    std::string message;
    std::vector<std::string> reasons;
};
// `account`: the address that it is for, so that it is not that over again.
std::optional<Weakness> weakness(Options const& options, std::string const& password,
                                 std::string const& account = {});
Answered<Nothing> check_password(Options const& options, std::string const& password,
                                 std::string const& account = {});
// Asks whether a new password is known from a breach, where there is somebody to ask: only the first five
// digits of its SHA-1 leave (k-anonymity). Who cannot be reached refuses nothing.
Flow<Nothing> check_breaches(Context& context, std::string const& password);

}  // namespace backstay::api::auth
