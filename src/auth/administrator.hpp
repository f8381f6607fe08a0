#pragma once

// Administrators, who use the console and are no users of the project, and their sessions there.
//
//     CO_TRY(auto const opened, co_await open_console_session(transaction, administrator.id, now));
//     Set-Cookie: ...=opened.token          every request brings it
//     X-CSRF-Token: opened.csrf             and this one too, when it changes something
//
// A session ends twelve hours after it began, and after an hour in which nothing was asked.

#include <optional>
#include <string>

#include "base/task.hpp"
#include "base/time.hpp"
#include "engine/engine.hpp"

namespace backstay::auth {

struct Administrator {
    std::string id;
    std::string name;
    std::string password_hash;
};

struct ConsoleSession {
    std::string token_hash;
    std::string administrator_id;
    std::string name;
    std::string csrf;
    std::optional<Time> seen_at = {};
};

Task<std::optional<Administrator>> find_administrator(engine::OwnTransaction& transaction, std::string name);

struct OpenedConsoleSession {
    std::string token;
    std::string csrf;
};
// What has expired is deleted on the way.
Task<OpenedConsoleSession> open_console_session(engine::OwnTransaction& transaction,
                                                std::string administrator_id, Time now);
// Nothing when there is none of this token, or it has ended.
Task<std::optional<ConsoleSession>> find_console_session(engine::OwnTransaction& transaction,
                                                         std::string token, Time now);
Task<void> touch_console_session(engine::OwnTransaction& transaction, std::string token_hash, Time now);
Task<void> end_console_session(engine::OwnTransaction& transaction, std::string token_hash);

// Gives the administrator a new random password, and ends their sessions; makes one who is not there.
Result<std::string> reset_administrator(engine::Session& session, std::string const& name);
// The password of the first one, "admin", made now; nothing when there is an administrator already.
Result<std::optional<std::string>> first_administrator(engine::Session& session);

}  // namespace backstay::auth
