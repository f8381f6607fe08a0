#pragma once

// The audit log: a row of auth.audit_log_entries for what users and administrators did, written in the
// transaction that does it.

#include <string>

#include "auth/user.hpp"

namespace backstay::auth {

struct AuditEvent {
    std::string action;  // "login", "user_signedup", ...
    std::string actor_id;
    std::string actor_username;  // the address
    std::string actor_name = {};
    std::string address = {};  // where the request came from
    JsonObject traits = {};
};

// The kind of an action: account, team, token, user, factor, recovery_codes.
std::string_view log_type(std::string_view action);

AuditEvent audit_of(std::string action, User const& actor, std::string address);
Task<void> write_audit(engine::OwnTransaction& transaction, AuditEvent event, Time now);

}  // namespace backstay::auth
