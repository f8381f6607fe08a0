// POST /otp and /magiclink: a code and a link by mail, or a code by text message, for who has no password or
// does not want to type it.

#include "api/auth/accounts.hpp"
#include "api/auth/endpoints.hpp"
#include "api/auth/mailing.hpp"
#include "api/auth/texting.hpp"
#include "auth/audit.hpp"
#include "auth/random.hpp"

namespace backstay::api::auth {
namespace {

struct Wanted {
    std::string email, phone, channel;
    bool create = true;
    JsonObject data;
    Challenge challenge;
    std::string hash;  // of a password that nobody knows
};

Flow<Nothing> send_code(Context& context, engine::OwnTransaction& transaction, Wanted const& wanted,
                        Asked& asked) {
    CO_TRY(auto known, co_await find_user_by_email(transaction, wanted.email, asked.audience));
    if (known && known->email_confirmed_at)
        co_return co_await send_magic_link(context, transaction, *known, wanted.challenge, asked);
    if (!known && !wanted.create) co_return refuse(Refusal::otp_disabled);
    User user;
    if (known) {
        user = *std::move(known);
    } else {
        if (!context.options.signup) co_return refuse(Refusal::signup_disabled);
        NewUser made{.email = wanted.email, .password_hash = wanted.hash, .data = wanted.data};
        made.audience = asked.audience;
        CO_TRY(user, co_await create_user(context, transaction, std::move(made), asked));
    }
    if (!context.options.autoconfirm)
        co_return co_await send_confirmation(context, transaction, user, wanted.challenge, asked);
    CO_TRY_VOID(co_await write_audit(
        transaction, audit_of("user_signedup", user, asked.request.remote_address), asked.now));
    CO_TRY(user, co_await confirm_email(transaction, user, asked.now));
    co_return co_await send_magic_link(context, transaction, user, wanted.challenge, asked);
}

// The message's id is told to who has an account alone.
Flow<std::string> text_code(Context& context, engine::OwnTransaction& transaction, Wanted const& wanted,
                            Asked& asked) {
    Addressee const to{wanted.phone, wanted.channel};
    CO_TRY(auto known, co_await find_user_by_phone(transaction, wanted.phone, asked.audience));
    if (known && known->phone_confirmed_at)
        co_return co_await send_text(context, transaction, *known, TextKind::confirmation, to, asked);
    if (!known && !wanted.create) co_return refuse(Refusal::otp_disabled);
    User user;
    if (known) {
        user = *std::move(known);
    } else {
        if (!context.options.signup) co_return refuse(Refusal::signup_disabled);
        NewUser made{.phone = wanted.phone, .password_hash = wanted.hash, .data = wanted.data};
        made.audience = asked.audience;
        CO_TRY(user, co_await create_user(context, transaction, std::move(made), asked));
    }
    if (context.options.confirm_phones) {
        CO_TRY_VOID(co_await send_text(context, transaction, user, TextKind::confirmation, to, asked));
        co_return std::string();
    }
    CO_TRY_VOID(co_await write_audit(
        transaction, audit_of("user_signedup", user, asked.request.remote_address), asked.now));
    CO_TRY(user, co_await confirm_phone(transaction, user, asked.now));
    co_return co_await send_text(context, transaction, user, TextKind::confirmation, to, asked);
}

Flow<Response> send_to(Context& context, Wanted wanted, Asked& asked) {
    CO_TRY(wanted.hash, co_await context.shared.hasher.hash(hex(random_bytes(32))));
    CO_TRY(auto const id,
           co_await in_transaction<std::string>(
               context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Flow<std::string> {
                   if (!wanted.phone.empty())
                       co_return co_await text_code(context, transaction, wanted, asked);
                   CO_TRY_VOID(co_await send_code(context, transaction, wanted, asked));
                   co_return std::string();
               }));
    co_return json_response(message_json(id));
}

}  // namespace

Flow<Response> otp(Context& context, Asked& asked) {
    Wanted wanted;
    CO_TRY(wanted.email, asked.body.text("email"));
    CO_TRY(wanted.phone, asked.body.text("phone"));
    CO_TRY(wanted.channel, asked.body.text("channel"));
    CO_TRY(wanted.create, asked.body.boolean("create_user", true));
    CO_TRY(wanted.data, asked.body.object("data"));
    if (!wanted.email.empty() && !wanted.phone.empty()) co_return refuse(Refusal::otp_both);
    if (!wanted.email.empty() && !wanted.channel.empty())
        co_return refuse(Refusal::otp_channel_without_phone);
    CO_TRY(wanted.challenge, read_challenge(asked));
    if (wanted.email.empty() && wanted.phone.empty()) co_return refuse(Refusal::otp_none);
    if (!wanted.phone.empty()) {
        if (!context.options.has_phones()) co_return refuse(Refusal::phone_provider_unsupported);
        CO_TRY_VOID(check_channel(wanted.channel));
        CO_TRY(wanted.phone, check_phone(wanted.phone));
        co_return co_await send_to(context, std::move(wanted), asked);
    }
    if (!context.options.email) co_return refuse(Refusal::email_logins_disabled);
    CO_TRY(wanted.email, check_email(wanted.email));
    co_return co_await send_to(context, std::move(wanted), asked);
}

Flow<Response> magic_link(Context& context, Asked& asked) {
    Wanted wanted;
    if (!context.options.email) co_return refuse(Refusal::email_logins_disabled);
    CO_TRY(wanted.email, asked.body.text("email"));
    CO_TRY(wanted.data, asked.body.object("data"));
    if (wanted.email.empty()) co_return refuse(Refusal::magiclink_no_email);
    CO_TRY(wanted.challenge, read_challenge(asked));
    CO_TRY(wanted.email, check_email(wanted.email));
    co_return co_await send_to(context, std::move(wanted), asked);
}

}  // namespace backstay::api::auth
