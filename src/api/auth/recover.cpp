// POST /recover and /resend: answers that are the same whether or not there is such a user.

#include "api/auth/endpoints.hpp"
#include "api/auth/mailing.hpp"
#include "api/auth/texting.hpp"

namespace backstay::api::auth {

Flow<Response> recover(Context& context, Asked& asked) {
    CO_TRY(auto email, asked.body.text("email"));
    if (email.empty()) co_return refuse(Refusal::recovery_no_email);
    if (!context.options.email) co_return refuse(Refusal::email_logins_disabled_400);
    CO_TRY(auto const challenge, read_challenge(asked));
    CO_TRY(email, check_email(email));
    CO_TRY_VOID(co_await in_transaction<Nothing>(
        context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Flow<Nothing> {
            CO_TRY(auto const user, co_await find_user_by_email(transaction, email, asked.audience));
            if (!user)
                co_return co_await send_nothing(context, transaction, "user_recovery_requested", email,
                                                asked);
            co_return co_await send_recovery(context, transaction, *user, challenge, asked);
        }));
    co_return json_response("{}");
}

namespace {

struct Again {
    std::string type, email, phone;
    Challenge challenge;
};

Answered<Again> read_again_wanted(Options const& options, Asked const& asked) {
    Again again;
    TRY(again.type, asked.body.text("type"));
    TRY(again.email, asked.body.text("email"));
    TRY(again.phone, asked.body.text("phone"));
    bool const by_mail = again.type == "signup" || again.type == "email_change";
    bool const by_phone = again.type == "sms" || again.type == "phone_change";
    if (!by_mail && !by_phone) return refuse(Refusal::resend_no_type);
    if (by_mail && again.email.empty() && !again.phone.empty()) return refuse(Refusal::resend_needs_email);
    if (by_phone && again.phone.empty() && !again.email.empty()) return refuse(Refusal::resend_needs_phone);
    TRY(again.challenge, read_challenge(asked));
    if (!again.email.empty() && !again.phone.empty()) return refuse(Refusal::resend_both);
    if (again.email.empty() && again.phone.empty()) return refuse(Refusal::resend_none);
    if (!again.phone.empty()) {
        if (!options.has_phones()) return refuse(Refusal::phone_logins_disabled_400);
        TRY(again.phone, check_phone(again.phone));
        return again;
    }
    if (!options.email) return refuse(Refusal::email_logins_disabled_400);
    TRY(again.email, check_email(again.email));
    return again;
}

Flow<Nothing> mail_again(Context& context, engine::OwnTransaction& transaction, Again const& again,
                         Asked& asked) {
    CO_TRY(auto const user, co_await find_user_by_email(transaction, again.email, asked.audience));
    bool const signup = again.type == "signup";
    if (!user || (signup ? user->email_confirmed_at.has_value() : user->email_change.empty()))
        co_return co_await send_nothing(context, transaction, "user_confirmation_requested", again.email,
                                        asked);
    if (signup) co_return co_await send_confirmation(context, transaction, *user, again.challenge, asked);
    co_return co_await send_email_change(context, transaction, *user, user->email_change, again.challenge,
                                         asked);
}

// By the present number, also where another one is to take its place.
Flow<std::string> text_again(Context& context, engine::OwnTransaction& transaction, Again const& again,
                             Asked& asked) {
    CO_TRY(auto const user, co_await find_user_by_phone(transaction, again.phone, asked.audience));
    bool const signup = again.type == "sms";
    if (!user || (signup ? user->phone_confirmed_at.has_value() : user->phone_change.empty())) {
        CO_TRY_VOID(
            co_await send_no_text(context, transaction, "user_confirmation_requested", again.phone, asked));
        co_return std::string();
    }
    co_return co_await send_text(context, transaction, *user,
                                 signup ? TextKind::confirmation : TextKind::phone_change,
                                 {signup ? again.phone : user->phone_change}, asked);
}

}  // namespace

Flow<Response> resend(Context& context, Asked& asked) {
    CO_TRY(auto const again, read_again_wanted(context.options, asked));
    CO_TRY(auto const id,
           co_await in_transaction<std::string>(
               context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Flow<std::string> {
                   if (!again.phone.empty())
                       co_return co_await text_again(context, transaction, again, asked);
                   CO_TRY_VOID(co_await mail_again(context, transaction, again, asked));
                   co_return std::string();
               }));
    co_return json_response(message_json(id));
}

}  // namespace backstay::api::auth
