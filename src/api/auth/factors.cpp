// /factors: second factors by TOTP or by text message, and the assurance level that a session gains by one.

#include <algorithm>

#include "api/auth/caller.hpp"
#include "api/auth/endpoints.hpp"
#include "api/auth/grant.hpp"
#include "api/auth/hooks.hpp"
#include "api/auth/notices.hpp"
#include "api/auth/texting.hpp"
#include "auth/audit.hpp"
#include "auth/factor.hpp"
#include "auth/hmac.hpp"
#include "auth/one_time_token.hpp"
#include "auth/qr_code.hpp"
#include "auth/random.hpp"
#include "auth/totp.hpp"

namespace backstay::api::auth {
namespace {

constexpr std::size_t most_factors = 10;
constexpr std::chrono::seconds challenge_life{300};
constexpr std::chrono::seconds enrolment_life{300};

Flow<Caller> factor_caller(engine::OwnTransaction& transaction, Asked const& asked) {
    CO_TRY(auto caller, co_await load_caller(transaction, asked));
    if (caller.user.is_anonymous) co_return refuse(Refusal::anonymous_caller);
    if (!caller.session) co_return refuse(Refusal::session_not_found);
    co_return caller;
}

Answered<Factor> the_factor(Caller const& caller, Asked const& asked) {
    auto const id = asked.path.at(0);
    if (!is_uuid(id)) return refuse(Refusal::factor_no_uuid);
    auto const found = std::ranges::find(caller.user.factors, id, &Factor::id);
    if (found == caller.user.factors.end()) return refuse(Refusal::factor_not_found);
    return *found;
}

Task<void> audit(engine::OwnTransaction& transaction, std::string action, Caller const& caller,
                 std::string factor_id, Asked const& asked) {
    auto event = audit_of(std::move(action), caller.user, asked.request.remote_address);
    event.traits.set_text("factor_id", factor_id);
    return write_audit(transaction, std::move(event), asked.now);
}

std::string host_of(std::string_view url) {
    auto const begin = url.find("://");
    if (begin != std::string_view::npos) url.remove_prefix(begin + 3);
    return std::string(url.substr(0, url.find_first_of("/?#")));
}

struct Enrolment {
    std::string type, name, issuer, phone;
};

bool is_phone(Factor const& factor) { return factor.type == "phone"; }

Answered<Nothing> check_enrolment(Caller const& caller, Enrolment const& wanted) {
    auto const& factors = caller.user.factors;
    if (std::ranges::any_of(factors, [&](Factor const& one) { return one.friendly_name == wanted.name; }))
        return refuse(Refusal::factor_name_conflict, wanted.name);
    if (static_cast<std::size_t>(std::ranges::count_if(factors, &Factor::is_verified)) >= most_factors)
        return refuse(Refusal::too_many_factors);
    if (caller.user.has_verified_factor() && caller.aal != "aal2") return refuse(Refusal::enroll_aal);
    return Nothing{};
}

// Where its secret stands.
std::string place_of(Factor const& factor) { return "auth.mfa_factors.secret " + factor.id; }

// A number that has begun before begins anew.
Flow<Nothing> replace_phone(engine::OwnTransaction& transaction, User const& user, std::string const& phone) {
    for (auto const& factor : user.factors) {
        if (!is_phone(factor) || factor.phone != phone) continue;
        if (factor.is_verified()) co_return refuse(Refusal::phone_factor_exists);
        CO_TRY_VOID(co_await delete_factor(transaction, factor.id));
    }
    co_return Nothing{};
}

Flow<std::string> enroll(Context& context, engine::OwnTransaction& transaction, Enrolment const& wanted,
                         Asked const& asked) {
    CO_TRY(auto const first, co_await factor_caller(transaction, asked));
    CO_TRY_VOID(co_await delete_stale_factors(transaction, first.user.id, asked.now - enrolment_life));
    if (!wanted.phone.empty()) CO_TRY_VOID(co_await replace_phone(transaction, first.user, wanted.phone));
    CO_TRY(auto const caller, co_await factor_caller(transaction, asked));
    CO_TRY_VOID(check_enrolment(caller, wanted));
    constexpr std::size_t secret_length = 20;
    Factor factor{.id = new_uuid(),
                  .user_id = caller.user.id,
                  .friendly_name = wanted.name,
                  .type = wanted.type,
                  .status = "unverified",
                  .secret = wanted.phone.empty() ? totp_secret_text(random_bytes(secret_length)) : "",
                  .phone = wanted.phone};
    auto kept = factor;
    if (!is_phone(factor)) kept.secret = context.shared.vault.seal(factor.secret, place_of(factor));
    CO_TRY_VOID(co_await insert_factor(transaction, std::move(kept), asked.now));
    CO_TRY_VOID(co_await audit(transaction, "factor_in_progress", caller, factor.id, asked));
    JsonObject json;
    json.set_text("id", factor.id).set_text("type", factor.type);
    if (!wanted.name.empty()) json.set_text("friendly_name", wanted.name);
    if (is_phone(factor)) co_return json.set_text("phone", factor.phone).to_string();
    auto const& account = caller.user.email.empty() ? caller.user.phone : caller.user.email;
    auto const uri = totp_uri(wanted.issuer, account, factor.secret);
    JsonObject totp;
    totp.set_text("qr_code", qr_svg(uri)).set_text("secret", factor.secret).set_text("uri", uri);
    json.set_object("totp", totp);
    co_return json.to_string();
}

// The code is right, for the first time: the step it belongs to, or the hash of what was sent.
Flow<std::string> check_code(Context& context, engine::OwnTransaction& transaction, Factor const& factor,
                             FactorChallenge const& challenge, std::string const& code, Asked const& asked) {
    if (challenge.verified_at || challenge.address != asked.request.remote_address)
        co_return refuse(Refusal::challenge_mismatch);
    if (challenge.created_at.value_or(Time()) + challenge_life <= asked.now)
        co_return refuse(Refusal::challenge_expired, challenge.id);
    if (is_phone(factor)) {
        auto const hash = token_hash(context.secret(), factor.phone, code);
        if (!equal_in_constant_time(hash, challenge.code_hash)) co_return refuse(Refusal::phone_code_invalid);
        co_return hash;
    }
    CO_TRY(auto const secret, context.shared.vault.open(factor.secret, place_of(factor)));
    auto const step = totp_match(totp_secret_bytes(secret).value_or(""), code, asked.now);
    if (!step) co_return refuse(Refusal::totp_invalid);
    CO_TRY(auto const used, co_await is_step_used(transaction, factor.id, std::to_string(*step)));
    if (used) co_return refuse(Refusal::totp_invalid);
    co_return std::to_string(*step);
}

Answered<Nothing> check_offered(Options const& options, Factor const& factor) {
    if (is_phone(factor) ? options.phone_factors : options.totp) return Nothing{};
    return refuse(is_phone(factor) ? Refusal::phone_verify_disabled : Refusal::totp_verify_disabled);
}

Flow<std::string> begin_challenge(Context& context, engine::OwnTransaction& transaction,
                                  std::string const& channel, Asked& asked) {
    CO_TRY(auto const caller, co_await factor_caller(transaction, asked));
    CO_TRY(auto const factor, the_factor(caller, asked));
    CO_TRY_VOID(check_offered(context.options, factor));
    FactorChallenge challenge{
        .id = new_uuid(), .factor_id = factor.id, .address = asked.request.remote_address};
    if (is_phone(factor)) {
        CO_TRY_VOID(check_channel(channel));
        CO_TRY_VOID(check_text_spacing(context, factor.last_challenged_at, asked.now));
        CO_TRY(auto const sent, co_await send_code_to(context, transaction, caller.user, "mfa",
                                                      {factor.phone, channel}, asked));
        challenge.code_hash = token_hash(context.secret(), factor.phone, sent.code);
    }
    CO_TRY_VOID(co_await insert_challenge(transaction, challenge, asked.now));
    CO_TRY_VOID(co_await audit(transaction, "challenge_created", caller, factor.id, asked));
    JsonObject made;
    made.set_text("id", challenge.id).set_text("type", factor.type);
    made.set_integer("expires_at", unix_seconds(asked.now + challenge_life));
    co_return made.to_string();
}

// The hook may reject an attempt, right or wrong: then the user's sessions end.
Flow<Nothing> ask_about_attempt(Context& context, engine::OwnTransaction& transaction, Caller const& caller,
                                Factor const& factor, bool valid, Asked& asked) {
    JsonObject payload;
    payload.set_text("user_id", caller.user.id).set_text("factor_id", factor.id);
    payload.set_text("factor_type", factor.type).set_boolean("valid", valid);
    CO_TRY(auto const answer, co_await ask_hook(context, transaction, asked,
                                                {HookPoint::mfa_verification_attempt, payload, factor.id}));
    auto const why = rejection(answer, "Further MFA verification attempts will be rejected.");
    if (!why) co_return Nothing{};
    CO_TRY_VOID(co_await end_sessions(transaction, Which::all, caller.user.id, {}));
    co_return std::unexpected(refused(Refusal::hook_factor_rejected, *why).keeping());
}

Flow<std::string> pass(Context& context, engine::OwnTransaction& transaction, std::string const& challenge_id,
                       std::string const& code, Asked& asked) {
    CO_TRY(auto const caller, co_await factor_caller(transaction, asked));
    CO_TRY(auto const factor, the_factor(caller, asked));
    CO_TRY_VOID(check_offered(context.options, factor));
    CO_TRY(auto const challenge, co_await find_challenge(transaction, challenge_id));
    if (!challenge || challenge->factor_id != factor.id) co_return refuse(Refusal::challenge_not_found);
    auto const checked = co_await check_code(context, transaction, factor, *challenge, code, asked);
    if (checked || checked.error().code == "mfa_verification_failed")
        CO_TRY_VOID(
            co_await ask_about_attempt(context, transaction, caller, factor, checked.has_value(), asked));
    if (!checked) co_return std::unexpected(checked.error());
    auto const& step = *checked;
    auto const method = std::string(is_phone(factor) ? "mfa/phone" : "totp");
    auto const& session = *caller.session;
    CO_TRY_VOID(co_await mark_challenge_verified(transaction, challenge->id, step, asked.now));
    if (!factor.is_verified()) {
        CO_TRY_VOID(co_await mark_factor_verified(transaction, factor.id, asked.now));
        CO_TRY_VOID(co_await send_notice(context, transaction, caller.user,
                                         {.kind = MailKind::factor_enrolled, .factor_type = factor.type},
                                         asked));
    }
    CO_TRY_VOID(co_await delete_other_unverified(transaction, caller.user.id, factor.type, factor.id));
    CO_TRY_VOID(co_await add_method(transaction, session.id, method, asked.now));
    CO_TRY_VOID(co_await set_assurance(transaction, session.id, "aal2", factor.id, asked.now));
    CO_TRY_VOID(co_await end_weaker_sessions(transaction, caller.user.id, session.id));
    CO_TRY(auto const active, co_await find_active_token(transaction, session.id));
    CO_TRY_VOID(co_await revoke_tokens(transaction, session.id, asked.now));
    CO_TRY(auto const name,
           co_await issue_refresh_token(transaction, session, active ? active->token : "", asked.now));
    CO_TRY_VOID(co_await audit(transaction, "verification_attempted", caller, factor.id, asked));
    CO_TRY(auto const raised, co_await find_session(transaction, session.id));
    if (!raised) co_return refuse(Refusal::session_not_found);
    CO_TRY(auto const grant, co_await grant_for(context, transaction, *raised, name, method, asked));
    co_return grant.to_json().to_string();
}

}  // namespace

Flow<Response> enroll_factor(Context& context, Asked& asked) {
    Enrolment wanted;
    CO_TRY(wanted.type, asked.body.text("factor_type"));
    CO_TRY(wanted.name, asked.body.text("friendly_name"));
    CO_TRY(wanted.issuer, asked.body.text("issuer"));
    auto const& type = wanted.type;
    if (type == "phone") {
        if (!context.options.phone_factors) co_return refuse(Refusal::phone_enroll_disabled);
        CO_TRY(wanted.phone, asked.body.text("phone"));
        if (wanted.phone.empty()) co_return refuse(Refusal::phone_enroll_none);
        CO_TRY(wanted.phone, check_phone(wanted.phone));
    }
    if (type == "webauthn") co_return refuse(Refusal::webauthn_enroll_disabled);
    if (type != "totp" && type != "phone") co_return refuse(Refusal::factor_type);
    if (type == "totp" && !context.options.totp) co_return refuse(Refusal::totp_enroll_disabled);
    if (wanted.issuer.empty()) wanted.issuer = host_of(context.options.site_url);
    CO_TRY(auto json, co_await in_transaction<std::string>(
                          context, engine::Access::write, [&](engine::OwnTransaction& transaction) {
                              return enroll(context, transaction, wanted, asked);
                          }));
    co_return json_response(std::move(json));
}

Flow<Response> challenge_factor(Context& context, Asked& asked) {
    CO_TRY(auto const channel, asked.body.text("channel"));
    CO_TRY(auto json, co_await in_transaction<std::string>(
                          context, engine::Access::write, [&](engine::OwnTransaction& transaction) {
                              return begin_challenge(context, transaction, channel, asked);
                          }));
    co_return json_response(std::move(json));
}

// Guesses at a factor's codes are few, from wherever they come.
Flow<Response> verify_factor(Context& context, Asked& asked) {
    CO_TRY(auto const challenge, asked.body.text("challenge_id"));
    CO_TRY(auto const code, asked.body.text("code"));
    if (code.empty()) co_return refuse(Refusal::code_empty);
    if (!is_uuid(challenge)) co_return refuse(Refusal::challenge_not_found);
    auto const account = "factor " + asked.path.at(0);
    CO_TRY_VOID(check_lockout(context, account, asked.now));
    auto json = co_await in_transaction<std::string>(
        context, engine::Access::write, [&](engine::OwnTransaction& transaction) {
            return pass(context, transaction, challenge, code, asked);
        });
    if (!json) {
        if (json.error().code == "mfa_verification_failed")
            CO_TRY_VOID(co_await count_failure(context, account, std::nullopt, asked));
        co_return std::unexpected(std::move(json).error());
    }
    context.shared.lockouts.succeeded(account);
    co_return json_response(*std::move(json));
}

Flow<Response> unenroll_factor(Context& context, Asked& asked) {
    CO_TRY(auto json,
           co_await in_transaction<std::string>(
               context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Flow<std::string> {
                   CO_TRY(auto const caller, co_await factor_caller(transaction, asked));
                   CO_TRY(auto const factor, the_factor(caller, asked));
                   if (factor.is_verified() && caller.aal != "aal2") co_return refuse(Refusal::unenroll_aal);
                   CO_TRY_VOID(co_await delete_factor(transaction, factor.id));
                   if (factor.is_verified())
                       CO_TRY_VOID(co_await send_notice(
                           context, transaction, caller.user,
                           {.kind = MailKind::factor_unenrolled, .factor_type = factor.type}, asked));
                   CO_TRY_VOID(co_await audit(transaction, "factor_unenrolled", caller, factor.id, asked));
                   co_return JsonObject().set_text("id", factor.id).to_string();
               }));
    co_return json_response(std::move(json));
}

}  // namespace backstay::api::auth
