#include "api/auth/accounts.hpp"

#include <algorithm>

#include "api/auth/hooks.hpp"
#include "api/auth/notices.hpp"
#include "api/auth/user_json.hpp"
#include "auth/one_time_token.hpp"
#include "auth/random.hpp"

namespace backstay::api::auth {
namespace {

engine::Parameter or_null(std::string const& text) {
    return text.empty() ? engine::Parameter() : engine::Parameter(text);
}

JsonObject provider_metadata(NewUser const& made) {
    JsonObject metadata;
    if (made.anonymous) return made.app_metadata;
    std::vector<std::string> providers;
    if (made.external) providers.push_back(made.external->provider);
    if (!made.external && !made.email.empty()) providers.emplace_back("email");
    if (!made.external && !made.phone.empty()) providers.emplace_back("phone");
    metadata.set_text("provider", providers.front()).set_texts("providers", providers);
    for (auto const& [name, json] : made.app_metadata.members())
        if (!metadata.has(name)) metadata.set_json(name, json);
    return metadata;
}

JsonObject identity_claims(NewUser const& made, std::string_view provider) {
    JsonObject claims;
    claims.set_text("sub", made.id);
    if (provider == "email") claims.set_text("email", made.email);
    claims.set_boolean("email_verified", false);
    if (provider == "phone") claims.set_text("phone", made.phone);
    claims.set_boolean("phone_verified", false);
    return claims;
}

Task<JsonObject> add_identity(engine::OwnTransaction& transaction, NewUser const& made, std::string provider,
                              Time now) {
    auto const claims = identity_claims(made, provider);
    Identity identity{.id = new_uuid(), .provider = std::move(provider), .provider_id = made.id};
    if (made.metadata == NewUser::Metadata::with_identity) identity.data = made.data;
    for (auto const& [name, json] : claims.members()) identity.data.set_json(name, json);
    CO_TRY_VOID(co_await insert_identity(transaction, made.id, std::move(identity), now));
    co_return claims;
}

// As the hook sees it: what is to be made.
JsonObject json_before(NewUser const& made, Time now) {
    User user{.id = made.id, .aud = made.audience, .email = made.email, .phone = made.phone};
    user.app_metadata = provider_metadata(made);
    user.user_metadata = made.data;
    user.created_at = user.updated_at = now;
    user.is_anonymous = made.anonymous;
    return user_json(user);
}

Task<void> insert_all(engine::OwnTransaction& transaction, NewUser made, Time now) {
    UserChange row;
    row.set("aud", made.audience).set("role", std::string());
    row.set("email", or_null(made.email)).set("phone", or_null(made.phone));
    row.set("encrypted_password", made.password_hash);
    row.set("raw_app_meta_data", provider_metadata(made)).set("raw_user_meta_data", made.data);
    row.set("is_anonymous", std::string(made.anonymous ? "true" : "false"));
    CO_TRY_VOID(co_await insert_user(transaction, made.id, now, std::move(row)));
    auto metadata = made.data;
    auto const keep = [&](JsonObject const& claims) {
        if (made.metadata == NewUser::Metadata::as_given) return;
        for (auto const& [name, json] : claims.members()) metadata.set_json(name, json);
    };
    if (made.external) CO_TRY_VOID(co_await insert_identity(transaction, made.id, *made.external, now));
    if (!made.external && !made.email.empty()) {
        CO_TRY(auto const claims, co_await add_identity(transaction, made, "email", now));
        keep(claims);
    }
    if (!made.external && !made.phone.empty()) {
        CO_TRY(auto const claims, co_await add_identity(transaction, made, "phone", now));
        keep(claims);
    }
    co_return co_await update_user(transaction, made.id, now,
                                   UserChange().set("role", made.role).set("raw_user_meta_data", metadata));
}

}  // namespace

Flow<User> create_user(Context& context, engine::OwnTransaction& transaction, NewUser made, Asked& asked) {
    if (made.id.empty()) made.id = asked.pin("user", new_uuid);
    auto const id = made.id;
    JsonObject payload;
    payload.set_object("user", json_before(made, asked.now));
    CO_TRY_VOID(
        co_await ask_hook(context, transaction, asked, {HookPoint::before_user_created, payload, id}));
    CO_TRY_VOID(
        saying(Refusal::saving_new_user, co_await insert_all(transaction, std::move(made), asked.now)));
    CO_TRY(auto user, co_await read_again(transaction, id));
    asked.created_user = id;
    co_return user;
}

Flow<User> confirm_email(engine::OwnTransaction& transaction, User const& user, Time now) {
    UserChange change;
    change.set("email_confirmed_at", now);
    auto metadata = user.user_metadata;
    if (!user.email.empty()) metadata.set_boolean("email_verified", true);
    change.set("raw_user_meta_data", metadata);
    CO_TRY_VOID(co_await update_user(transaction, user.id, now, std::move(change)));
    if (auto const* const identity = user.identity("email")) {
        auto data = identity->data;
        data.set_boolean("email_verified", true);
        CO_TRY_VOID(co_await update_identity(transaction, identity->id, std::move(data), now));
    }
    CO_TRY_VOID(co_await clear_tokens(transaction, user.id));
    co_return co_await read_again(transaction, user.id);
}

Flow<User> confirm_phone(engine::OwnTransaction& transaction, User const& user, Time now) {
    UserChange change;
    change.set("phone_confirmed_at", now);
    auto metadata = user.user_metadata;
    if (metadata.has("phone_verified")) metadata.set_boolean("phone_verified", true);
    change.set("raw_user_meta_data", metadata);
    CO_TRY_VOID(co_await update_user(transaction, user.id, now, std::move(change)));
    if (auto const* const identity = user.identity("phone")) {
        auto data = identity->data;
        data.set_boolean("phone_verified", true);
        CO_TRY_VOID(co_await update_identity(transaction, identity->id, std::move(data), now));
    }
    CO_TRY_VOID(co_await clear_tokens(transaction, user.id));
    co_return co_await read_again(transaction, user.id);
}

Flow<User> take_phone(engine::OwnTransaction& transaction, User const& user, std::string phone, Time now) {
    auto app = user.app_metadata, metadata = user.user_metadata;
    auto providers = app.texts("providers").value_or(std::vector<std::string>{});
    if (std::ranges::find(providers, "phone") == providers.end()) providers.emplace_back("phone");
    if (!app.has("provider")) app.set_text("provider", "phone");
    UserChange change;
    change.set("phone", phone).set("phone_change", std::string()).set("phone_confirmed_at", now);
    change.set("raw_app_meta_data", app.set_texts("providers", providers));
    change.set("raw_user_meta_data", metadata.set_boolean("phone_verified", true));
    change.set("is_anonymous", std::string("false"));
    auto const changed = co_await update_user(transaction, user.id, now, std::move(change));
    if (!changed && changed.error()->code == "23505")
        co_return refuse_because(Refusal::phone_exists_own, changed.error());
    CO_TRY_VOID(saying(Refusal::updating_user, changed));
    JsonObject claims;
    claims.set_text("sub", user.id).set_text("phone", phone);
    claims.set_boolean("email_verified", false).set_boolean("phone_verified", true);
    if (auto const* const identity = user.identity("phone")) {
        auto data = identity->data;
        data.merge(claims);
        CO_TRY_VOID(co_await update_identity(transaction, identity->id, std::move(data), now));
    } else {
        Identity made{.id = new_uuid(), .provider = "phone", .provider_id = user.id, .data = claims};
        CO_TRY_VOID(co_await insert_identity(transaction, user.id, std::move(made), now));
    }
    CO_TRY_VOID(co_await clear_tokens(transaction, user.id));
    co_return co_await read_again(transaction, user.id);
}

Flow<User> take_phone_and_tell(Context& context, engine::OwnTransaction& transaction, User const& user,
                               std::string phone, Asked& asked) {
    CO_TRY(auto changed, co_await take_phone(transaction, user, std::move(phone), asked.now));
    Notice notice{.kind = MailKind::phone_changed, .old_phone = user.phone, .phone = changed.phone};
    CO_TRY_VOID(co_await send_notice(context, transaction, changed, std::move(notice), asked));
    co_return changed;
}

Flow<User> read_again(engine::OwnTransaction& transaction, std::string id) {
    CO_TRY(auto user, co_await find_user(transaction, std::move(id)));
    if (!user) co_return refuse(Refusal::unexpected);
    co_return *std::move(user);
}

}  // namespace backstay::api::auth
