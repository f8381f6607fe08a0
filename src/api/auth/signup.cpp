// POST /signup: an address and a password, or an anonymous user.

#include "api/auth/accounts.hpp"
#include "api/auth/audited.hpp"
#include "api/auth/endpoints.hpp"
#include "api/auth/grant.hpp"
#include "api/auth/mailing.hpp"
#include "api/auth/texting.hpp"
#include "api/auth/user_json.hpp"
#include "auth/random.hpp"

namespace backstay::api::auth {
namespace {

struct Wanted {
    std::string email, phone, password, channel;
    JsonObject data;
    Challenge challenge;
    bool anonymous() const { return email.empty() && phone.empty(); }
};

Answered<Wanted> read_wanted(Context const& context, Asked const& asked) {
    auto const& options = context.options;
    Wanted wanted;
    TRY(wanted.email, asked.body.text("email"));
    TRY(wanted.phone, asked.body.text("phone"));
    TRY(wanted.password, asked.body.text("password"));
    TRY(wanted.data, asked.body.object("data"));
    TRY(wanted.channel, asked.body.text("channel"));
    if (wanted.anonymous() && !options.anonymous) return refuse(Refusal::anonymous_disabled);
    if (!options.signup) return refuse(Refusal::signup_disabled);
    if (wanted.anonymous()) return wanted;
    if (wanted.password.empty()) return refuse(Refusal::signup_no_password);
    TRY_VOID(check_password(options, wanted.password, wanted.email));
    if (!wanted.email.empty() && !wanted.phone.empty()) return refuse(Refusal::signup_both);
    if (!wanted.phone.empty()) TRY_VOID(check_channel(wanted.channel));
    if (!wanted.phone.empty() && asked.body.has("code_challenge")) return refuse(Refusal::signup_phone_pkce);
    TRY(wanted.challenge, read_challenge(asked));
    if (!wanted.phone.empty()) {
        if (!options.has_phones()) return refuse(Refusal::phone_signups_disabled);
        TRY(wanted.phone, check_phone(wanted.phone));
        return wanted;
    }
    if (!options.email) return refuse(Refusal::email_signups_disabled);
    TRY(wanted.email, check_email(wanted.email));
    return wanted;
}

Answered<Nothing> take_from_bucket(Context& context, Asked const& asked, Bucket bucket) {
    if (!context.options.rate_limits) return Nothing{};
    auto const wait = context.shared.limits.take(bucket, asked.request.remote_address, asked.now);
    if (!wait) return Nothing{};
    auto busy = refused(Refusal::over_request_rate);
    busy.retry_after = wait;
    return std::unexpected(std::move(busy));
}

// What a new user would be answered, for an address that has a user: neither the answer nor a mail says so.
JsonObject obfuscated(Wanted const& wanted, std::string const& audience, Time now) {
    User user{.id = new_uuid(), .aud = audience, .email = wanted.email, .phone = wanted.phone};
    user.confirmation_sent_at = user.created_at = user.updated_at = now;
    auto const* const provider = wanted.email.empty() ? "phone" : "email";
    user.app_metadata.set_text("provider", provider).set_texts("providers", {provider});
    user.user_metadata = wanted.data;
    return user_json(user);
}

// Somebody signs up with what belongs to a user already: without confirmations there is no way not to say so.
Flow<std::string> sign_up_again(Context& context, engine::OwnTransaction& transaction, Wanted const& wanted,
                                User const& known, bool confirmed_at_once, Asked& asked) {
    constexpr std::string_view action = "user_repeated_signup";
    if (confirmed_at_once) {
        CO_TRY_VOID(co_await write_audit(
            transaction, audit_of(std::string(action), known, asked.request.remote_address), asked.now));
        co_return std::unexpected(refused(Refusal::user_already_exists).keeping());
    }
    if (wanted.email.empty())
        CO_TRY_VOID(co_await send_no_text(context, transaction, std::string(action), wanted.phone, asked));
    else
        CO_TRY_VOID(co_await send_nothing(context, transaction, std::string(action), wanted.email, asked));
    co_return obfuscated(wanted, asked.audience, asked.now).to_string();
}

Flow<std::string> sign_up_by_phone(Context& context, engine::OwnTransaction& transaction,
                                   Wanted const& wanted, std::string const& hash, Asked& asked) {
    bool const at_once = !context.options.confirm_phones;
    CO_TRY(auto known, co_await find_user_by_phone(transaction, wanted.phone, asked.audience));
    if (known && known->phone_confirmed_at)
        co_return co_await sign_up_again(context, transaction, wanted, *known, at_once, asked);
    User user;
    if (known) {
        user = *std::move(known);
    } else {
        NewUser made{.phone = wanted.phone, .password_hash = hash, .data = wanted.data};
        made.audience = asked.audience;
        CO_TRY(user, co_await create_user(context, transaction, std::move(made), asked));
    }
    if (at_once) {
        CO_TRY_VOID(co_await write_audit(
            transaction, audit_of("user_signedup", user, asked.request.remote_address), asked.now));
        CO_TRY_VOID(co_await confirm_phone(transaction, user, asked.now));
        CO_TRY_VOID(co_await audit_login(transaction, user, "phone", asked));
        CO_TRY(auto const grant, co_await sign_in(context, transaction, user.id, "password", asked));
        co_return grant.to_json().to_string();
    }
    CO_TRY_VOID(co_await send_text(context, transaction, user, TextKind::confirmation,
                                   {wanted.phone, wanted.channel}, asked));
    CO_TRY(user, co_await read_again(transaction, user.id));
    co_return user_json(user).to_string();
}

Flow<std::string> sign_up_by_email(Context& context, engine::OwnTransaction& transaction,
                                   Wanted const& wanted, std::string const& hash, Asked& asked) {
    auto const& address = asked.request.remote_address;
    CO_TRY(auto known, co_await find_user_by_email(transaction, wanted.email, asked.audience));
    if (known && known->email_confirmed_at)
        co_return co_await sign_up_again(context, transaction, wanted, *known, context.options.autoconfirm,
                                         asked);
    User user;
    bool const invited = known && known->invited_at.has_value();
    if (known) {
        user = *std::move(known);
    } else {
        NewUser made{.email = wanted.email, .password_hash = hash, .data = wanted.data};
        made.audience = asked.audience;
        CO_TRY(user, co_await create_user(context, transaction, std::move(made), asked));
    }
    if (context.options.autoconfirm) {
        CO_TRY_VOID(co_await write_audit(transaction, audit_of("user_signedup", user, address), asked.now));
        CO_TRY_VOID(co_await confirm_email(transaction, user, asked.now));
        CO_TRY_VOID(co_await audit_login(transaction, user, "email", asked));
        CO_TRY(auto const grant, co_await sign_in(context, transaction, user.id, "password", asked));
        co_return grant.to_json().to_string();
    }
    CO_TRY_VOID(co_await send_confirmation(context, transaction, user, wanted.challenge, asked));
    CO_TRY(user, co_await read_again(transaction, user.id));
    if (invited) {
        user.user_metadata = {};
        user.identities.clear();
    }
    co_return user_json(user).to_string();
}

Flow<std::string> sign_up_anonymously(Context& context, engine::OwnTransaction& transaction,
                                      Wanted const& wanted, Asked& asked) {
    NewUser made{.data = wanted.data, .audience = asked.audience, .anonymous = true};
    CO_TRY(auto const user, co_await create_user(context, transaction, std::move(made), asked));
    CO_TRY_VOID(co_await write_audit(
        transaction, audit_of("user_signedup", user, asked.request.remote_address), asked.now));
    CO_TRY_VOID(co_await audit_login(transaction, user, "anonymous", asked));
    CO_TRY(auto const grant, co_await sign_in(context, transaction, user.id, "anonymous", asked));
    co_return grant.to_json().to_string();
}

}  // namespace

Flow<Response> sign_up(Context& context, Asked& asked) {
    CO_TRY(auto const wanted, read_wanted(context, asked));
    CO_TRY_VOID(take_from_bucket(context, asked, wanted.anonymous() ? Bucket::anonymous : Bucket::signup));
    CO_TRY_VOID(co_await check_breaches(context, wanted.password));
    std::string hash;
    if (!wanted.anonymous()) {
        CO_TRY(hash, co_await context.shared.hasher.hash(wanted.password));
    }
    auto const work = [&](engine::OwnTransaction& transaction) -> Flow<std::string> {
        if (wanted.anonymous()) return sign_up_anonymously(context, transaction, wanted, asked);
        if (wanted.email.empty()) return sign_up_by_phone(context, transaction, wanted, hash, asked);
        return sign_up_by_email(context, transaction, wanted, hash, asked);
    };
    auto answer = co_await in_transaction<std::string>(context, engine::Access::write, work);
    // Someone else signed up with this address in the same moment: now there is a user.
    if (!answer && answer.error().cause && (*answer.error().cause)->code == "23505")
        answer = co_await in_transaction<std::string>(context, engine::Access::write, work);
    if (!answer) co_return std::unexpected(std::move(answer).error());
    co_return json_response(*std::move(answer));
}

}  // namespace backstay::api::auth
