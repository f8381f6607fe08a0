#include "auth/session.hpp"

#include "auth/hmac.hpp"
#include "auth/random.hpp"
#include "auth/row.hpp"

namespace backstay::auth {
namespace {

constexpr std::size_t name_length = 12;
constexpr std::size_t code_length = 26;  // 130 bits

constexpr std::string_view insert_session_text =
    "insert into auth.sessions (id, user_id, created_at, updated_at, aal, user_agent, ip) "
    "values ($1, $2, $3, $3, 'aal1', $4, $5)";

constexpr std::string_view find_session_text =
    "select id, user_id, aal, factor_id, created_at, not_after, refreshed_at from auth.sessions where id = "
    "$1";

constexpr std::string_view add_method_text =
    "insert into auth.mfa_amr_claims (id, session_id, authentication_method, created_at, updated_at) "
    "values ($1, $2, $3, $4, $4) on conflict (session_id, authentication_method) do update set updated_at = "
    "$4";

constexpr std::string_view token_columns =
    "select id, token, user_id, session_id, parent, revoked, updated_at from auth.refresh_tokens ";

constexpr std::string_view insert_token_text =
    "insert into auth.refresh_tokens (token, user_id, session_id, parent, revoked, created_at, updated_at) "
    "values ($1, $2, $3, $4, false, $5, $5)";

Task<std::optional<RefreshToken>> find_token(engine::OwnTransaction& transaction, std::string_view condition,
                                             std::string value) {
    CO_TRY(auto const found,
           co_await transaction.run(std::string(token_columns) + std::string(condition), {std::move(value)}));
    if (found.rows.empty()) co_return std::optional<RefreshToken>();
    Row row(found.rows.front());
    RefreshToken token{.id = row.text(),
                       .token = row.text(),
                       .user_id = row.text(),
                       .session_id = row.text(),
                       .parent = row.text()};
    token.revoked = row.boolean();
    token.updated_at = row.time();
    co_return std::optional<RefreshToken>(std::move(token));
}

std::string code_of(std::string_view name, std::string_view secret) {
    return base32(hmac("SHA256", secret, "refresh token " + std::string(name))).substr(0, code_length);
}

}  // namespace

Task<Session> open_session(engine::OwnTransaction& transaction, std::string id, std::string user_id,
                           std::string method, Client client, Time now) {
    Session session{.id = std::move(id), .user_id = std::move(user_id)};
    session.created_at = now;
    CO_TRY_VOID(co_await run_only(transaction, std::string(insert_session_text),
                                  {session.id, session.user_id, to_rfc3339(now), std::move(client.user_agent),
                                   std::move(client.address)}));
    CO_TRY_VOID(co_await add_method(transaction, session.id, method, now));
    session.methods.push_back({std::move(method), now});
    co_return session;
}

Task<std::optional<Session>> find_session(engine::OwnTransaction& transaction, std::string id, Lock lock) {
    auto text = std::string(find_session_text) + (lock == Lock::row ? " for update" : "");
    CO_TRY(auto const found, co_await transaction.run(std::move(text), {id}));
    if (found.rows.empty()) co_return std::optional<Session>();
    Row row(found.rows.front());
    Session session{.id = row.text(), .user_id = row.text(), .aal = row.text(), .factor_id = row.text()};
    session.created_at = row.time();
    session.not_after = row.time();
    session.refreshed_at = row.time();
    if (session.aal.empty()) session.aal = "aal1";
    CO_TRY(auto const methods,
           co_await transaction.run("select authentication_method, updated_at from auth.mfa_amr_claims where "
                                    "session_id = $1 order by updated_at desc, id",
                                    {std::move(id)}));
    for (auto const& values : methods.rows) {
        Row method(values);
        auto name = method.text();
        session.methods.push_back({std::move(name), method.time().value_or(Time())});
    }
    co_return std::optional<Session>(std::move(session));
}

Task<std::vector<ListedSession>> list_sessions(engine::OwnTransaction& transaction, std::string user_id) {
    CO_TRY(auto const found, co_await transaction.run(
                                 "select id, user_id, aal, factor_id, user_agent, ip, created_at, not_after, "
                                 "refreshed_at from auth.sessions where user_id = $1 order by created_at "
                                 "desc, id limit 1000",
                                 {std::move(user_id)}));
    std::vector<ListedSession> sessions;
    for (auto const& values : found.rows) {
        Row row(values);
        ListedSession one{
            .session = {.id = row.text(), .user_id = row.text(), .aal = row.text(), .factor_id = row.text()},
            .client = {.user_agent = row.text(), .address = row.text()}};
        one.session.created_at = row.time();
        one.session.not_after = row.time();
        one.session.refreshed_at = row.time();
        sessions.push_back(std::move(one));
    }
    co_return sessions;
}

Task<void> touch_session(engine::OwnTransaction& transaction, std::string id, Client client, Time now) {
    return run_only(transaction,
                    "update auth.sessions set refreshed_at = $2, updated_at = $3, user_agent = $4, ip = $5 "
                    "where id = $1",
                    {std::move(id), to_rfc3339(now).substr(0, 19), to_rfc3339(now),
                     std::move(client.user_agent), std::move(client.address)});
}

Task<void> add_method(engine::OwnTransaction& transaction, std::string session_id, std::string method,
                      Time now) {
    return run_only(transaction, std::string(add_method_text),
                    {new_uuid(), std::move(session_id), std::move(method), to_rfc3339(now)});
}

Task<void> set_assurance(engine::OwnTransaction& transaction, std::string session_id, std::string aal,
                         engine::Parameter factor_id, Time now) {
    return run_only(transaction,
                    "update auth.sessions set aal = $2, factor_id = $3, updated_at = $4 where id = $1",
                    {std::move(session_id), std::move(aal), std::move(factor_id), to_rfc3339(now)});
}

Task<void> end_sessions(engine::OwnTransaction& transaction, Which which, std::string user_id,
                        std::string session_id) {
    switch (which) {
        case Which::this_one:
            return run_only(transaction, "delete from auth.sessions where user_id = $1 and id = $2",
                            {std::move(user_id), std::move(session_id)});
        case Which::others:
            return run_only(transaction, "delete from auth.sessions where user_id = $1 and id <> $2",
                            {std::move(user_id), std::move(session_id)});
        case Which::all: break;
    }
    return run_only(transaction, "delete from auth.sessions where user_id = $1", {std::move(user_id)});
}

Task<std::string> issue_refresh_token(engine::OwnTransaction& transaction, Session session,
                                      std::string parent, Time now) {
    auto name = base32(random_bytes(8)).substr(0, name_length);
    CO_TRY_VOID(co_await run_only(
        transaction, std::string(insert_token_text),
        {name, std::move(session.user_id), std::move(session.id), std::move(parent), to_rfc3339(now)}));
    co_return name;
}

Task<std::optional<RefreshToken>> find_refresh_token(engine::OwnTransaction& transaction, std::string token) {
    return find_token(transaction, "where token = $1 for update", std::move(token));
}

Task<std::optional<RefreshToken>> find_active_token(engine::OwnTransaction& transaction,
                                                    std::string session_id) {
    return find_token(transaction, "where session_id = $1 and revoked = false order by id desc limit 1",
                      std::move(session_id));
}

Task<void> revoke_token(engine::OwnTransaction& transaction, std::string id, Time now) {
    return run_only(transaction,
                    "update auth.refresh_tokens set revoked = true, updated_at = $2 where id = $1",
                    {std::move(id), to_rfc3339(now)});
}

Task<void> revoke_tokens(engine::OwnTransaction& transaction, std::string session_id, Time now) {
    return run_only(
        transaction,
        "update auth.refresh_tokens set revoked = true, updated_at = $2 where session_id = $1 and "
        "revoked = false",
        {std::move(session_id), to_rfc3339(now)});
}

std::string sealed(std::string_view name, std::string_view secret) {
    return std::string(name) + code_of(name, secret);
}

std::optional<std::string> unsealed(std::string_view token, std::string_view secret) {
    if (token.size() != name_length + code_length) return std::nullopt;
    auto const name = token.substr(0, name_length);
    if (!equal_in_constant_time(token.substr(name_length), code_of(name, secret))) return std::nullopt;
    return std::string(name);
}

}  // namespace backstay::auth
