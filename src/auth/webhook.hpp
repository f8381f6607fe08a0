#pragma once

// A signed POST to a server that the operator has named, as Standard Webhooks has it: hooks and text messages
// go out this way. It blocks; Workers or an outbox's thread run it.
//
//     webhook-id: 0b9a...
//     webhook-timestamp: 1767225600
//     webhook-signature: v1,<base64 of HMAC-SHA256(key, "id.timestamp.body")> v1,<with the next key>
//
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace backstay::auth {

// The keys of "v1,whsec_<base64>|v1,whsec_<base64>": several while they are exchanged. 22023 for another
// form.
Result<std::vector<std::string>> webhook_keys(std::string_view text);

std::string webhook_signature(std::vector<std::string> const& keys, std::string_view id,
                              std::int64_t timestamp, std::string_view body);

struct WebhookCall {
    std::string url;
    std::string id;    // the same for each try of one message
    std::string body;  // JSON
    std::vector<std::string> keys = {};
    std::chrono::milliseconds patience{5000};
    std::size_t largest_answer = 200UL * 1024;
};
struct WebhookAnswer {
    int status = 0;
    std::string content_type = {};
    std::string retry_after = {};
    std::string body = {};
    bool too_large = false;  // the body was cut off
};
// 57014 when it took too long, 58000 when the server could not be reached. No redirect is followed.
Result<WebhookAnswer> call_webhook(WebhookCall const& call, Time now);

}  // namespace backstay::auth
