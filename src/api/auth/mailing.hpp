#pragma once

// Codes and links by mail: made, kept as a hash, put into the outbox, all in the caller's transaction.

#include "api/auth/context.hpp"
#include "api/auth/fields.hpp"
#include "auth/one_time_token.hpp"

namespace backstay::api::auth {

struct Code {
    std::string digits;
    std::string hash;  // with pkce_ where the link ends in a PKCE exchange
};
Code new_code(Context const& context, std::string_view address, Challenge const& challenge);
// The same one however often the transaction runs.
Code new_code(Context const& context, std::string const& address, Challenge const& challenge, Asked& asked);

// What one mail says: which template, which type the link has, to whom.
struct Letter {
    MailKind kind;
    std::string type;  // "signup", "invite", "magiclink", "recovery", "email_change"
    std::string recipient;
    std::string redirect_to = {};
};
Flow<Nothing> send_letter(Context& context, engine::OwnTransaction& transaction, User const& user,
                          Letter letter, Code code, Asked& asked);
std::string action_link(Options const& options, std::string_view hash, std::string_view type,
                        std::string_view redirect_to);

// 429 while the last mail of that kind is too recent, or the project has sent too many.
Answered<Nothing> check_mail_rate(Context& context, std::optional<Time> const& last, Asked& asked);

// For an address without a user, or one that gets no mail: the same refusals and the same work, a row of the
// audit log, as when there is one. `action` is the log's.
Flow<Nothing> send_nothing(Context& context, engine::OwnTransaction& transaction, std::string action,
                           std::string email, Asked& asked);

// The whole of it, for each kind: rate, token, the time of sending, the flow of a PKCE exchange, the mail.
Flow<Nothing> send_confirmation(Context& context, engine::OwnTransaction& transaction, User const& user,
                                Challenge challenge, Asked& asked);
Flow<Nothing> send_invitation(Context& context, engine::OwnTransaction& transaction, User const& user,
                              Asked& asked);
Flow<Nothing> send_magic_link(Context& context, engine::OwnTransaction& transaction, User const& user,
                              Challenge challenge, Asked& asked);
Flow<Nothing> send_recovery(Context& context, engine::OwnTransaction& transaction, User const& user,
                            Challenge challenge, Asked& asked);
Flow<Nothing> send_reauthentication(Context& context, engine::OwnTransaction& transaction, User const& user,
                                    Asked& asked);
// To the new address, and to the present one where both have to agree.
Flow<Nothing> send_email_change(Context& context, engine::OwnTransaction& transaction, User const& user,
                                std::string new_email, Challenge challenge, Asked& asked);

}  // namespace backstay::api::auth
