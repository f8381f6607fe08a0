#pragma once

// What has to be known of the providers that people sign in with: a row of data each, in provider_kind.cpp.
//
//     auto const* const github = find_provider_kind("github");
//     endpoint(github->token, "", "")                            https://github.com/login/oauth/access_token
//     endpoint(github->token, "https://git.example.org", "") https://git.example.org/login/oauth/access_token
//
// Those that speak OpenID Connect say where their endpoints are, and who the user is by a signed id token.
// The others speak OAuth 2.0 (RFC 6749) alone, so the row has the endpoints, and where in the user's JSON
// things stand. The facts are from each provider's documentation for developers.

#include <span>
#include <string>
#include <string_view>

namespace backstay::auth {

enum class Protocol : std::uint8_t { openid, oauth2 };

// How we prove at the token endpoint that we are the client (RFC 6749 section 2.3.1).
enum class ClientProof : std::uint8_t {
    form,         // client_id and client_secret in the body
    basic,        // HTTP's Basic authentication
    signed_token  // in the body, the secret being a token that a key of ours signs: Apple
};

// Where things stand in a JSON answer. A text: JSON pointers (RFC 6901) in braces within other text, and
// alternatives between bars, of which the first counts that has every value:
//
//     {/first_name} {/last_name}|{/name}
struct ProfileFields {
    std::string_view subject;
    std::string_view email;
    // When the address is known to be the user's: pointers to values that are neither false, zero nor empty,
    // "/pointer!=text", or "always"; all between spaces have to hold, of one of those between bars.
    std::string_view verified;
    std::string_view name;
    std::string_view full_name = {};  // where it is not the name
    std::string_view picture = {};
    std::string_view user_name = {};
    std::string_view nickname = {};
    std::string_view others = {};  // pointers between spaces: what else is kept, in custom_claims
};

// Addresses from an endpoint of their own.
struct EmailFields {
    std::string_view list;  // pointer to the array
    std::string_view email, primary, verified;
};

struct ProviderKind {
    std::string_view name;
    Protocol protocol;
    std::string_view issuer = {};       // openid; empty: the operator's `url` is it
    std::string_view issuer_path = {};  // what follows the operator's `url`
    std::string_view authorize = {}, token = {};
    std::string_view user = {};     // empty: the answer of the token endpoint has the user
    std::string_view emails = {};   // empty: the address is the user's
    std::string_view own_api = {};  // on a server of one's own, what stands before the paths of the two above
    std::string_view scopes = {};
    ClientProof proof = ClientProof::form;
    bool pkce = true;                      // whether it knows of RFC 7636
    bool signed_calls = false;             // calls are signed with the secret: Facebook's appsecret_proof
    std::string_view authorize_more = {};  // further fields of the first request
    std::string_view user_header = {};     // of the request for the user; {client_id} is ours
    ProfileFields profile = {};
    EmailFields email_list = {};
};

std::span<ProviderKind const> provider_kinds();
ProviderKind const* find_provider_kind(std::string_view name);

// `url`, or the same on the operator's own server: its path, after `own_api`, at `base`.
std::string endpoint(std::string_view url, std::string_view base, std::string_view own_api);

}  // namespace backstay::auth
