#include "auth/hook.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "auth/fetch.hpp"
#include "auth/random.hpp"
#include "auth/webhook.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

constexpr int most_tries = 3;
constexpr std::chrono::milliseconds patience{5000};  // for all of them
constexpr std::chrono::milliseconds pause_between{2000};

struct Names {
    std::string_view setting, title;
};
constexpr std::array<Names, hook_points> names{{
    {"before_user_created", "before-user-created"},
    {"after_user_created", "after-user-created"},
    {"custom_access_token", "customize-access-token"},
    {"send_email", "send-email"},
    {"send_sms", "send-sms"},
    {"password_verification_attempt", "password-verification"},
    {"mfa_verification_attempt", "mfa-verification"},
}};

std::string quoted(std::string_view name) {
    std::string out = "\"";
    for (auto const c : name) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + "\"";
}

bool is_plain_name(std::string_view text) {
    return !text.empty() && text.size() <= 63 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

// Nothing when the answer asks for another try.
std::optional<HookAnswer> judge(WebhookAnswer answer) {
    using Kind = HookAnswer::Kind;
    HookAnswer judged{.status = answer.status};
    switch (answer.status) {
        case 200:
        case 202:
        case 204: break;
        case 429:
        case 503:
            if (!answer.retry_after.empty()) return std::nullopt;
            judged.kind = Kind::unavailable;
            return judged;
        case 400: judged.kind = Kind::refused_payload; return judged;
        case 401: judged.kind = Kind::unauthorized; return judged;
        default: judged.kind = Kind::other_status; return judged;
    }
    constexpr int no_content = 204;
    if (answer.content_type.empty() && answer.status == no_content) {
        judged.body = "{}";
        return judged;
    }
    auto const type = trim(std::string_view(answer.content_type).substr(0, answer.content_type.find(';')));
    if (!equals_ignoring_case(type, "application/json")) {
        judged.kind = Kind::other_type;
        judged.body = answer.content_type;
        return judged;
    }
    judged.kind = answer.too_large ? Kind::too_large : Kind::answered;
    judged.body = std::move(answer.body);
    return judged;
}

}  // namespace

std::string_view hook_name(HookPoint point) { return names.at(static_cast<std::size_t>(point)).setting; }
std::string_view hook_title(HookPoint point) { return names.at(static_cast<std::size_t>(point)).title; }

Result<void> Hook::set_uri(std::string const& uri) {
    constexpr std::string_view functions = "pg-functions://";
    url_.clear();
    function_.clear();
    uri_ = uri;
    if (uri.empty()) return {};
    if (is_safe_address(uri)) {
        url_ = uri;
        return {};
    }
    auto parts = uri.starts_with(functions) ? split(std::string_view(uri).substr(functions.size()), '/')
                                            : split(uri, '.');
    if (uri.starts_with(functions) && !parts.empty()) parts.erase(parts.begin());  // the database
    if (parts.size() != 2 || !std::ranges::all_of(parts, is_plain_name))
        return failure("F0000",
                       "a hook is schema.function, pg-functions://postgres/schema/function, or an address "
                       "of https (http on this machine alone)");
    function_ = quoted(parts[0]) + "." + quoted(parts[1]);
    return {};
}

Result<void> Hook::set_secrets(std::string const& secrets) {
    TRY(keys_, webhook_keys(secrets));
    secrets_ = secrets;
    return {};
}

HookAnswer call_hook(Hook const& hook, std::string const& payload) {
    using Kind = HookAnswer::Kind;
    auto const end = std::chrono::steady_clock::now() + patience;
    auto const left = [&] {
        return std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    };
    for (int i = 0; i < most_tries; ++i) {
        if (left().count() <= 0) return {.kind = Kind::timed_out};
        auto answer = call_webhook(
            {.url = hook.url(), .id = new_uuid(), .body = payload, .keys = hook.keys(), .patience = left()},
            time_now());
        if (answer) {
            if (auto judged = judge(*std::move(answer))) return *std::move(judged);
            continue;
        }
        if (answer.error()->code == "57014") return {.kind = Kind::timed_out};
        if (i + 1 == most_tries) return {.kind = Kind::unreachable};
        if (left() < pause_between) return {.kind = Kind::timed_out};
        std::this_thread::sleep_for(pause_between);
    }
    return {.kind = Kind::unavailable};
}

}  // namespace backstay::auth
