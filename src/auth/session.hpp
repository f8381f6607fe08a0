#pragma once

// Sessions and their refresh tokens. A session lives from a sign-in to a sign-out; at each refresh its token
// is exchanged for a child, and the used one is kept, revoked, so that its second use is noticed.
//
//     session ── token a (revoked) ── token b (revoked) ── token c
//                     parent ""            parent a            parent b
//
// The table holds a token's name, 12 characters of [a-z2-7]. What the client has is the name and, after it, a
// code made of it with the project's secret: who can only read the table cannot refresh, and the active token
// can still be told again to a client that lost the answer.

#include <optional>
#include <string>
#include <vector>

#include "auth/user.hpp"

namespace backstay::auth {

struct Method {  // of a session's amr: how its user has shown who it is
    std::string name;
    Time at;
};

struct Session {
    std::string id;
    std::string user_id;
    std::string aal = "aal1";
    std::string factor_id = {};
    std::optional<Time> created_at = {}, not_after = {}, refreshed_at = {};
    std::vector<Method> methods = {};  // newest first
};

struct Client {  // who opens or refreshes a session
    std::string user_agent;
    std::string address;
};

struct RefreshToken {
    std::string id;
    std::string token;  // its name
    std::string user_id;
    std::string session_id;
    std::string parent;
    bool revoked = false;
    std::optional<Time> updated_at = {};
};

Task<Session> open_session(engine::OwnTransaction& transaction, std::string id, std::string user_id,
                           std::string method, Client client, Time now);
Task<std::optional<Session>> find_session(engine::OwnTransaction& transaction, std::string id,
                                          Lock lock = Lock::row);
struct ListedSession {
    Session session;  // without its methods
    Client client;
};
// The user's, newest first, a thousand at most.
Task<std::vector<ListedSession>> list_sessions(engine::OwnTransaction& transaction, std::string user_id);
Task<void> touch_session(engine::OwnTransaction& transaction, std::string id, Client client, Time now);
Task<void> add_method(engine::OwnTransaction& transaction, std::string session_id, std::string method,
                      Time now);
Task<void> set_assurance(engine::OwnTransaction& transaction, std::string session_id, std::string aal,
                         engine::Parameter factor_id, Time now);

enum class Which : std::uint8_t { all, this_one, others };
Task<void> end_sessions(engine::OwnTransaction& transaction, Which which, std::string user_id,
                        std::string session_id);

// The name of a new token.
Task<std::string> issue_refresh_token(engine::OwnTransaction& transaction, Session session,
                                      std::string parent, Time now);
Task<std::optional<RefreshToken>> find_refresh_token(engine::OwnTransaction& transaction, std::string token);
Task<std::optional<RefreshToken>> find_active_token(engine::OwnTransaction& transaction,
                                                    std::string session_id);
// sealed("k7q2...", secret) is what the client gets; unsealed() gives the name back, or nothing when the code
// was not made with this secret.
std::string sealed(std::string_view name, std::string_view secret);
std::optional<std::string> unsealed(std::string_view token, std::string_view secret);

Task<void> revoke_token(engine::OwnTransaction& transaction, std::string id, Time now);
Task<void> revoke_tokens(engine::OwnTransaction& transaction, std::string session_id, Time now);

}  // namespace backstay::auth
