#pragma once

// Text messages: into the outbox as what a gateway is to be told, and out of it by a signed call
// (webhook.hpp) or into a file.
//
//     sms.url = https://gateway.example/send      a POST {"phone": "+43660...", "message": "Your code is
//     123456",
//                                                 "channel": "sms", "kind": "confirmation"}; 2xx takes it
//     sms.url = file:sms                          a file NNN.eml in that folder for each, as mails go into
//     files
//
// A code is valid for a minute: a message that cannot be handed over is tried again after 2 s, 4 s, ... until
// then.

#include <memory>
#include <string>

#include "auth/outbox.hpp"

namespace backstay::auth {

struct SmsOptions {
    std::string url = {};     // empty: no message is sent
    std::string secret = {};  // v1,whsec_<base64>: calls are signed with it
    std::string text = "Your code is {{ .Code }}";
};

struct Text {
    std::string kind;   // "confirmation", "phone_change", "reauthentication", "mfa"
    std::string phone;  // digits alone
    std::string channel;
    std::string message;
    Time void_at;
};
Task<void> queue_text(engine::OwnTransaction& transaction, Vault const& vault, Text text, Time now);

// 22023 when the URL is of no kind that is known, or the secret is none.
Result<std::unique_ptr<Carrier>> sms_carrier(SmsOptions options);

}  // namespace backstay::auth
