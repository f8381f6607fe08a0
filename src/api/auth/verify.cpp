// POST /verify with a code or the hash of a link, and GET /verify, the link itself.

#include <algorithm>
#include <array>

#include "api/auth/accounts.hpp"
#include "api/auth/endpoints.hpp"
#include "api/auth/grant.hpp"
#include "api/auth/mailing.hpp"
#include "api/auth/notices.hpp"
#include "api/auth/redirect.hpp"
#include "auth/audit.hpp"
#include "auth/flow_state.hpp"
#include "auth/random.hpp"
#include "base/text.hpp"

namespace backstay::api::auth {
namespace {

constexpr std::string_view first_half =
    "Confirmation link accepted. Please proceed to confirm link sent to the other email";

enum class By : std::uint8_t { mail, phone };
struct Type {
    std::string_view name;
    std::vector<TokenKind> (*kinds)();
    std::string_view flow_method;  // of the PKCE flow that the mail began
    By by = By::mail;
};
std::vector<TokenKind> confirmations() { return {TokenKind::confirmation}; }
std::vector<TokenKind> recoveries() { return {TokenKind::recovery}; }
std::vector<TokenKind> either() { return {TokenKind::confirmation, TokenKind::recovery}; }
std::vector<TokenKind> changes() { return {TokenKind::email_change_new, TokenKind::email_change_current}; }
std::vector<TokenKind> phone_changes() { return {TokenKind::phone_change}; }

constexpr std::array types{
    Type{"signup", confirmations, "email/signup"},
    Type{"invite", confirmations, "invite"},
    Type{"magiclink", either, "magiclink"},
    Type{"recovery", recoveries, "recovery"},
    Type{"email", either, "magiclink"},
    Type{"email_change", changes, "email_change"},
    Type{"sms", confirmations, "", By::phone},
    Type{"phone_change", phone_changes, "", By::phone},
};

struct Proof {
    Type const* type = nullptr;
    std::string hash;
    std::string address;  // empty: the hash came by itself

    bool by_phone() const { return type->by == By::phone; }
};

// A verified proof: whose it is, or that the other half of an e-mail change is still missing.
struct Verified {
    User user;
    OneTimeToken token;
    bool half = false;
};

Flow<Verified> change_email(Context& context, engine::OwnTransaction& transaction, User const& user,
                            OneTimeToken token, Asked& asked) {
    bool const both = context.options.secure_email_change && !user.email.empty();
    if (both && user.email_change_confirmations == 0) {
        CO_TRY_VOID(co_await clear_token(transaction, token.kind, user.id));
        CO_TRY_VOID(co_await update_user(transaction, user.id, asked.now,
                                         UserChange().set("email_change_confirm_status", std::string("1"))));
        co_return Verified{user, std::move(token), true};
    }
    auto const email = user.email_change;
    auto metadata = user.user_metadata;
    metadata.set_text("email", email).set_boolean("email_verified", true);
    if (!metadata.has("sub")) metadata.set_text("sub", user.id).set_boolean("phone_verified", false);
    UserChange change;
    change.set("email", email).set("email_change", std::string()).set("raw_user_meta_data", metadata);
    change.set("email_change_confirm_status", std::string("0")).set("email_confirmed_at", asked.now);
    change.set("is_anonymous", std::string("false"));
    if (user.is_anonymous || !user.app_metadata.has("provider")) {
        auto app = user.app_metadata;
        app.set_text("provider", "email").set_texts("providers", {"email"});
        change.set("raw_app_meta_data", app);
    }
    auto const changed = co_await update_user(transaction, user.id, asked.now, std::move(change));
    if (!changed && changed.error()->code == "23505")
        co_return refuse_because(Refusal::email_exists, changed.error());
    CO_TRY_VOID(saying(Refusal::updating_user, changed));
    JsonObject claims;
    claims.set_text("sub", user.id).set_text("email", email).set_boolean("email_verified", true);
    claims.set_boolean("phone_verified", false);
    if (auto const* const identity = user.identity("email")) {
        auto data = identity->data;
        data.merge(claims);
        CO_TRY_VOID(co_await update_identity(transaction, identity->id, std::move(data), asked.now));
    } else {
        Identity made{.id = new_uuid(), .provider = "email", .provider_id = user.id, .data = claims};
        CO_TRY_VOID(co_await insert_identity(transaction, user.id, std::move(made), asked.now));
    }
    CO_TRY_VOID(co_await clear_tokens(transaction, user.id));
    CO_TRY_VOID(co_await write_audit(
        transaction, audit_of("user_modified", user, asked.request.remote_address), asked.now));
    CO_TRY(auto now, co_await read_again(transaction, user.id));
    Notice notice{.kind = MailKind::email_changed, .recipient = user.email, .old_email = user.email};
    if (!user.email.empty())
        CO_TRY_VOID(co_await send_notice(context, transaction, now, std::move(notice), asked));
    co_return Verified{std::move(now), std::move(token), false};
}

// The code of a message is for that number alone, which has to be the user's still.
Flow<Verified> accept_phone(Context& context, engine::OwnTransaction& transaction, Proof const& proof,
                            User const& user, OneTimeToken token, Asked& asked) {
    bool const change = proof.type->name == "phone_change";
    if (token.relates_to != proof.address || proof.address != (change ? user.phone_change : user.phone))
        co_return refuse(Refusal::otp_expired);
    auto const& from = asked.request.remote_address;
    if (change) {
        CO_TRY(auto changed, co_await take_phone_and_tell(context, transaction, user, proof.address, asked));
        CO_TRY_VOID(co_await write_audit(transaction, audit_of("user_modified", changed, from), asked.now));
        co_return Verified{std::move(changed), std::move(token), false};
    }
    if (user.phone_confirmed_at) {
        CO_TRY_VOID(co_await clear_token(transaction, token.kind, user.id));
        co_return Verified{user, std::move(token), false};
    }
    CO_TRY(auto confirmed, co_await confirm_phone(transaction, user, asked.now));
    CO_TRY_VOID(co_await write_audit(transaction, audit_of("user_signedup", confirmed, from), asked.now));
    co_return Verified{std::move(confirmed), std::move(token), false};
}

Flow<Verified> accept(Context& context, engine::OwnTransaction& transaction, Proof const& proof,
                      Asked& asked) {
    auto const invalid = proof.address.empty() ? Refusal::link_expired : Refusal::otp_expired;
    auto const life = proof.by_phone() ? context.options.text_life : context.options.code_life;
    CO_TRY(auto token, co_await find_one_time_token(transaction, proof.type->kinds(), proof.hash));
    if (!token) co_return refuse(invalid);
    if (token->created_at.value_or(Time()) + life <= asked.now) co_return refuse(invalid);
    // What was sent to a phone has no link, and the few digits of its code are to be guessed nowhere else.
    if (!proof.by_phone() && !token->relates_to.contains('@')) co_return refuse(invalid);
    CO_TRY(auto const user, co_await find_user(transaction, token->user_id));
    if (!user || user->aud != asked.audience) co_return refuse(invalid);
    if (user->is_banned(asked.now)) co_return refuse(Refusal::verify_banned);
    if (proof.by_phone())
        co_return co_await accept_phone(context, transaction, proof, *user, *std::move(token), asked);
    if (proof.type->name == "email_change")
        co_return co_await change_email(context, transaction, *user, *std::move(token), asked);
    if (user->email_confirmed_at) {
        CO_TRY_VOID(co_await clear_token(transaction, token->kind, user->id));
        co_return Verified{*user, *std::move(token), false};
    }
    CO_TRY(auto confirmed, co_await confirm_email(transaction, *user, asked.now));
    CO_TRY_VOID(co_await write_audit(
        transaction, audit_of("user_signedup", confirmed, asked.request.remote_address), asked.now));
    co_return Verified{std::move(confirmed), *std::move(token), false};
}

Task<void> audit_login(engine::OwnTransaction& transaction, User const& user, Asked const& asked) {
    return write_audit(transaction, audit_of("login", user, asked.request.remote_address), asked.now);
}

Answered<Proof> read_proof(Context const& context, Asked const& asked) {
    Proof proof;
    TRY(auto const type, asked.body.text("type"));
    TRY(auto const token, asked.body.text("token"));
    TRY(proof.hash, asked.body.text("token_hash"));
    TRY(proof.address, asked.body.text("email"));
    TRY(auto const phone, asked.body.text("phone"));
    TRY(auto const redirect_to, asked.body.text("redirect_to"));
    if (type.empty()) return refuse(Refusal::verify_no_type);
    if (token.empty() == proof.hash.empty()) return refuse(Refusal::verify_token_or_hash);
    if (!proof.hash.empty() && (!proof.address.empty() || !phone.empty() || !redirect_to.empty()))
        return refuse(Refusal::verify_hash_alone);
    if (proof.hash.empty() && proof.address.empty() == phone.empty()) return refuse(Refusal::verify_both);
    auto const* const known = std::ranges::find(types, type, &Type::name);
    proof.type = known == types.end() ? nullptr : known;
    bool const of_phones = proof.type != nullptr && proof.by_phone();
    if (!proof.hash.empty()) {
        if (proof.type == nullptr || of_phones) return refuse(Refusal::verify_email_type);
        return proof;
    }
    if (!phone.empty()) {
        if (!of_phones) return refuse(Refusal::verify_sms_type);
        TRY(proof.address, check_phone(phone));
    } else {
        if (proof.type == nullptr || of_phones) return refuse(Refusal::verify_type);
        auto const email = check_email(proof.address);
        if (!email) return refuse(Refusal::verify_email_format);
        proof.address = *email;
    }
    proof.hash = token_hash(context.secret(), proof.address, token);
    return proof;
}

// Guesses at one address's code are few, from wherever they come.
bool guesses_left(Context& context, Proof const& proof, Asked const& asked) {
    return proof.address.empty() || !context.options.rate_limits ||
           !context.shared.limits.look(Bucket::wrong_code, proof.address, asked.now);
}

}  // namespace

Flow<Response> verify(Context& context, Asked& asked) {
    CO_TRY(auto const proof, read_proof(context, asked));
    if (!guesses_left(context, proof, asked)) co_return refuse(Refusal::otp_expired);
    auto answer = co_await in_transaction<std::string>(
        context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Flow<std::string> {
            CO_TRY(auto const verified, co_await accept(context, transaction, proof, asked));
            if (verified.half)
                co_return JsonObject().set_text("msg", first_half).set_text("code", "200").to_string();
            CO_TRY_VOID(co_await audit_login(transaction, verified.user, asked));
            CO_TRY(auto const grant, co_await sign_in(context, transaction, verified.user.id, "otp", asked));
            co_return grant.to_json().to_string();
        });
    if (!answer) {
        if (!proof.address.empty()) context.shared.limits.take(Bucket::wrong_code, proof.address, asked.now);
        co_return std::unexpected(std::move(answer).error());
    }
    co_return json_response(*std::move(answer));
}

namespace {

// Where a followed link leads.
Flow<std::string> follow(Context& context, engine::OwnTransaction& transaction, Proof const& proof,
                         std::string const& target, Asked& asked) {
    CO_TRY(auto const verified, co_await accept(context, transaction, proof, asked));
    bool const pkce = verified.token.is_pkce();
    if (verified.half) {
        auto const message = "message=" + url_encoded(first_half);
        co_return with_fragment(pkce ? with_query(target, message) : target, message + "&sb=");
    }
    if (!pkce) {
        CO_TRY_VOID(co_await audit_login(transaction, verified.user, asked));
        CO_TRY(auto const grant, co_await sign_in(context, transaction, verified.user.id, "otp", asked));
        co_return with_fragment(target, grant.to_fragment(proof.type->name));
    }
    CO_TRY(auto const flow,
           co_await find_flow(transaction, verified.user.id, std::string(proof.type->flow_method)));
    if (!flow) co_return refuse(Refusal::flow_state_not_found);
    CO_TRY_VOID(co_await mark_flow_issued(transaction, flow->id, verified.user.id, asked.now));
    co_return with_query(target, "code=" + flow->auth_code);
}

}  // namespace

Flow<Response> verify_link(Context& context, Asked& asked) {
    auto const type = asked.argument("type");
    auto const token = asked.argument("token");
    if (type.empty()) co_return refuse(Refusal::verify_no_type);
    if (token.empty()) co_return refuse(Refusal::verify_link_no_token);
    auto const target = redirect_target(context, asked);
    auto const* const known = std::ranges::find(types, type, &Type::name);
    Answered<std::string> location = refuse(Refusal::verify_email_type);
    if (known != types.end() && known->by == By::mail) {
        Proof const proof{.type = known, .hash = token, .address = {}};
        location = co_await in_transaction<std::string>(
            context, engine::Access::write, [&](engine::OwnTransaction& transaction) {
                return follow(context, transaction, proof, target, asked);
            });
    }
    if (location) co_return redirect_response(*std::move(location));
    auto const parameters = error_parameters(location.error());
    auto const pkce = token.starts_with("pkce_");
    co_return redirect_response(
        with_fragment(pkce ? with_query(target, parameters) : target, parameters + "&sb="));
}

}  // namespace backstay::api::auth
