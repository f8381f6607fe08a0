// DELETE /user/identities/{id}: a way to sign in goes, and what the account has from it.

#include <algorithm>

#include "api/auth/accounts.hpp"
#include "api/auth/caller.hpp"
#include "api/auth/endpoints.hpp"
#include "api/auth/notices.hpp"
#include "auth/audit.hpp"
#include "auth/one_time_token.hpp"
#include "auth/random.hpp"

namespace backstay::api::auth {
namespace {

bool is_verified(Identity const& identity) { return identity.data.boolean("email_verified").value_or(false); }

// Those whose address is known to be the user's come first.
std::vector<Identity> with_addresses(User const& user) {
    std::vector<Identity> identities;
    for (bool const verified : {true, false})
        for (auto const& identity : user.identities)
            if (!identity.email.value_or("").empty() && is_verified(identity) == verified)
                identities.push_back(identity);
    return identities;
}

// The account's address is one that an identity has: when that one went, another's, which nobody else has.
Flow<Nothing> move_address(engine::OwnTransaction& transaction, User const& user, Time now) {
    auto const identities = with_addresses(user);
    if (user.email.empty() || std::ranges::any_of(identities, [&](Identity const& identity) {
            return identity.email == user.email;
        }))
        co_return Nothing{};
    UserChange change;
    change.set("email", engine::Parameter()).set("email_confirmed_at", engine::Parameter());
    bool moved = identities.empty();  // who signs in by phone needs none
    for (auto const& identity : identities) {
        CO_TRY(auto const taken, co_await find_user_by_email(transaction, *identity.email, user.aud));
        if (taken) continue;
        change.set("email", *identity.email);
        if (is_verified(identity)) change.set("email_confirmed_at", now);
        moved = true;
        break;
    }
    if (!moved) co_return refuse(Refusal::identity_email_conflict);
    CO_TRY_VOID(
        saying(Refusal::updating_user, co_await update_user(transaction, user.id, now, std::move(change))));
    CO_TRY_VOID(co_await clear_tokens(transaction, user.id));
    co_return Nothing{};
}

// app_metadata names the providers that are left.
Task<void> name_providers(engine::OwnTransaction& transaction, User const& user, Time now) {
    std::vector<std::string> providers;
    for (auto const& identity : user.identities)
        if (std::ranges::find(providers, identity.provider) == providers.end())
            providers.push_back(identity.provider);
    auto metadata = user.app_metadata;
    metadata.set_text("provider", providers.front()).set_texts("providers", providers);
    co_return co_await update_user(transaction, user.id, now,
                                   UserChange().set("raw_app_meta_data", metadata));
}

Flow<Nothing> unlink(Context& context, engine::OwnTransaction& transaction, std::string const& id,
                     Asked& asked) {
    CO_TRY(auto const caller, co_await load_caller(transaction, asked));
    auto const& identities = caller.user.identities;
    if (identities.size() <= 1) co_return refuse(Refusal::single_identity);
    auto const found = std::ranges::find(identities, id, &Identity::id);
    if (found == identities.end()) co_return refuse(Refusal::identity_not_found);
    CO_TRY_VOID(co_await delete_identity(transaction, id));
    CO_TRY_VOID(co_await send_notice(context, transaction, caller.user,
                                     {.kind = MailKind::identity_unlinked, .provider = found->provider},
                                     asked));
    CO_TRY(auto const user, co_await read_again(transaction, caller.user.id));
    if (found->provider == "phone") {
        UserChange change;
        change.set("phone", engine::Parameter()).set("phone_confirmed_at", engine::Parameter());
        CO_TRY_VOID(co_await update_user(transaction, user.id, asked.now, std::move(change)));
        CO_TRY_VOID(co_await clear_tokens(transaction, user.id));
    } else {
        CO_TRY_VOID(co_await move_address(transaction, user, asked.now));
    }
    CO_TRY_VOID(co_await name_providers(transaction, user, asked.now));
    auto event = audit_of("identity_unlinked", caller.user, asked.request.remote_address);
    event.traits.set_text("identity_id", found->id).set_text("provider", found->provider);
    event.traits.set_text("provider_id", found->provider_id);
    CO_TRY_VOID(co_await write_audit(transaction, std::move(event), asked.now));
    co_return Nothing{};
}

}  // namespace

Flow<Response> unlink_identity(Context& context, Asked& asked) {
    if (!context.options.manual_linking) co_return refuse(Refusal::manual_linking_disabled);
    auto const id = asked.path.at(0);
    if (!is_uuid(id)) co_return refuse(Refusal::identity_no_uuid);
    CO_TRY_VOID(co_await in_transaction<Nothing>(
        context, engine::Access::write,
        [&](engine::OwnTransaction& transaction) { return unlink(context, transaction, id, asked); }));
    co_return json_response("{}");
}

}  // namespace backstay::api::auth
