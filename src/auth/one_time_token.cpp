#include "auth/one_time_token.hpp"

#include <algorithm>
#include <array>

#include "auth/hmac.hpp"
#include "auth/random.hpp"
#include "auth/row.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

struct Kind {
    TokenKind kind;
    std::string_view type;    // of the table
    std::string_view column;  // of auth.users, which tools look at
};

constexpr std::array kinds{
    Kind{TokenKind::confirmation, "confirmation_token", "confirmation_token"},
    Kind{TokenKind::recovery, "recovery_token", "recovery_token"},
    Kind{TokenKind::reauthentication, "reauthentication_token", "reauthentication_token"},
    Kind{TokenKind::email_change_new, "email_change_token_new", "email_change_token_new"},
    Kind{TokenKind::email_change_current, "email_change_token_current", "email_change_token_current"},
    Kind{TokenKind::phone_change, "phone_change_token", "phone_change_token"},
};

Kind const& row_of(TokenKind kind) { return *std::ranges::find(kinds, kind, &Kind::kind); }

constexpr std::string_view keep_text =
    "insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to, created_at, "
    "updated_at) "
    "values ($1, $2, $3, $4, $5, $6, $6) on conflict (user_id, token_type) do update set token_hash = "
    "excluded.token_hash, relates_to = excluded.relates_to, created_at = excluded.created_at, updated_at = "
    "excluded.updated_at";

// The table has times without a zone.
std::string local(Time time) {
    auto text = to_rfc3339(time);
    text.pop_back();
    return text;
}

}  // namespace

std::string token_hash(std::string_view secret, std::string_view address, std::string_view code) {
    constexpr std::size_t kept = 28;
    auto const input = "one-time token " + std::string(address) + " " + std::string(code);
    return hex(hmac("SHA256", secret, input).substr(0, kept));
}

Task<void> keep_token(engine::OwnTransaction& transaction, TokenKind kind, std::string user_id,
                      std::string hash, std::string relates_to, Time now) {
    auto const& row = row_of(kind);
    CO_TRY_VOID(co_await run_only(
        transaction, std::string(keep_text),
        {new_uuid(), user_id, std::string(row.type), hash, std::move(relates_to), local(now)}));
    co_return co_await run_only(transaction,
                                "update auth.users set " + std::string(row.column) + " = $2 where id = $1",
                                {std::move(user_id), std::move(hash)});
}

Task<std::optional<OneTimeToken>> find_one_time_token(engine::OwnTransaction& transaction,
                                                      std::vector<TokenKind> wanted, std::string hash) {
    constexpr std::string_view prefix = "pkce_";
    auto const bare = hash.starts_with(prefix) ? hash.substr(prefix.size()) : hash;
    CO_TRY(auto const found,
           co_await transaction.run("select user_id, token_type, token_hash, relates_to, created_at from "
                                    "auth.one_time_tokens where token_hash in ($1, $2)",
                                    {bare, std::string(prefix) + bare}));
    for (auto const kind : wanted)
        for (auto const& values : found.rows) {
            Row row(values);
            auto user = row.text();
            if (row.text() != row_of(kind).type) continue;
            OneTimeToken token{
                .user_id = std::move(user), .kind = kind, .hash = row.text(), .relates_to = row.text()};
            token.created_at = row.time();
            co_return std::optional<OneTimeToken>(std::move(token));
        }
    co_return std::optional<OneTimeToken>();
}

Task<void> clear_token(engine::OwnTransaction& transaction, TokenKind kind, std::string user_id) {
    auto const& row = row_of(kind);
    CO_TRY_VOID(co_await run_only(transaction,
                                  "delete from auth.one_time_tokens where user_id = $1 and token_type = $2",
                                  {user_id, std::string(row.type)}));
    co_return co_await run_only(transaction,
                                "update auth.users set " + std::string(row.column) + " = '' where id = $1",
                                {std::move(user_id)});
}

Task<void> clear_tokens(engine::OwnTransaction& transaction, std::string user_id) {
    CO_TRY_VOID(
        co_await run_only(transaction, "delete from auth.one_time_tokens where user_id = $1", {user_id}));
    std::vector<std::string> blank;
    for (auto const& kind : kinds) blank.push_back(std::string(kind.column) + " = ''");
    co_return co_await run_only(transaction, "update auth.users set " + join(blank, ", ") + " where id = $1",
                                {std::move(user_id)});
}

}  // namespace backstay::auth
