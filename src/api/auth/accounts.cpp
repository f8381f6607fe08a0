#include "api/auth/accounts.hpp"

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

Flow<User> create_user(engine::OwnTransaction& transaction, NewUser made, Time now) {
    if (made.id.empty()) made.id = new_uuid();
    auto const id = made.id;
    CO_TRY_VOID(saying(Refusal::saving_new_user, co_await insert_all(transaction, std::move(made), now)));
    co_return co_await read_again(transaction, id);
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

Flow<User> read_again(engine::OwnTransaction& transaction, std::string id) {
    CO_TRY(auto user, co_await find_user(transaction, std::move(id)));
    if (!user) co_return refuse(Refusal::unexpected);
    co_return *std::move(user);
}

}  // namespace backstay::api::auth
