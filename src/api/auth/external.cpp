#include "api/auth/external.hpp"

#include <algorithm>

#include "api/auth/accounts.hpp"
#include "api/auth/fields.hpp"
#include "api/auth/mailing.hpp"
#include "api/auth/notices.hpp"
#include "auth/audit.hpp"
#include "auth/one_time_token.hpp"
#include "auth/random.hpp"
#include "base/text.hpp"

namespace backstay::api::auth {
namespace {

// What an identity holds of the claims, under the names that clients know.
JsonObject identity_data(JsonObject const& claims) {
    struct Name {
        std::string_view claim, member;
    };
    static constexpr Name names[] = {{"iss", "iss"},
                                     {"sub", "sub"},
                                     {"sub", "provider_id"},
                                     {"name", "name"},
                                     {"name", "full_name"},
                                     {"picture", "picture"},
                                     {"picture", "avatar_url"},
                                     {"preferred_username", "preferred_username"},
                                     {"preferred_username", "user_name"},
                                     {"nickname", "nickname"},
                                     {"nickname", "slug"},
                                     {"full_name", "full_name"}};
    JsonObject data;
    for (auto const& [claim, member] : names)
        if (auto const value = claims.text(claim); value && !value->empty()) data.set_text(member, *value);
    if (auto const email = claims.text("email"); email && !email->empty())
        data.set_text("email", to_lower(*email));
    // Some providers write it as a text.
    bool const verified = claims.boolean("email_verified").value_or(claims.text("email_verified") == "true");
    data.set_boolean("email_verified", verified).set_boolean("phone_verified", false);
    if (auto const others = claims.object("custom_claims")) data.set_object("custom_claims", *others);
    return data;
}

// `provider` joins those that the user's app_metadata names.
JsonObject with_provider(User const& user, std::string const& provider) {
    auto metadata = user.app_metadata;
    auto providers = metadata.texts("providers").value_or(std::vector<std::string>{});
    if (std::ranges::find(providers, provider) == providers.end()) providers.push_back(provider);
    if (!metadata.has("provider")) metadata.set_text("provider", provider);
    return metadata.set_texts("providers", providers);
}

Task<void> merge_metadata(engine::OwnTransaction& transaction, User const& user, JsonObject const& data,
                          std::string const& provider, Time now) {
    auto metadata = user.user_metadata;
    metadata.merge(data);
    UserChange change;
    change.set("raw_user_meta_data", metadata).set("raw_app_meta_data", with_provider(user, provider));
    co_return co_await update_user(transaction, user.id, now, std::move(change));
}

Task<void> add_identity(engine::OwnTransaction& transaction, User const& user, External const& external,
                        JsonObject const& data, Asked const& asked) {
    Identity identity{.id = new_uuid(),
                      .provider = external.provider,
                      .provider_id = external.claims.text("sub").value_or(""),
                      .data = data};
    auto event = audit_of("identity_linked", user, asked.request.remote_address);
    event.traits.set_text("identity_id", identity.id).set_text("provider", identity.provider);
    event.traits.set_text("provider_id", identity.provider_id);
    CO_TRY_VOID(co_await insert_identity(transaction, user.id, std::move(identity), asked.now));
    CO_TRY_VOID(co_await write_audit(transaction, std::move(event), asked.now));
    co_return co_await merge_metadata(transaction, user, data, external.provider, asked.now);
}

// Whoever made the account has never shown that the address is theirs; who comes now has.
Flow<Nothing> take_over(engine::OwnTransaction& transaction, User const& user, Time now) {
    CO_TRY_VOID(co_await update_user(transaction, user.id, now,
                                     UserChange().set("encrypted_password", std::string())));
    for (auto const& identity : user.identities)
        CO_TRY_VOID(co_await delete_identity(transaction, identity.id));
    CO_TRY_VOID(co_await end_sessions(transaction, Which::all, user.id, {}));
    CO_TRY_VOID(co_await confirm_email(transaction, user, now));
    co_return Nothing{};
}

// A user without an address, as an anonymous one is, gets the identity's, and is somebody from then on.
Flow<User> take_address(Context& context, engine::OwnTransaction& transaction, User const& user,
                        External const& external, JsonObject const& data, Asked& asked) {
    auto const email = data.text("email").value_or("");
    if (email.empty()) co_return user;
    CO_TRY(auto const taken, co_await find_user_by_email(transaction, email, user.aud));
    if (taken) co_return refuse(Refusal::email_exists);
    UserChange change;
    change.set("email", email);
    bool const verified = data.boolean("email_verified").value_or(false) || context.options.autoconfirm;
    if (verified) change.set("is_anonymous", std::string("false"));
    CO_TRY_VOID(saying(Refusal::updating_user,
                       co_await update_user(transaction, user.id, asked.now, std::move(change))));
    CO_TRY(auto const changed, co_await read_again(transaction, user.id));
    if (verified) co_return co_await confirm_email(transaction, changed, asked.now);
    CO_TRY_VOID(co_await send_confirmation(context, transaction, changed, {}, asked));
    co_return std::unexpected(refused(Refusal::provider_link_unverified, external.provider).keeping());
}

Flow<User> link_to(Context& context, engine::OwnTransaction& transaction, External const& external,
                   JsonObject const& data, Asked& asked) {
    CO_TRY(auto const user, co_await find_user(transaction, external.linking_target));
    if (!user) co_return refuse(Refusal::caller_not_found);
    CO_TRY_VOID(co_await add_identity(transaction, *user, external, data, asked));
    CO_TRY_VOID(co_await send_notice(context, transaction, *user,
                                     {.kind = MailKind::identity_linked, .provider = external.provider},
                                     asked));
    CO_TRY(auto const linked, co_await read_again(transaction, user->id));
    if (linked.email.empty())
        co_return co_await take_address(context, transaction, linked, external, data, asked);
    co_return linked;
}

Flow<User> somebody_new(Context& context, engine::OwnTransaction& transaction, External const& external,
                        JsonObject const& data, std::string const& email, Asked& asked) {
    if (!context.options.signup) co_return refuse(Refusal::provider_signup_disabled);
    bool const verified = data.boolean("email_verified").value_or(false);
    NewUser made{.email = email, .data = data, .audience = asked.audience};
    made.external = Identity{.id = new_uuid(),
                             .provider = external.provider,
                             .provider_id = external.claims.text("sub").value_or(""),
                             .data = data};
    CO_TRY(auto user, co_await create_user(context, transaction, std::move(made), asked));
    CO_TRY_VOID(co_await write_audit(
        transaction, audit_of("user_signedup", user, asked.request.remote_address), asked.now));
    if (email.empty()) co_return user;
    if (verified || context.options.autoconfirm)
        co_return co_await confirm_email(transaction, user, asked.now);
    CO_TRY_VOID(co_await send_confirmation(context, transaction, user, {}, asked));
    co_return std::unexpected(refused(Refusal::provider_unverified, external.provider).keeping());
}

Flow<User> known_or_new(Context& context, engine::OwnTransaction& transaction, External const& external,
                        JsonObject const& data, Asked& asked) {
    auto email = data.text("email").value_or("");
    if (email.empty() && external.email_optional)
        co_return co_await somebody_new(context, transaction, external, data, {}, asked);
    if (email.empty()) co_return refuse(Refusal::provider_no_email);
    CO_TRY(email, check_email(email));
    CO_TRY(auto const known, co_await find_user_by_email(transaction, email, asked.audience));
    bool const verified = data.boolean("email_verified").value_or(false);
    if (!known) co_return co_await somebody_new(context, transaction, external, data, email, asked);
    if (!verified) co_return co_await somebody_new(context, transaction, external, data, {}, asked);
    if (!known->email_confirmed_at) CO_TRY_VOID(co_await take_over(transaction, *known, asked.now));
    CO_TRY(auto const user, co_await read_again(transaction, known->id));
    CO_TRY_VOID(co_await add_identity(transaction, user, external, data, asked));
    co_return co_await read_again(transaction, user.id);
}

// Who came before, with what the provider says now.
Flow<User> known_again(Context& context, engine::OwnTransaction& transaction, External const& external,
                       OwnedIdentity const& owned, JsonObject const& data, Asked& asked) {
    CO_TRY(auto const known, co_await read_again(transaction, owned.user_id));
    auto merged = owned.identity.data;
    merged.merge(data);
    CO_TRY_VOID(co_await update_identity(transaction, owned.identity.id, merged, asked.now));
    CO_TRY_VOID(co_await merge_metadata(transaction, known, data, external.provider, asked.now));
    CO_TRY(auto const user, co_await read_again(transaction, known.id));
    if (user.email.empty() || user.email_confirmed_at) co_return user;
    bool const same = data.text("email") == user.email;
    if (same && (data.boolean("email_verified").value_or(false) || context.options.autoconfirm))
        co_return co_await confirm_email(transaction, user, asked.now);
    co_return refuse(Refusal::provider_not_confirmed, external.provider);
}

}  // namespace

std::vector<std::string> client_ids(Provider const& provider) {
    auto ids = split(provider.client_id, ',');
    for (auto& id : ids) id = std::string(trim(id));
    return ids;
}

Answered<Provider> enabled_provider(Options const& options, std::string const& name) {
    // What GoTrue has and we do not is not enabled; what it has not cannot be found.
    static constexpr std::string_view others = " linkedin slack ";
    auto const found = std::ranges::find(options.providers, std::string_view(name), &Provider::name);
    bool const known = found != options.providers.end();
    if (known && found->enabled()) return *found;
    if (known || (!name.empty() && others.contains(" " + name + " ")))
        return refuse(Refusal::provider_not_enabled);
    return refuse(Refusal::unsupported_provider, name);
}

Flow<User> external_user(Context& context, engine::OwnTransaction& transaction, External const& external,
                         Asked& asked) {
    auto const data = identity_data(external.claims);
    CO_TRY(auto const owned,
           co_await find_identity(transaction, external.provider, external.claims.text("sub").value_or("")));
    if (owned && !external.linking_target.empty())
        co_return refuse(owned->user_id == external.linking_target ? Refusal::identity_linked
                                                                   : Refusal::identity_of_another);
    User user;
    if (owned) {
        CO_TRY(user, co_await known_again(context, transaction, external, *owned, data, asked));
    } else if (!external.linking_target.empty()) {
        CO_TRY(user, co_await link_to(context, transaction, external, data, asked));
    } else {
        CO_TRY(user, co_await known_or_new(context, transaction, external, data, asked));
    }
    if (user.is_banned(asked.now)) co_return refuse(Refusal::verify_banned);
    CO_TRY_VOID(co_await touch_identity(transaction, user.id, external.provider, asked.now));
    auto event = audit_of("login", user, asked.request.remote_address);
    event.traits.set_text("provider", external.provider);
    CO_TRY_VOID(co_await write_audit(transaction, std::move(event), asked.now));
    co_return user;
}

}  // namespace backstay::api::auth
