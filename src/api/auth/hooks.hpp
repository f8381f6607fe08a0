#pragma once

// Asking the operator's hooks (auth/hook.hpp). One in SQL is called in the caller's transaction. One that
// waits, behind HTTP or in C++, cannot be: the transaction is given up with what is to be asked,
// in_transaction() asks, and runs it again, now with the answer.
//
//     CO_TRY(auto const answer, co_await ask_hook(context, transaction, asked,
//                                                 {HookPoint::send_sms, payload, phone + code}));
//
// REQUIRES: what a hook is told and what is kept of it does not differ from run to run (Asked::pin).

#include "api/auth/context.hpp"

namespace backstay::api::auth {

bool has_hook(Context const& context, HookPoint point);

struct HookQuestion {
    HookPoint point;
    JsonObject payload;  // metadata is added
    std::string key;     // which question it is: one is asked once for a request
};
// {} where there is no such hook.
Flow<JsonObject> ask_hook(Context& context, engine::OwnTransaction& transaction, Asked& asked,
                          HookQuestion question);
// In a transaction of its own.
Flow<JsonObject> ask_hook_alone(Context& context, Asked& asked, HookQuestion question);

// Why "decision": "reject" was answered; nothing when it was not.
std::optional<std::string> rejection(JsonObject const& answer, std::string_view otherwise);

// The claims that custom_access_token makes of these.
Flow<JsonObject> customised_claims(Context& context, engine::OwnTransaction& transaction, Asked& asked,
                                   JsonObject claims, std::string method);

// Tells after_user_created of the user that the call has made; what goes wrong there is logged.
boost::asio::awaitable<void> tell_of_new_user(Context& context, Asked& asked);

}  // namespace backstay::api::auth
