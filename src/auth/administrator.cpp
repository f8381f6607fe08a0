#include "auth/administrator.hpp"

#include "auth/password.hpp"
#include "auth/random.hpp"
#include "auth/row.hpp"

namespace backstay::auth {
namespace {

constexpr std::chrono::hours session_life{12};
constexpr std::chrono::hours session_idle{1};

// 130 bits, in characters that are easily told apart.
std::string random_secret() { return base32(random_bytes(32)); }
std::string random_password() { return base32(random_bytes(17)).substr(0, 26); }

std::string hash_of(std::string_view token) { return hex_digest("SHA256", token); }

Result<void> run(engine::Session& session, std::string_view text,
                 std::vector<engine::Parameter> const& values) {
    auto const done = session.execute(text, values);
    if (!done) return std::unexpected(done.error());
    return {};
}

Result<void> store(engine::Session& session, std::string const& name, std::string const& hash) {
    TRY_VOID(run(session,
                 "insert into backstay.administrators (id, name, password_hash, created_at, password_set_at) "
                 "values ($1, $2, $3, $4, $4) on conflict (name) do update set "
                 "password_hash = excluded.password_hash, password_set_at = excluded.password_set_at",
                 {new_uuid(), name, hash, to_rfc3339(time_now())}));
    return run(session,
               "delete from backstay.console_sessions where administrator_id in "
               "(select id from backstay.administrators where name = $1)",
               {name});
}

}  // namespace

Task<std::optional<Administrator>> find_administrator(engine::OwnTransaction& transaction, std::string name) {
    CO_TRY(auto const found,
           co_await transaction.run(
               "select id, name, password_hash from backstay.administrators where name = $1",
               {std::move(name)}));
    if (found.rows.empty()) co_return std::nullopt;
    Row row(found.rows.front());
    Administrator administrator{.id = row.text(), .name = {}, .password_hash = {}};
    administrator.name = row.text();
    administrator.password_hash = row.text();
    co_return administrator;
}

Task<OpenedConsoleSession> open_console_session(engine::OwnTransaction& transaction,
                                                std::string administrator_id, Time now) {
    CO_TRY_VOID(co_await run_only(
        transaction, "delete from backstay.console_sessions where created_at < $1 or seen_at < $2",
        {to_rfc3339(now - session_life), to_rfc3339(now - session_idle)}));
    OpenedConsoleSession opened{.token = random_secret(), .csrf = random_secret()};
    CO_TRY_VOID(co_await run_only(
        transaction,
        "insert into backstay.console_sessions (token_hash, administrator_id, csrf_token, created_at, "
        "seen_at) "
        "values ($1, $2, $3, $4, $4)",
        {hash_of(opened.token), std::move(administrator_id), opened.csrf, to_rfc3339(now)}));
    co_return opened;
}

Task<std::optional<ConsoleSession>> find_console_session(engine::OwnTransaction& transaction,
                                                         std::string token, Time now) {
    CO_TRY(auto const found,
           co_await transaction.run(
               "select s.token_hash, s.administrator_id, a.name, s.csrf_token, s.seen_at "
               "from backstay.console_sessions s join backstay.administrators a on a.id = s.administrator_id "
               "where s.token_hash = $1 and s.created_at >= $2 and s.seen_at >= $3",
               {hash_of(token), to_rfc3339(now - session_life), to_rfc3339(now - session_idle)}));
    if (found.rows.empty()) co_return std::nullopt;
    Row row(found.rows.front());
    ConsoleSession session;
    session.token_hash = row.text();
    session.administrator_id = row.text();
    session.name = row.text();
    session.csrf = row.text();
    session.seen_at = row.time();
    co_return session;
}

Task<void> touch_console_session(engine::OwnTransaction& transaction, std::string token_hash, Time now) {
    return run_only(transaction, "update backstay.console_sessions set seen_at = $2 where token_hash = $1",
                    {std::move(token_hash), to_rfc3339(now)});
}

Task<void> end_console_session(engine::OwnTransaction& transaction, std::string token_hash) {
    return run_only(transaction, "delete from backstay.console_sessions where token_hash = $1",
                    {std::move(token_hash)});
}

Result<std::string> reset_administrator(engine::Session& session, std::string const& name) {
    auto password = random_password();
    TRY(auto const hash, hash_password(password));
    TRY_VOID(session.begin());
    if (auto const done = store(session, name, hash); !done) {
        static_cast<void>(session.rollback());
        return std::unexpected(done.error());
    }
    TRY_VOID(session.commit());
    return password;
}

Result<std::optional<std::string>> first_administrator(engine::Session& session) {
    TRY(auto const found,
        session.execute("select 1 from backstay.administrators limit 1", std::string_view()));
    if (!found.rows.empty()) return std::nullopt;
    TRY(auto password, reset_administrator(session, "admin"));
    return std::optional(std::move(password));
}

}  // namespace backstay::auth
