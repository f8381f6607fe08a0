// POST /token?grant_type=password: an address and its password.

#include "api/auth/endpoints.hpp"
#include "api/auth/fields.hpp"
#include "api/auth/grant.hpp"
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
    if (!login.phone.empty()) return refuse(Refusal::phone_logins_disabled);
    login.email = to_lower(login.email);
    return login;
}

Flow<std::string> let_in(Context& context, engine::OwnTransaction& transaction, User const& seen,
                         std::string const& new_hash, Login const& login, Asked const& asked) {
    CO_TRY(auto const user, co_await find_user(transaction, seen.id));
    // What was checked has to be what is there still.
    if (!user || user->encrypted_password != seen.encrypted_password)
        co_return refuse(Refusal::invalid_credentials);
    if (user->is_banned(asked.now)) co_return refuse(Refusal::user_banned);
    if (!user->email_confirmed_at) co_return refuse(Refusal::email_not_confirmed);
    if (!new_hash.empty())
        CO_TRY_VOID(co_await update_user(transaction, user->id, asked.now,
                                         UserChange().set("encrypted_password", new_hash)));
    auto event = audit_of("login", *user, asked.request.remote_address);
    event.traits.set_text("provider", "email");
    CO_TRY_VOID(co_await write_audit(transaction, std::move(event), asked.now));
    CO_TRY_VOID(co_await touch_identity(transaction, user->id, "email", asked.now));
    CO_TRY(auto const grant, co_await sign_in(context, transaction, user->id, "password", asked));
    auto json = grant.to_json();
    if (auto const weak = weakness(context.options, login.password, login.email)) {
        JsonObject said;
        said.set_text("message", weak->message).set_texts("reasons", weak->reasons);
        json.set_object("weak_password", said);
    }
    co_return json.to_string();
}

}  // namespace

// An unknown account and a wrong password are one answer after the same work.
Flow<Response> token_password(Context& context, Asked& asked) {
    CO_TRY(auto const login, read_login(context.options, asked));
    auto& limits = context.shared.limits;
    if (context.options.rate_limits)
        if (auto const wait = limits.look(Bucket::wrong_login, login.account(), asked.now)) {
            auto busy = refused(Refusal::over_request_rate);
            busy.retry_after = wait;
            co_return std::unexpected(std::move(busy));
        }
    CO_TRY(auto const seen,
           co_await in_transaction<std::optional<User>>(
               context, engine::Access::read,
               [&](engine::OwnTransaction& transaction) -> Flow<std::optional<User>> {
                   CO_TRY(auto user,
                          co_await find_user_by_email(transaction, login.email, asked.audience, Lock::none));
                   co_return user;
               }));
    CO_TRY(auto const match,
           co_await context.shared.hasher.verify(seen ? seen->encrypted_password : "", login.password));
    if (!seen || match == Match::no) {
        limits.take(Bucket::wrong_login, login.account(), asked.now);
        co_return refuse(Refusal::invalid_credentials);
    }
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
