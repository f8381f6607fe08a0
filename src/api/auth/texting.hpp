#pragma once

// Codes by text message, as mailing.hpp has them by mail: made, kept as a hash, put into the outbox, all in
// the caller's transaction.
//
//     CO_TRY(auto const id, co_await send_text(context, transaction, user, TextKind::confirmation, to,
//     asked)); co_return message_json(id).to_string();

#include "api/auth/context.hpp"

namespace backstay::api::auth {

enum class TextKind : std::uint8_t { confirmation, phone_change, reauthentication };

struct Addressee {
    std::string phone;  // digits alone
    std::string channel = "sms";
};

// The whole of it: rate, token, the time of sending, the message. What GoTrue's client is told as message_id:
// "test-otp" for a number whose code is fixed, empty otherwise.
Flow<std::string> send_text(Context& context, engine::OwnTransaction& transaction, User const& user,
                            TextKind kind, Addressee to, Asked& asked);
// A code that belongs to no user's row: the digits, once the message is in the outbox, or with the hook
// send_sms. `what` names it in refusals and to the gateway.
struct Sent {
    std::string code;
    std::string message_id;
};
Flow<Sent> send_code_to(Context& context, engine::OwnTransaction& transaction, User const& user,
                        std::string what, Addressee to, Asked& asked);

// For a number without a user, or one that gets nothing: the same refusals, and the same work.
Flow<Nothing> send_no_text(Context& context, engine::OwnTransaction& transaction, std::string action,
                           std::string phone, Asked const& asked);

// 429 while the last one is too recent.
Answered<Nothing> check_text_spacing(Context const& context, std::optional<Time> const& last, Time now);

JsonObject message_json(std::string const& message_id);  // {} or {"message_id": ...}

}  // namespace backstay::api::auth
