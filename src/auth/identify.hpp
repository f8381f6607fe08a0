#pragma once

// Who is asking: from a request's headers to the Principal it runs as.
//
//     Authorization: Bearer eyJ...    the token's role and claims
//     apikey: sb_secret_...           the key's role, when there is no Authorization: service_role, or anon
//     for
//                                     sb_publishable_...; eyJ... is a token, as above
//     neither                         the anonymous role, claims {"role":"anon"}
//
// Clients that nobody has signed in to send their key in both places; then Authorization counts as not sent.
// A key that is none of the project's is an error, also beside a good token (BS401).
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
#include <vector>

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
    bool require_apikey = false;       // requests without one are answered BS401
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
        bool require_apikey = false;
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
    struct Verified {
        Who principal;
        std::optional<std::int64_t> expires;
    };
    Result<Verified> verified(std::string_view token);
    Result<Who> of_token(std::string_view token);
    Result<Who> of_key(std::string_view key);
    Result<Who> of_opaque_key(std::string_view key);
    void remember(Entry entry);

    std::shared_ptr<Shared const> shared_;
    std::map<std::string, std::string> settings_;
    Who service_;                    // of secret keys
    Who anonymous_;                  // none where requests without a token are refused
    std::vector<Entry> known_keys_;  // the last few apikeys: a client sends the same one each time
    // Newest use first; the keys of index_ point into entries_.
    std::list<Entry> entries_;
    std::unordered_map<std::string_view, std::list<Entry>::iterator> index_;
};

// Of the secret and the signing keys; nothing when there are neither.
Result<std::optional<KeySet>> keys_of(Options const& options);

// In the words of the gateway that these keys come from.
Failure unknown_api_key();
Failure missing_api_key();

// The WWW-Authenticate value that goes with an error of identify(); nothing for errors of other kinds.
//     Bearer error="invalid_token", error_description="JWT expired"
std::optional<std::string> challenge(Error const& error);

// `claims` with "role" set to `role`. REQUIRES: claims is a JSON object.
std::string with_role(std::string_view claims, std::string_view role);

}  // namespace backstay::auth
