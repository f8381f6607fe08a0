// GET and PUT /user: the caller's own account.

#include "api/auth/accounts.hpp"
#include "api/auth/caller.hpp"
#include "api/auth/endpoints.hpp"
#include "api/auth/mailing.hpp"
#include "api/auth/notices.hpp"
#include "api/auth/texting.hpp"
#include "api/auth/user_json.hpp"
#include "auth/audit.hpp"
#include "auth/random.hpp"

namespace backstay::api::auth {

Flow<Response> get_user(Context& context, Asked& asked) {
    CO_TRY(auto json,
           co_await in_transaction<std::string>(
               context, engine::Access::read, [&](engine::OwnTransaction& transaction) -> Flow<std::string> {
                   CO_TRY(auto const caller, co_await load_caller(transaction, asked, Lock::none));
                   if (!asked.admin && caller.user.aud != asked.audience)
                       co_return refuse(Refusal::wrong_audience);
                   co_return user_json(caller.user).to_string();
               }));
    co_return json_response(std::move(json));
}

namespace {

constexpr std::chrono::hours fresh{24};  // so young a session needs no reauthentication

struct Wanted {
    std::string email, phone, channel, password, current_password, nonce;
    JsonObject data;
    Challenge challenge;
};

Answered<Wanted> read_wanted(Context const& context, Asked const& asked) {
    Wanted wanted;
    TRY(wanted.email, asked.body.text("email"));
    TRY(wanted.phone, asked.body.text("phone"));
    TRY(wanted.password, asked.body.text("password"));
    TRY(wanted.current_password, asked.body.text("current_password"));
    TRY(wanted.nonce, asked.body.text("nonce"));
    TRY(wanted.data, asked.body.object("data"));
    TRY(wanted.channel, asked.body.text("channel"));
    if (!wanted.email.empty()) {
        TRY(wanted.email, check_email(wanted.email));
    }
    if (!wanted.phone.empty()) {
        TRY(wanted.phone, check_phone(wanted.phone));
        TRY_VOID(check_channel(wanted.channel));
        if (!context.options.has_phones()) return refuse(Refusal::phone_signups_disabled);
    }
    auto const account = wanted.email.empty() ? asked.claims.text("email").value_or("") : wanted.email;
    if (!wanted.password.empty()) TRY_VOID(check_password(context.options, wanted.password, account));
    TRY(wanted.challenge, read_challenge(asked));
    if (asked.body.has("app_metadata") && !asked.admin) return refuse(Refusal::app_metadata);
    return wanted;
}

bool opened_by_mail(Caller const& caller) {
    return caller.session && std::ranges::any_of(caller.session->methods, [](Method const& method) {
               return method.name == "otp" || method.name == "magiclink" || method.name == "recovery";
           });
}

Answered<Nothing> check_wanted(Wanted const& wanted, Caller const& caller) {
    auto const& user = caller.user;
    bool const address = (!wanted.email.empty() && wanted.email != user.email) ||
                         (!wanted.phone.empty() && wanted.phone != user.phone);
    bool const anonymous = user.is_anonymous && user.email.empty() && user.phone.empty();
    if (user.has_verified_factor() && caller.aal != "aal2" && (address || !wanted.password.empty()))
        return refuse(Refusal::insufficient_aal);
    if (anonymous && !wanted.password.empty() && wanted.email.empty() && wanted.phone.empty())
        return refuse(Refusal::anonymous_password);
    if (user.is_sso_user && (address || !wanted.password.empty())) return refuse(Refusal::sso_managed);
    return Nothing{};
}

Flow<Nothing> check_nonce(Context& context, engine::OwnTransaction& transaction, Wanted const& wanted,
                          Caller const& caller, Asked const& asked) {
    auto const opened = caller.session ? caller.session->created_at : std::nullopt;
    if (!context.options.secure_password_change || (opened && *opened + fresh > asked.now))
        co_return Nothing{};
    if (wanted.nonce.empty()) co_return refuse(Refusal::reauthentication_needed);
    auto const& user = caller.user;
    bool const by_phone = user.email.empty();
    auto const life = by_phone ? context.options.text_life : context.options.code_life;
    CO_TRY(auto const token,
           co_await find_one_time_token(
               transaction, {TokenKind::reauthentication},
               token_hash(context.secret(), by_phone ? user.phone : user.email, wanted.nonce)));
    if (!token || token->user_id != user.id || token->created_at.value_or(Time()) + life <= asked.now)
        co_return refuse(Refusal::reauthentication_invalid);
    co_return Nothing{};
}

struct Hashes {
    bool same_as_old = false;
    bool current_is_right = false;
    std::string made;
    std::string old;  // what the others were compared with
};

Flow<Nothing> change_password(Context& context, engine::OwnTransaction& transaction, Wanted const& wanted,
                              Hashes const& hashes, Caller const& caller, Asked& asked) {
    auto const& user = caller.user;
    CO_TRY_VOID(co_await check_nonce(context, transaction, wanted, caller, asked));
    if (context.options.current_password && !opened_by_mail(caller) && !user.encrypted_password.empty()) {
        if (wanted.current_password.empty()) co_return refuse(Refusal::current_password_required);
        if (!hashes.current_is_right) co_return refuse(Refusal::current_password_invalid);
    }
    if (hashes.same_as_old && hashes.old == user.encrypted_password) co_return refuse(Refusal::same_password);
    CO_TRY_VOID(saying(Refusal::updating_user,
                       co_await update_user(transaction, user.id, asked.now,
                                            UserChange().set("encrypted_password", hashes.made))));
    CO_TRY_VOID(co_await clear_tokens(transaction, user.id));
    CO_TRY_VOID(co_await send_notice(context, transaction, user, {MailKind::password_changed}, asked));
    auto const which = caller.session ? Which::others : Which::all;
    CO_TRY_VOID(co_await end_sessions(transaction, which, user.id,
                                      caller.session ? caller.session->id : std::string()));
    CO_TRY_VOID(co_await write_audit(
        transaction, audit_of("user_updated_password", user, asked.request.remote_address), asked.now));
    co_return Nothing{};
}

// Without a confirmation, for an anonymous user: it has an address from here on.
Flow<Nothing> take_email(engine::OwnTransaction& transaction, User const& user, std::string const& email,
                         Asked const& asked) {
    UserChange change;
    change.set("email", email).set("is_anonymous", std::string("false"));
    JsonObject app = user.app_metadata, claims, metadata = user.user_metadata;
    app.set_text("provider", "email").set_texts("providers", {"email"});
    change.set("raw_app_meta_data", app);
    claims.set_text("sub", user.id).set_text("email", email);
    claims.set_boolean("email_verified", false).set_boolean("phone_verified", false);
    metadata.merge(claims);
    change.set("raw_user_meta_data", metadata);
    CO_TRY_VOID(saying(Refusal::updating_user,
                       co_await update_user(transaction, user.id, asked.now, std::move(change))));
    Identity identity{.id = new_uuid(), .provider = "email", .provider_id = user.id, .data = claims};
    CO_TRY_VOID(co_await insert_identity(transaction, user.id, std::move(identity), asked.now));
    CO_TRY(auto const now, co_await read_again(transaction, user.id));
    CO_TRY_VOID(co_await confirm_email(transaction, now, asked.now));
    co_return Nothing{};
}

Flow<Nothing> change_email(Context& context, engine::OwnTransaction& transaction, Wanted const& wanted,
                           std::string const& user_id, Asked& asked) {
    CO_TRY(auto const user, co_await read_again(transaction, user_id));
    if (user.is_anonymous && context.options.autoconfirm)
        co_return co_await take_email(transaction, user, wanted.email, asked);
    co_return co_await send_email_change(context, transaction, user, wanted.email, wanted.challenge, asked);
}

Flow<Nothing> change_phone(Context& context, engine::OwnTransaction& transaction, Wanted const& wanted,
                           std::string const& user_id, Asked& asked) {
    CO_TRY(auto const user, co_await read_again(transaction, user_id));
    if (context.options.confirm_phones)
        CO_TRY_VOID(co_await send_text(context, transaction, user, TextKind::phone_change,
                                       {wanted.phone, wanted.channel}, asked));
    else
        CO_TRY_VOID(co_await take_phone_and_tell(context, transaction, user, wanted.phone, asked));
    co_return Nothing{};
}

Flow<Nothing> check_free(engine::OwnTransaction& transaction, Wanted const& wanted, User const& user) {
    if (!wanted.email.empty() && wanted.email != user.email) {
        CO_TRY(auto const taken, co_await find_user_by_email(transaction, wanted.email, user.aud));
        if (taken) co_return refuse(Refusal::email_exists);
    }
    if (!wanted.phone.empty() && wanted.phone != user.phone) {
        CO_TRY(auto const taken, co_await find_user_by_phone(transaction, wanted.phone, user.aud));
        if (taken) co_return refuse(Refusal::phone_exists_own);
    }
    co_return Nothing{};
}

Flow<std::string> update(Context& context, engine::OwnTransaction& transaction, Wanted const& wanted,
                         Hashes const& hashes, Asked& asked) {
    CO_TRY(auto const caller, co_await load_caller(transaction, asked));
    auto const& user = caller.user;
    CO_TRY_VOID(check_wanted(wanted, caller));
    CO_TRY_VOID(co_await check_free(transaction, wanted, user));
    if (!wanted.password.empty())
        CO_TRY_VOID(co_await change_password(context, transaction, wanted, hashes, caller, asked));
    if (!wanted.data.empty()) {
        auto metadata = user.user_metadata;
        metadata.merge(wanted.data);
        CO_TRY_VOID(saying(Refusal::updating_user,
                           co_await update_user(transaction, user.id, asked.now,
                                                UserChange().set("raw_user_meta_data", metadata))));
    }
    if (!wanted.email.empty() && wanted.email != user.email)
        CO_TRY_VOID(co_await change_email(context, transaction, wanted, user.id, asked));
    if (!wanted.phone.empty() && wanted.phone != user.phone)
        CO_TRY_VOID(co_await change_phone(context, transaction, wanted, user.id, asked));
    CO_TRY_VOID(co_await write_audit(
        transaction, audit_of("user_modified", user, asked.request.remote_address), asked.now));
    CO_TRY(auto const changed, co_await read_again(transaction, user.id));
    co_return user_json(changed).to_string();
}

// What takes long is done before the transaction begins.
Flow<Hashes> hash_before(Context& context, Wanted const& wanted, Asked const& asked) {
    Hashes hashes;
    if (wanted.password.empty()) co_return hashes;
    CO_TRY(auto const caller, co_await in_transaction<Caller>(
                                  context, engine::Access::read, [&](engine::OwnTransaction& transaction) {
                                      return load_caller(transaction, asked, Lock::none);
                                  }));
    hashes.old = caller.user.encrypted_password;
    CO_TRY(auto const match, co_await context.shared.hasher.verify(hashes.old, wanted.password));
    hashes.same_as_old = match != Match::no;
    if (context.options.current_password && !wanted.current_password.empty()) {
        CO_TRY(auto const current,
               co_await context.shared.hasher.verify(hashes.old, wanted.current_password));
        hashes.current_is_right = current != Match::no;
    }
    CO_TRY(hashes.made, co_await context.shared.hasher.hash(wanted.password));
    co_return hashes;
}

}  // namespace

Flow<Response> put_user(Context& context, Asked& asked) {
    CO_TRY(auto const wanted, read_wanted(context, asked));
    CO_TRY_VOID(co_await check_breaches(context, wanted.password));
    CO_TRY(auto const hashes, co_await hash_before(context, wanted, asked));
    CO_TRY(auto json, co_await in_transaction<std::string>(
                          context, engine::Access::write, [&](engine::OwnTransaction& transaction) {
                              return update(context, transaction, wanted, hashes, asked);
                          }));
    co_return json_response(std::move(json));
}

namespace {

// To the e-mail address, or else to the phone.
Flow<std::string> send_nonce(Context& context, engine::OwnTransaction& transaction, Asked& asked) {
    CO_TRY(auto const caller, co_await load_caller(transaction, asked));
    auto const& user = caller.user;
    if (user.email.empty() && user.phone.empty()) co_return refuse(Refusal::reauthentication_no_address);
    if (!user.email.empty()) {
        if (!user.email_confirmed_at) co_return refuse(Refusal::reauthentication_email);
        CO_TRY_VOID(co_await send_reauthentication(context, transaction, user, asked));
        co_return std::string();
    }
    if (!user.phone_confirmed_at) co_return refuse(Refusal::reauthentication_phone);
    co_return co_await send_text(context, transaction, user, TextKind::reauthentication, {user.phone}, asked);
}

}  // namespace

Flow<Response> reauthenticate(Context& context, Asked& asked) {
    CO_TRY(auto const id, co_await in_transaction<std::string>(
                              context, engine::Access::write, [&](engine::OwnTransaction& transaction) {
                                  return send_nonce(context, transaction, asked);
                              }));
    co_return json_response(message_json(id));
}

}  // namespace backstay::api::auth
