#pragma once

// Who is asking: from a request's headers to the Principal it runs as.
//
//     Authorization: Bearer eyJ...    the token's role and claims
//     apikey: eyJ...                  the same, when there is no Authorization (supabase clients' project
//     key) neither                         the anonymous role, claims {"role":"anon"}
//
//     auto authenticator = Authenticator(options, clock);        one for each thread: it has a cache
//     TRY(auto principal, authenticator.identify(request.header("Authorization"), request.header("apikey")));
//     ... on an Error: status 401 (PGRST300: 500), WWW-Authenticate: *challenge(error)

#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "auth/token.hpp"
#include "base/principal.hpp"
#include "base/result.hpp"

namespace backstay::auth {

using Clock = std::function<std::chrono::system_clock::time_point()>;

struct Options {
    std::string jwt_secret = {};  // a secret, a JWK or a JWK set; empty: tokens are answered PGRST300
    bool jwt_secret_is_base64 = false;
    std::string signing_keys = {};  // a KeyRing's text; empty: what keys_file holds
    std::string keys_file = {};     // read by the server, also while it runs; empty: none
    std::string jwt_audience = {};
    std::string jwt_role_claim_key = ".role";
    std::string anon_role = "anon";  // empty: requests without a token are answered PGRST302
    bool accept_apikey = true;
    std::size_t cache_entries = 1000;  // 0: no cache
};

// Copies share the keys and have a cache each. A copy serves one thread.
class Authenticator {
public:
    static Result<Authenticator> make(Options const& options, Clock clock);
    static Result<Authenticator> make(Options const& options);  // by the system's clock

    Authenticator(Authenticator const& other);
    Authenticator(Authenticator&&) noexcept = default;
    Authenticator& operator=(Authenticator const&) = delete;
    Authenticator& operator=(Authenticator&&) noexcept = default;
    ~Authenticator() = default;

    using Who = std::shared_ptr<Principal const>;

    // The values of the headers; empty when they were not sent. The same token gives the same object, until
    // it is forgotten.
    Result<Who> who(std::optional<std::string_view> authorization,
                    std::optional<std::string_view> apikey = {});
    // A copy of it, to be added to.
    Result<Principal> identify(std::optional<std::string_view> authorization,
                               std::optional<std::string_view> apikey = {});

    // What tokens are verified with; none without a secret.
    KeySet const& keys() const;

    // What every principal has as its settings from here on; none at first.
    void use_settings(std::map<std::string, std::string> settings);

private:
    struct Shared {
        std::optional<KeySet> keys;
        TokenRules rules;
        std::string anon_role;
        bool accept_apikey = true;
        std::size_t cache_entries = 0;
        Clock clock;
    };
    struct Entry {
        std::string token;
        Who principal;
        std::optional<std::int64_t> expires;
    };

    explicit Authenticator(std::shared_ptr<Shared const> shared);
    Who principal(std::string role, std::string claims) const;
    Result<Who> anonymous() const;
    Result<Who> verified(std::string_view token);
    void remember(Entry entry);

    std::shared_ptr<Shared const> shared_;
    std::map<std::string, std::string> settings_;
    Who anonymous_;  // none where requests without a token are refused
    // Newest use first; the keys of index_ point into entries_.
    std::list<Entry> entries_;
    std::unordered_map<std::string_view, std::list<Entry>::iterator> index_;
};

// Of the secret and the signing keys; nothing when there are neither.
Result<std::optional<KeySet>> keys_of(Options const& options);

// The WWW-Authenticate value that goes with an error of identify(); nothing for errors of other kinds.
//     Bearer error="invalid_token", error_description="JWT expired"
std::optional<std::string> challenge(Error const& error);

// `claims` with "role" set to `role`. REQUIRES: claims is a JSON object.
std::string with_role(std::string_view claims, std::string_view role);

}  // namespace backstay::auth
