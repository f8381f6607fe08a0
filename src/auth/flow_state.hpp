#pragma once

// Flow states: what the first half of a PKCE exchange (RFC 7636) leaves for the second, in auth.flow_state.

#include <optional>
#include <string>

#include "auth/user.hpp"
#include "auth/vault.hpp"

namespace backstay::auth {

struct FlowState {
    std::string id;
    std::string user_id;    // empty: not known yet
    std::string auth_code;  // what the client exchanges
    std::string challenge, method;
    std::string authentication_method;  // what a session's amr will say
    std::string provider = "email";
    std::string referrer = {};        // where a sign-in with another provider leads back to
    std::string linking_target = {};  // the user that an identity is to be added to
    std::string provider_token = {}, provider_refresh_token = {};  // as they stand in the table
    std::optional<Time> created_at = {}, code_issued_at = {};
};

Task<void> keep_flow(engine::OwnTransaction& transaction, FlowState flow, Time now);
// The newest of the user with that method.
Task<std::optional<FlowState>> find_flow(engine::OwnTransaction& transaction, std::string user_id,
                                         std::string authentication_method);
Task<std::optional<FlowState>> find_flow_by_code(engine::OwnTransaction& transaction, std::string auth_code);
// With its row locked.
Task<std::optional<FlowState>> find_flow_by_id(engine::OwnTransaction& transaction, std::string id);
// They are sealed in the table; open_provider_tokens() puts what they are into `flow`.
Task<void> keep_provider_tokens(engine::OwnTransaction& transaction, Vault const& vault, std::string id,
                                std::string token, std::string refresh_token);
Result<void> open_provider_tokens(Vault const& vault, FlowState& flow);
Task<void> mark_flow_issued(engine::OwnTransaction& transaction, std::string id, std::string user_id,
                            Time now);
Task<void> delete_flow(engine::OwnTransaction& transaction, std::string id);

// Whether the verifier is what the challenge was made of.
bool proves(FlowState const& flow, std::string_view verifier);

}  // namespace backstay::auth
