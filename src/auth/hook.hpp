#pragma once

// Where the operator's own code takes part in sign-up and sign-in: a function in SQL, a call of a server, or
// a function in C++.
//
//     hooks.custom_access_token = public.add_claims           or pg-functions://postgres/public/add_claims
//     hooks.send_sms            = https://example.org/sms     hooks.send_sms_secrets = v1,whsec_<base64>
//
// Each gets a JSON object and gives one. {"error": {"http_code": 403, "message": "..."}} refuses the call.
//
// https://supabase.com/docs/guides/auth/auth-hooks

#include <array>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_object.hpp"
#include "base/result.hpp"

namespace backstay::auth {

enum class HookPoint : std::uint8_t {
    before_user_created,
    after_user_created,
    custom_access_token,
    send_email,
    send_sms,
    password_verification_attempt,
    mfa_verification_attempt,
};
inline constexpr std::size_t hook_points = 7;
std::string_view hook_name(HookPoint point);   // of the setting: "custom_access_token"
std::string_view hook_title(HookPoint point);  // as metadata.name has it: "customize-access-token"

// A hook in SQL or behind HTTP.
class Hook {
public:
    // A function's name, pg-functions://DATABASE/SCHEMA/FUNCTION, or an address of https (http on this
    // machine). Empty: none. F0000 for another form.
    Result<void> set_uri(std::string const& uri);
    Result<void> set_secrets(std::string const& secrets);

    std::string const& uri() const { return uri_; }
    std::string const& secrets() const { return secrets_; }
    std::string const& function() const { return function_; }  // quoted; empty: not in SQL
    std::string const& url() const { return url_; }            // empty: not behind HTTP
    std::vector<std::string> const& keys() const { return keys_; }
    bool is_set() const { return !uri_.empty(); }

private:
    std::string uri_, secrets_, function_, url_;
    std::vector<std::string> keys_;
};

using HookTable = std::array<Hook, hook_points>;

// Hooks in C++, added before the server starts; one goes before what the settings say. It is called on a
// thread where it may wait.
using NativeHook = std::function<Result<JsonObject>(JsonObject const& payload)>;
using NativeHooks = std::map<HookPoint, NativeHook>;

// What a hook behind HTTP has answered, or why it has not.
struct HookAnswer {
    enum class Kind : std::uint8_t {
        answered,
        timed_out,
        unreachable,  // three times
        unavailable,
        refused_payload,
        unauthorized,
        other_status,
        other_type,
        too_large,
    };
    Kind kind = Kind::answered;
    int status = 0;
    std::string body = {};  // JSON where it answered; the content type where that is another
};
// Three tries within five seconds: again after two where the server was not reached, at once where it asks
// for it with 429 or 503 and Retry-After. It blocks.
HookAnswer call_hook(Hook const& hook, std::string const& payload);

}  // namespace backstay::auth
