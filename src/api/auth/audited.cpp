#include "api/auth/audited.hpp"

namespace backstay::api::auth {

Task<void> audit_login(engine::OwnTransaction& transaction, User const& user, std::string_view provider,
                       Asked const& asked) {
    auto event = audit_of("login", user, asked.request.remote_address);
    event.traits.set_text("provider", provider);
    return write_audit(transaction, std::move(event), asked.now);
}

Task<void> audit_by_admin(engine::OwnTransaction& transaction, std::string action, User const& user,
                          JsonObject traits, Asked const& asked) {
    auto event = audit_of(std::move(action), user, asked.request.remote_address);
    event.traits = std::move(traits);
    event.traits.set_boolean("by_admin", true);
    if (auto const id = asked.claims.text("sub")) event.traits.set_text("admin_id", *id);
    return write_audit(transaction, std::move(event), asked.now);
}

}  // namespace backstay::api::auth
