#include "auth/factor.hpp"

#include "auth/row.hpp"

namespace backstay::auth {
namespace {

engine::Parameter or_null(std::string text) {
    return text.empty() ? engine::Parameter() : engine::Parameter(std::move(text));
}

}  // namespace

Task<void> insert_factor(engine::OwnTransaction& transaction, Factor factor, Time now) {
    return run_only(
        transaction,
        "insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, secret, phone, "
        "created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        {std::move(factor.id), std::move(factor.user_id), std::move(factor.friendly_name),
         std::move(factor.type), std::move(factor.status), or_null(std::move(factor.secret)),
         or_null(std::move(factor.phone)), to_rfc3339(now)});
}

Task<void> update_factor(engine::OwnTransaction& transaction, std::string id, std::string friendly_name,
                         std::string phone, Time now) {
    return run_only(
        transaction,
        "update auth.mfa_factors set friendly_name = $2, phone = $3, updated_at = $4 where id = $1",
        {std::move(id), std::move(friendly_name), or_null(std::move(phone)), to_rfc3339(now)});
}

Task<void> mark_factor_verified(engine::OwnTransaction& transaction, std::string id, Time now) {
    return run_only(transaction,
                    "update auth.mfa_factors set status = 'verified', updated_at = $2 where id = $1",
                    {std::move(id), to_rfc3339(now)});
}

Task<void> delete_factor(engine::OwnTransaction& transaction, std::string id) {
    CO_TRY_VOID(co_await run_only(
        transaction, "update auth.sessions set aal = 'aal1', factor_id = null where factor_id = $1", {id}));
    CO_TRY_VOID(co_await run_only(transaction, "delete from auth.mfa_challenges where factor_id = $1", {id}));
    co_return co_await run_only(transaction, "delete from auth.mfa_factors where id = $1", {std::move(id)});
}

Task<void> delete_stale_factors(engine::OwnTransaction& transaction, std::string user_id, Time before) {
    return run_only(
        transaction,
        "delete from auth.mfa_factors where user_id = $1 and status = 'unverified' and created_at < $2",
        {std::move(user_id), to_rfc3339(before)});
}

Task<void> delete_other_unverified(engine::OwnTransaction& transaction, std::string user_id, std::string type,
                                   std::string id) {
    return run_only(transaction,
                    "delete from auth.mfa_factors where user_id = $1 and factor_type = $2 and status = "
                    "'unverified' and id <> $3",
                    {std::move(user_id), std::move(type), std::move(id)});
}

Task<void> insert_challenge(engine::OwnTransaction& transaction, FactorChallenge challenge, Time now) {
    auto const time = to_rfc3339(now);
    CO_TRY_VOID(co_await run_only(transaction,
                                  "update auth.mfa_factors set last_challenged_at = $2 where id = $1",
                                  {challenge.factor_id, time}));
    co_return co_await run_only(
        transaction,
        "insert into auth.mfa_challenges (id, factor_id, created_at, ip_address, otp_code) "
        "values ($1, $2, $3, $4, $5)",
        {std::move(challenge.id), std::move(challenge.factor_id), time, std::move(challenge.address),
         or_null(std::move(challenge.code_hash))});
}

Task<std::optional<FactorChallenge>> find_challenge(engine::OwnTransaction& transaction, std::string id) {
    CO_TRY(auto const found, co_await transaction.run(
                                 "select id, factor_id, ip_address, otp_code, created_at, verified_at from "
                                 "auth.mfa_challenges where id = $1 for update",
                                 {std::move(id)}));
    if (found.rows.empty()) co_return std::optional<FactorChallenge>();
    Row row(found.rows.front());
    FactorChallenge challenge{
        .id = row.text(), .factor_id = row.text(), .address = row.text(), .code_hash = row.text()};
    challenge.created_at = row.time();
    challenge.verified_at = row.time();
    co_return std::optional<FactorChallenge>(std::move(challenge));
}

Task<void> mark_challenge_verified(engine::OwnTransaction& transaction, std::string id, std::string step,
                                   Time now) {
    return run_only(transaction,
                    "update auth.mfa_challenges set verified_at = $2, otp_code = $3 where id = $1",
                    {std::move(id), to_rfc3339(now), std::move(step)});
}

Task<bool> is_step_used(engine::OwnTransaction& transaction, std::string factor_id, std::string step) {
    CO_TRY(auto const found,
           co_await transaction.run(
               "select id from auth.mfa_challenges where factor_id = $1 and otp_code = $2 limit 1",
               {std::move(factor_id), std::move(step)}));
    co_return !found.rows.empty();
}

Task<void> end_weaker_sessions(engine::OwnTransaction& transaction, std::string user_id,
                               std::string session_id) {
    return run_only(transaction, "delete from auth.sessions where user_id = $1 and id <> $2 and aal = 'aal1'",
                    {std::move(user_id), std::move(session_id)});
}

}  // namespace backstay::auth
