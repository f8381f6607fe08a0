#pragma once

// What the operator decides about users and sign-in; server/setting_list.cpp has their names and texts.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "auth/hook.hpp"
#include "auth/provider_kind.hpp"

namespace backstay::api::auth {

using backstay::auth::HookTable;

// Another provider that people sign in with. It is on when it has a client id, and an address: that which it
// is known by, or the operator's.
struct Provider {
    backstay::auth::ProviderKind const* kind = nullptr;
    std::string client_id = {};  // several, between commas: the first is ours, the others are apps'
    std::string secret = {};     // of Apple: a token, or the key that one is signed with
    std::string url = {};        // of one's own server, or of the tenant
    std::string scopes = {};     // besides those that sign-in needs
    std::string team_id = {}, key_id = {};  // Apple's names for whose key it is, and which
    bool email_optional = false;            // who comes without an address may sign in
    bool skip_nonce_check = false;          // of id tokens that apps show

    std::string_view name() const { return kind->name; }
    // Of those that speak OpenID Connect.
    std::string issuer() const {
        return url.empty() ? std::string(kind->issuer) : url + std::string(kind->issuer_path);
    }
    bool speaks_openid() const { return kind->protocol == backstay::auth::Protocol::openid; }
    bool enabled() const { return !client_id.empty() && (!speaks_openid() || !issuer().empty()); }
};

inline std::vector<Provider> known_providers() {
    std::vector<Provider> providers;
    for (auto const& kind : backstay::auth::provider_kinds()) providers.push_back({.kind = &kind});
    return providers;
}

// Who says whether a caller is human. On when there is a provider.
struct Captcha {
    std::string provider = {};  // "hcaptcha", "turnstile"
    std::string secret = {};
    std::string url = {};  // where its tokens are verified; empty: the provider's own

    bool enabled() const { return !provider.empty(); }
};

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
    bool phone = true;           // where text messages can be sent, or need not be
    bool confirm_phones = true;  // a number is confirmed before its user can sign in
    bool autoconfirm = true;
    bool secure_email_change = true;
    bool secure_password_change = false;
    bool current_password = false;
    bool manual_linking = false;
    bool totp = true;
    bool phone_factors = false;  // second factors by text message, where these can be sent

    std::size_t password_min = 8;
    std::size_t password_max = 128;
    std::vector<std::string> password_characters = {};  // sets; one character of each is needed
    bool common_passwords = false;                      // whether those that many people use will do
    std::string breach_url = {};  // where the start of a password's SHA-1 is asked for; empty: nowhere

    std::chrono::seconds reuse_interval{10};
    std::chrono::seconds session_life{0};        // 0: no end
    std::chrono::seconds session_inactivity{0};  // 0: no end
    bool single_session = false;

    std::size_t code_digits = 6;
    std::chrono::seconds code_life{3600};
    std::chrono::seconds mail_spacing{60};
    std::int64_t mails_per_hour = 30;

    std::vector<std::string> notices = {};  // kinds of mails about what has happened: notices.cpp

    bool texts = false;  // text messages can be sent: service_of() knows
    std::string text = "Your code is {{ .Code }}";
    std::chrono::seconds text_life{60};  // of a code that is sent so
    std::chrono::seconds text_spacing{60};
    std::int64_t texts_per_hour = 30;
    std::vector<std::string> test_numbers = {};  // number=code: nothing is sent to these

    bool rate_limits = true;
    std::chrono::seconds audit_retention{0};  // of entries of the audit log; 0: for ever

    // Whether there is sign-up and sign-in by phone number.
    bool has_phones() const {
        return phone && (texts || !confirm_phones || !test_numbers.empty() || sends_texts_by_hook());
    }
    bool sends_texts_by_hook() const { return hook(backstay::auth::HookPoint::send_sms).is_set(); }
    backstay::auth::Hook const& hook(backstay::auth::HookPoint point) const {
        return hooks.at(static_cast<std::size_t>(point));
    }

    std::vector<Provider> providers = known_providers();
    HookTable hooks = {};
    Captcha captcha = {};
};

}  // namespace backstay::api::auth
