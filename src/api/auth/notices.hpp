#pragma once

// Mails that tell a user what has happened to the account; each kind is off until auth.notices names it.
//
//     CO_TRY_VOID(co_await send_notice(context, transaction, user, {MailKind::password_changed}, asked));

#include "api/auth/context.hpp"

namespace backstay::api::auth {

struct Notice {
    MailKind kind;
    std::string recipient = {};  // empty: the user's address
    std::string old_email = {}, old_phone = {}, phone = {}, provider = {}, factor_type = {};
};

// In the transaction that does it, and without the limits of mails that are asked for. Who has no address
// gets none.
Flow<Nothing> send_notice(Context& context, engine::OwnTransaction& transaction, User const& user,
                          Notice notice, Asked& asked);

// The names that auth.notices may have: "password_changed", ...
bool is_notice(std::string_view name);

}  // namespace backstay::api::auth
