#include "auth/flow_state.hpp"

#include "auth/base64.hpp"
#include "auth/hmac.hpp"
#include "auth/random.hpp"
#include "auth/row.hpp"

namespace backstay::auth {
namespace {

constexpr std::string_view columns =
    "select id, user_id, auth_code, code_challenge, code_challenge_method, authentication_method, "
    "provider_type, referrer, linking_target_id, provider_access_token, provider_refresh_token, created_at, "
    "auth_code_issued_at from auth.flow_state ";

constexpr std::string_view keep_text =
    "insert into auth.flow_state (id, user_id, auth_code, code_challenge, code_challenge_method, "
    "authentication_method, provider_type, referrer, linking_target_id, created_at, updated_at) values ($1, "
    "$2, "
    "$3, $4, $5, $6, $7, $8, $9, $10, $10)";

engine::Parameter or_null(std::string text) {
    return text.empty() ? engine::Parameter() : engine::Parameter(std::move(text));
}

std::string token_place(std::string const& id) { return "auth.flow_state.provider_access_token " + id; }
std::string refresh_token_place(std::string const& id) {
    return "auth.flow_state.provider_refresh_token " + id;
}

Task<std::optional<FlowState>> find_where(engine::OwnTransaction& transaction, std::string condition,
                                          std::vector<engine::Parameter> values) {
    CO_TRY(auto const found, co_await transaction.run(std::string(columns) + condition, std::move(values)));
    if (found.rows.empty()) co_return std::optional<FlowState>();
    Row row(found.rows.front());
    FlowState flow{.id = row.text(),
                   .user_id = row.text(),
                   .auth_code = row.text(),
                   .challenge = row.text(),
                   .method = row.text(),
                   .authentication_method = row.text(),
                   .provider = row.text(),
                   .referrer = row.text(),
                   .linking_target = row.text(),
                   .provider_token = row.text(),
                   .provider_refresh_token = row.text()};
    flow.created_at = row.time();
    flow.code_issued_at = row.time();
    co_return std::optional<FlowState>(std::move(flow));
}

}  // namespace

Task<void> keep_flow(engine::OwnTransaction& transaction, FlowState flow, Time now) {
    // Those that nobody came back to; they would pile up otherwise.
    constexpr std::chrono::hours kept_for{24};
    CO_TRY_VOID(co_await run_only(transaction, "delete from auth.flow_state where created_at < $1",
                                  {to_rfc3339(now - kept_for)}));
    co_return co_await run_only(
        transaction, std::string(keep_text),
        {std::move(flow.id), or_null(std::move(flow.user_id)), std::move(flow.auth_code),
         or_null(std::move(flow.challenge)), or_null(std::move(flow.method)),
         std::move(flow.authentication_method), std::move(flow.provider), or_null(std::move(flow.referrer)),
         or_null(std::move(flow.linking_target)), to_rfc3339(now)});
}

Task<std::optional<FlowState>> find_flow(engine::OwnTransaction& transaction, std::string user_id,
                                         std::string authentication_method) {
    return find_where(transaction,
                      "where user_id = $1 and authentication_method = $2 order by created_at desc limit 1",
                      {std::move(user_id), std::move(authentication_method)});
}

Task<std::optional<FlowState>> find_flow_by_code(engine::OwnTransaction& transaction, std::string auth_code) {
    return find_where(transaction, "where auth_code = $1 for update", {std::move(auth_code)});
}

Task<std::optional<FlowState>> find_flow_by_id(engine::OwnTransaction& transaction, std::string id) {
    return find_where(transaction, "where id = $1 for update", {std::move(id)});
}

Task<void> keep_provider_tokens(engine::OwnTransaction& transaction, Vault const& vault, std::string id,
                                std::string token, std::string refresh_token) {
    if (!token.empty()) token = vault.seal(token, token_place(id));
    if (!refresh_token.empty()) refresh_token = vault.seal(refresh_token, refresh_token_place(id));
    return run_only(
        transaction,
        "update auth.flow_state set provider_access_token = $2, provider_refresh_token = $3 where id = $1",
        {std::move(id), or_null(std::move(token)), or_null(std::move(refresh_token))});
}

Result<void> open_provider_tokens(Vault const& vault, FlowState& flow) {
    TRY(flow.provider_token, vault.open(flow.provider_token, token_place(flow.id)));
    TRY(flow.provider_refresh_token, vault.open(flow.provider_refresh_token, refresh_token_place(flow.id)));
    return {};
}

Task<void> mark_flow_issued(engine::OwnTransaction& transaction, std::string id, std::string user_id,
                            Time now) {
    return run_only(
        transaction,
        "update auth.flow_state set auth_code_issued_at = $3, updated_at = $3, user_id = $2 where "
        "id = $1",
        {std::move(id), std::move(user_id), to_rfc3339(now)});
}

Task<void> delete_flow(engine::OwnTransaction& transaction, std::string id) {
    return run_only(transaction, "delete from auth.flow_state where id = $1", {std::move(id)});
}

bool proves(FlowState const& flow, std::string_view verifier) {
    auto const made =
        flow.method == "plain" ? std::string(verifier) : encode_base64url(digest("SHA256", verifier));
    return equal_in_constant_time(made, flow.challenge);
}

}  // namespace backstay::auth
