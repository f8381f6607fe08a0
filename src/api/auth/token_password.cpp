// POST /token?grant_type=password: an address and its password.

#include "api/auth/endpoints.hpp"
#include "api/auth/fields.hpp"
#include "api/auth/grant.hpp"
#include "api/auth/hooks.hpp"
#include "auth/audit.hpp"
#include "base/text.hpp"

namespace backstay::api::auth {
namespace {

struct Login {
    std::string email, phone, password;
    std::string const& account() const { return email.empty() ? phone : email; }
};

Answered<Login> read_login(Options const& options, Asked const& asked) {
    Login login;
    TRY(login.email, asked.body.text("email"));
    TRY(login.phone, asked.body.text("phone"));
    TRY(login.password, asked.body.text("password"));
    if (!login.email.empty() && !login.phone.empty()) return refuse(Refusal::login_both);
    if (login.email.empty() && login.phone.empty()) return refuse(Refusal::login_none);
    if (!login.email.empty() && !options.email) return refuse(Refusal::email_logins_disabled);
    if (!login.phone.empty() && !options.has_phones()) return refuse(Refusal::phone_logins_disabled);
    if (!login.phone.empty()) {
        TRY(login.phone, check_phone(login.phone));
    }
    login.email = to_lower(login.email);
    return login;
}

Flow<std::string> let_in(Context& context, engine::OwnTransaction& transaction, User const& seen,
                         std::string const& new_hash, Login const& login, Asked& asked) {
    CO_TRY(auto const user, co_await find_user(transaction, seen.id));
    // What was checked has to be what is there still.
    if (!user || user->encrypted_password != seen.encrypted_password)
        co_return refuse(Refusal::invalid_credentials);
    if (user->is_banned(asked.now)) co_return refuse(Refusal::user_banned);
    bool const by_phone = login.email.empty();
    if (!by_phone && !user->email_confirmed_at) co_return refuse(Refusal::email_not_confirmed);
    if (by_phone && !user->phone_confirmed_at) co_return refuse(Refusal::phone_not_confirmed);
    auto const* const provider = by_phone ? "phone" : "email";
    if (!new_hash.empty())
        CO_TRY_VOID(co_await update_user(transaction, user->id, asked.now,
                                         UserChange().set("encrypted_password", new_hash)));
    auto event = audit_of("login", *user, asked.request.remote_address);
    event.traits.set_text("provider", provider);
    CO_TRY_VOID(co_await write_audit(transaction, std::move(event), asked.now));
    CO_TRY_VOID(co_await touch_identity(transaction, user->id, provider, asked.now));
    CO_TRY(auto const grant, co_await sign_in(context, transaction, user->id, "password", asked));
    auto json = grant.to_json();
    if (auto const weak = weakness(context.options, login.password, login.email)) {
        JsonObject said;
        said.set_text("message", weak->message).set_texts("reasons", weak->reasons);
        json.set_object("weak_password", said);
    }
    co_return json.to_string();
}

// The hook may reject an attempt, right or wrong.
Flow<Nothing> ask_about_attempt(Context& context, User const& user, bool valid, Asked& asked) {
    JsonObject payload;
    payload.set_text("user_id", user.id).set_boolean("valid", valid);
    CO_TRY(auto const answer,
           co_await ask_hook_alone(context, asked,
                                   {HookPoint::password_verification_attempt, payload, user.id}));
    auto const why = rejection(answer, "Further password verification attempts will be rejected.");
    if (!why) co_return Nothing{};
    if (answer.boolean("should_logout_user").value_or(false))
        CO_TRY_VOID(co_await in_transaction<Nothing>(
            context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Flow<Nothing> {
                CO_TRY_VOID(co_await end_sessions(transaction, Which::all, user.id, {}));
                auto event = audit_of("logout", user, asked.request.remote_address);
                event.traits.set_boolean("by_hook", true);
                CO_TRY_VOID(co_await write_audit(transaction, std::move(event), asked.now));
                co_return Nothing{};
            }));
    co_return refuse(Refusal::hook_password_rejected, *why);
}

}  // namespace

// An unknown account and a wrong password are one answer after the same work.
Flow<Response> token_password(Context& context, Asked& asked) {
    CO_TRY(auto const login, read_login(context.options, asked));
    CO_TRY_VOID(check_lockout(context, login.account(), asked.now));
    CO_TRY(auto const seen,
           co_await in_transaction<std::optional<User>>(
               context, engine::Access::read,
               [&](engine::OwnTransaction& transaction) -> Flow<std::optional<User>> {
                   if (login.email.empty()) {
                       CO_TRY(auto user, co_await find_user_by_phone(transaction, login.phone, asked.audience,
                                                                     Lock::none));
                       co_return user;
                   }
                   CO_TRY(auto user,
                          co_await find_user_by_email(transaction, login.email, asked.audience, Lock::none));
                   co_return user;
               }));
    CO_TRY(auto const match,
           co_await context.shared.hasher.verify(seen ? seen->encrypted_password : "", login.password));
    bool const valid = seen && match != Match::no;
    if (!valid) CO_TRY_VOID(co_await count_failure(context, login.account(), seen, asked));
    if (seen) CO_TRY_VOID(co_await ask_about_attempt(context, *seen, valid, asked));
    if (!valid) co_return refuse(Refusal::invalid_credentials);
    context.shared.lockouts.succeeded(login.account());
    std::string new_hash;
    if (match == Match::yes_but_weaker_than_ours) {
        CO_TRY(new_hash, co_await context.shared.hasher.hash(login.password));
    }
    CO_TRY(auto answer, co_await in_transaction<std::string>(
                            context, engine::Access::write, [&](engine::OwnTransaction& transaction) {
                                return let_in(context, transaction, *seen, new_hash, login, asked);
                            }));
    co_return json_response(std::move(answer));
}

}  // namespace backstay::api::auth
