#pragma once

// What the operator decides about users and sign-in; server/setting_list.cpp has their names and texts.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace backstay::api::auth {

struct Options {
    std::string prefix = "/auth/v1";
    std::string external_url = {};  // of this API as mails and tokens name it, with the prefix
    std::string site_url = "http://localhost:3000";  // where links lead when nothing else is allowed
    std::vector<std::string> redirect_urls = {};     // patterns of where else they may lead
    std::string audience = "authenticated";
    std::chrono::seconds token_life{3600};

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
};

}  // namespace backstay::api::auth
