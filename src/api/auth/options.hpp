#pragma once

// What the operator decides about users and sign-in; server/setting_list.cpp has their names and texts.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace backstay::api::auth {

// Another provider that speaks OpenID Connect. It is on when it has a client id and an issuer.
struct Provider {
    std::string name;
    std::string issuer;
    std::string scopes = "openid email profile";
    std::string client_id = {};  // several, between commas: the first is ours, the others are apps'
    std::string client_secret = {};

    bool enabled() const { return !client_id.empty() && !issuer.empty(); }
};

// Those whose issuer is empty have one for each customer: the operator names it.
inline std::vector<Provider> known_providers() {
    return {{"google", "https://accounts.google.com"},
            {"apple", "https://appleid.apple.com", "openid"},
            {"azure", ""},
            {"gitlab", "https://gitlab.com"},
            {"linkedin_oidc", "https://www.linkedin.com/oauth"},
            {"slack_oidc", "https://slack.com"},
            {"keycloak", ""}};
}

struct Options {
    std::string prefix = "/auth/v1";
    std::string external_url = {};  // of this API as mails and tokens name it, with the prefix
    std::string site_url = "http://localhost:3000";  // where links lead when nothing else is allowed
    std::vector<std::string> redirect_urls = {};     // patterns of where else they may lead
    std::string audience = "authenticated";
    std::chrono::seconds token_life{3600};

    bool require_apikey = false;
    bool signup = true;
    bool anonymous = false;
    bool email = true;
    bool autoconfirm = true;
    bool secure_email_change = true;
    bool secure_password_change = false;
    bool current_password = false;
    bool manual_linking = false;
    bool totp = true;

    std::size_t password_min = 8;
    std::size_t password_max = 128;
    std::vector<std::string> password_characters = {};  // sets; one character of each is needed

    std::chrono::seconds reuse_interval{10};
    std::chrono::seconds session_life{0};        // 0: no end
    std::chrono::seconds session_inactivity{0};  // 0: no end
    bool single_session = false;

    std::size_t code_digits = 6;
    std::chrono::seconds code_life{3600};
    std::chrono::seconds mail_spacing{60};
    std::int64_t mails_per_hour = 30;

    bool rate_limits = true;

    std::vector<Provider> providers = known_providers();
};

}  // namespace backstay::api::auth
