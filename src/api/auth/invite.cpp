// POST /invite and /admin/generate_link: ways into an account that an administrator opens.

#include <algorithm>
#include <array>

#include "api/auth/accounts.hpp"
#include "api/auth/audited.hpp"
#include "api/auth/endpoints.hpp"
#include "api/auth/mailing.hpp"
#include "api/auth/redirect.hpp"
#include "api/auth/user_json.hpp"
#include "auth/random.hpp"

namespace backstay::api::auth {
namespace {

// The user of that address, made when there is none.
Flow<User> invited_user(Context& context, engine::OwnTransaction& transaction, std::string const& email,
                        JsonObject const& data, std::string const& hash, Asked& asked) {
    CO_TRY(auto known, co_await find_user_by_email(transaction, email, asked.audience));
    if (known && known->email_confirmed_at) co_return refuse(Refusal::email_exists);
    if (known) co_return *std::move(known);
    NewUser made{.email = email, .password_hash = hash, .data = data, .audience = asked.audience};
    co_return co_await create_user(context, transaction, std::move(made), asked);
}

}  // namespace

Flow<Response> invite(Context& context, Asked& asked) {
    CO_TRY(auto email, asked.body.text("email"));
    CO_TRY(auto const data, asked.body.object("data"));
    CO_TRY(email, check_email(email));
    CO_TRY(auto json,
           co_await in_transaction<std::string>(
               context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Flow<std::string> {
                   CO_TRY(auto const user,
                          co_await invited_user(context, transaction, email, data, {}, asked));
                   CO_TRY_VOID(co_await send_invitation(context, transaction, user, asked));
                   CO_TRY(auto const now, co_await read_again(transaction, user.id));
                   co_return user_json(now).to_string();
               }));
    co_return json_response(std::move(json));
}

namespace {

struct LinkType {
    std::string_view name;
    TokenKind token;
    std::string_view sent_at;
    std::string_view action;  // of the audit log
};
constexpr std::array link_types{
    LinkType{"signup", TokenKind::confirmation, "confirmation_sent_at", "user_confirmation_requested"},
    LinkType{"invite", TokenKind::confirmation, "confirmation_sent_at", "user_invited"},
    LinkType{"magiclink", TokenKind::recovery, "recovery_sent_at", "user_recovery_requested"},
    LinkType{"recovery", TokenKind::recovery, "recovery_sent_at", "user_recovery_requested"},
    LinkType{"email_change_current", TokenKind::email_change_current, "email_change_sent_at",
             "user_modified"},
    LinkType{"email_change_new", TokenKind::email_change_new, "email_change_sent_at", "user_modified"},
};

struct Wanted {
    LinkType const* type = nullptr;
    std::string email, new_email, password, redirect_to, hash;
    JsonObject data;
};

Answered<Wanted> read_wanted(Context const& context, Asked const& asked) {
    Wanted wanted;
    TRY(auto const type, asked.body.text("type"));
    TRY(wanted.email, asked.body.text("email"));
    TRY(wanted.new_email, asked.body.text("new_email"));
    TRY(wanted.password, asked.body.text("password"));
    TRY(wanted.data, asked.body.object("data"));
    TRY(auto const redirect_to, asked.body.text("redirect_to"));
    TRY(wanted.email, check_email(wanted.email));
    auto const* const found = std::ranges::find(link_types, type, &LinkType::name);
    if (found == link_types.end()) return refuse(Refusal::link_type, type);
    wanted.type = found;
    wanted.redirect_to = !redirect_to.empty() && is_allowed_redirect(context.options, redirect_to)
                             ? redirect_to
                             : redirect_target(context, asked);
    return wanted;
}

Flow<User> user_for(Context& context, engine::OwnTransaction& transaction, Wanted& wanted, Asked& asked) {
    CO_TRY(auto known, co_await find_user_by_email(transaction, wanted.email, asked.audience));
    // A link for somebody unknown is a sign-up.
    if (!known && wanted.type->name == "magiclink") wanted.type = &link_types.front();
    auto const name = wanted.type->name;
    if (name == "signup" || name == "invite") {
        if (known && known->email_confirmed_at) co_return refuse(Refusal::email_exists);
        if (known) co_return *std::move(known);
        CO_TRY(auto user,
               co_await invited_user(context, transaction, wanted.email, wanted.data, wanted.hash, asked));
        if (name == "invite")
            CO_TRY_VOID(co_await update_user(transaction, user.id, asked.now,
                                             UserChange().set("invited_at", asked.now)));
        co_return user;
    }
    if (!known) co_return refuse(Refusal::link_user_not_found);
    if (!name.starts_with("email_change")) co_return *std::move(known);
    if (name == "email_change_current" && !context.options.secure_email_change)
        co_return refuse(Refusal::link_insecure);
    CO_TRY(auto const new_email, check_email(wanted.new_email));
    CO_TRY(auto const taken, co_await find_user_by_email(transaction, new_email, asked.audience));
    if (taken) co_return refuse(Refusal::email_exists);
    UserChange change;
    change.set("email_change", new_email);
    if (known->email_change != new_email) change.set("email_change_confirm_status", std::string("0"));
    CO_TRY_VOID(co_await update_user(transaction, known->id, asked.now, std::move(change)));
    wanted.new_email = new_email;
    co_return *std::move(known);
}

Flow<std::string> make_link(Context& context, engine::OwnTransaction& transaction, Wanted wanted,
                            Asked& asked) {
    CO_TRY(auto user, co_await user_for(context, transaction, wanted, asked));
    auto const& type = *wanted.type;
    auto const& address = type.token == TokenKind::email_change_new ? wanted.new_email : user.email;
    auto const code = new_code(context, address, {});
    CO_TRY_VOID(co_await keep_token(transaction, type.token, user.id, code.hash, address, asked.now));
    CO_TRY_VOID(
        co_await update_user(transaction, user.id, asked.now, UserChange().set(type.sent_at, asked.now)));
    JsonObject traits;
    traits.set_text("link", type.name);
    CO_TRY_VOID(
        co_await audit_by_admin(transaction, std::string(type.action), user, std::move(traits), asked));
    CO_TRY(user, co_await read_again(transaction, user.id));
    auto json = user_json(user);
    auto const link_type =
        type.name.starts_with("email_change") ? std::string_view("email_change") : type.name;
    json.set_text("action_link", action_link(context.options, code.hash, link_type, wanted.redirect_to));
    json.set_text("email_otp", code.digits).set_text("hashed_token", code.hash);
    json.set_text("verification_type", type.name).set_text("redirect_to", wanted.redirect_to);
    co_return json.to_string();
}

}  // namespace

Flow<Response> generate_link(Context& context, Asked& asked) {
    CO_TRY(auto wanted, read_wanted(context, asked));
    if (wanted.type->name == "signup") {
        if (wanted.password.empty()) co_return refuse(Refusal::signup_no_password);
        CO_TRY_VOID(check_password(context.options, wanted.password, wanted.email));
        CO_TRY_VOID(co_await check_breaches(context, wanted.password));
    }
    auto password = wanted.password.empty() ? hex(random_bytes(32)) : wanted.password;
    CO_TRY(wanted.hash, co_await context.shared.hasher.hash(std::move(password)));
    CO_TRY(auto json, co_await in_transaction<std::string>(
                          context, engine::Access::write, [&](engine::OwnTransaction& transaction) {
                              return make_link(context, transaction, wanted, asked);
                          }));
    co_return json_response(std::move(json));
}

}  // namespace backstay::api::auth
