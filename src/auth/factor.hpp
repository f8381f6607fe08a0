#pragma once

// Second factors and their challenges: auth.mfa_factors, auth.mfa_challenges.

#include <optional>
#include <string>

#include "auth/user.hpp"

namespace backstay::auth {

struct FactorChallenge {
    std::string id;
    std::string factor_id;
    std::string address;         // who asked for it
    std::string code_hash = {};  // of what was sent; empty: the factor makes codes itself
    std::optional<Time> created_at = {}, verified_at = {};
};

Task<void> insert_factor(engine::OwnTransaction& transaction, Factor factor, Time now);
Task<void> update_factor(engine::OwnTransaction& transaction, std::string id, std::string friendly_name,
                         std::string phone, Time now);
Task<void> mark_factor_verified(engine::OwnTransaction& transaction, std::string id, Time now);
// With its challenges; sessions that it raised fall back to aal1.
Task<void> delete_factor(engine::OwnTransaction& transaction, std::string id);
// Begun and never finished.
Task<void> delete_stale_factors(engine::OwnTransaction& transaction, std::string user_id, Time before);
Task<void> delete_other_unverified(engine::OwnTransaction& transaction, std::string user_id, std::string type,
                                   std::string id);

Task<void> insert_challenge(engine::OwnTransaction& transaction, FactorChallenge challenge, Time now);
Task<std::optional<FactorChallenge>> find_challenge(engine::OwnTransaction& transaction, std::string id);
// `step`: of the code that was right, so that it is not right again; or the hash of what was sent.
Task<void> mark_challenge_verified(engine::OwnTransaction& transaction, std::string id, std::string step,
                                   Time now);
Task<bool> is_step_used(engine::OwnTransaction& transaction, std::string factor_id, std::string step);

// Sessions below aal2, but for one.
Task<void> end_weaker_sessions(engine::OwnTransaction& transaction, std::string user_id,
                               std::string session_id);

}  // namespace backstay::auth
