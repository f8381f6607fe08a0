#include "auth/audit.hpp"

#include <algorithm>
#include <array>

#include "auth/random.hpp"
#include "auth/row.hpp"

namespace backstay::auth {
namespace {

struct Kind {
    std::string_view action;
    std::string_view type;
};

constexpr std::array kinds{
    Kind{"login", "account"},
    Kind{"logout", "account"},
    Kind{"account_locked", "account"},
    Kind{"user_signedup", "team"},
    Kind{"user_repeated_signup", "user"},
    Kind{"user_confirmation_requested", "user"},
    Kind{"user_recovery_requested", "user"},
    Kind{"user_reauthenticate_requested", "user"},
    Kind{"user_updated_password", "user"},
    Kind{"user_modified", "user"},
    Kind{"user_invited", "team"},
    Kind{"user_deleted", "team"},
    Kind{"token_refreshed", "token"},
    Kind{"token_revoked", "token"},
    Kind{"identity_linked", "user"},
    Kind{"identity_unlinked", "user"},
    Kind{"generate_recovery_codes", "user"},
    Kind{"factor_in_progress", "factor"},
    Kind{"factor_deleted", "factor"},
    Kind{"factor_unenrolled", "factor"},
    Kind{"factor_updated", "factor"},
    Kind{"challenge_created", "factor"},
    Kind{"verification_attempted", "factor"},
};

}  // namespace

std::string_view log_type(std::string_view action) {
    auto const* const found = std::ranges::find(kinds, action, &Kind::action);
    return found == kinds.end() ? "user" : found->type;
}

AuditEvent audit_of(std::string action, User const& actor, std::string address) {
    return {.action = std::move(action),
            .actor_id = actor.id,
            .actor_username = actor.email.empty() ? actor.phone : actor.email,
            .actor_name = actor.user_metadata.text("full_name").value_or(""),
            .address = std::move(address)};
}

Task<void> write_audit(engine::OwnTransaction& transaction, AuditEvent event, Time now) {
    JsonObject payload;
    payload.set_text("action", event.action).set_text("actor_id", event.actor_id);
    if (!event.actor_name.empty()) payload.set_text("actor_name", event.actor_name);
    payload.set_text("actor_username", event.actor_username).set_boolean("actor_via_sso", false);
    payload.set_text("log_type", log_type(event.action));
    if (!event.traits.empty()) payload.set_object("traits", event.traits);
    return run_only(transaction,
                    "insert into auth.audit_log_entries (id, payload, created_at, ip_address) "
                    "values ($1, $2, $3, $4)",
                    {new_uuid(), payload.to_string(), to_rfc3339(now), std::move(event.address)});
}

}  // namespace backstay::auth
