#pragma once

// What /auth/v1 refuses: one closed set, a row each with status, code and message (refusal.cpp). Clients
// match on codes and on messages, so neither is ever made up elsewhere.
//
//     return refuse(Refusal::invalid_credentials);
//     return refuse(Refusal::invalid_scope, "everything");      the row's {} becomes the argument
//
// https://supabase.com/docs/guides/auth/debugging/error-codes

#include <boost/asio/awaitable.hpp>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/result.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace backstay::api::auth {

enum class Refusal : std::uint8_t {
    // requests
    bad_json,
    body_too_large,
    not_found,
    method_not_allowed,
    timed_out,
    unexpected,
    overloaded,
    over_request_rate,
    // who asks
    no_bearer,
    no_api_key,
    unknown_api_key,
    bad_jwt,
    missing_sub,
    sub_no_uuid,
    session_id_no_uuid,
    caller_not_found,
    session_not_found,
    user_banned_now,
    not_admin,
    anonymous_caller,
    wrong_audience,
    // fields
    email_required,
    email_too_long,
    email_invalid,
    phone_invalid,
    channel_invalid,
    pkce_incomplete,
    pkce_length,
    pkce_characters,
    pkce_method,
    pkce_method_unknown,
    password_too_long,
    weak_password,
    // sign-up and sign-in
    anonymous_disabled,
    signup_disabled,
    signup_no_password,
    signup_both,
    signup_phone_pkce,
    email_signups_disabled,
    phone_signups_disabled,
    user_already_exists,
    saving_new_user,
    unsupported_grant,
    login_both,
    login_none,
    email_logins_disabled,
    phone_logins_disabled,
    email_logins_disabled_400,
    phone_logins_disabled_400,
    invalid_credentials,
    user_banned,
    email_not_confirmed,
    phone_not_confirmed,
    pkce_empty,
    flow_state_not_found,
    flow_state_expired,
    bad_code_verifier,
    grant_not_offered,
    // one-time tokens
    otp_both,
    otp_channel_without_phone,
    otp_none,
    otp_disabled,
    phone_provider_unsupported,
    recovery_no_email,
    magiclink_no_email,
    resend_no_type,
    resend_needs_email,
    resend_needs_phone,
    resend_both,
    resend_none,
    verify_no_type,
    verify_token_or_hash,
    verify_link_no_token,
    verify_both,
    verify_hash_alone,
    verify_type,
    verify_email_type,
    verify_email_format,
    otp_expired,
    link_expired,
    verify_banned,
    over_email_rate,
    over_email_spacing,
    over_sms_rate,
    over_sms_spacing,
    sending_sms,
    verify_sms_type,
    sending_confirmation,
    sending_recovery,
    sending_magic_link,
    sending_invite,
    sending_email_change,
    sending_reauthentication,
    // sessions
    refresh_not_valid,
    refresh_not_found,
    refresh_banned,
    refresh_no_session,
    refresh_expired,
    refresh_inactive,
    refresh_used,
    invalid_scope,
    // the own account
    app_metadata,
    insufficient_aal,
    anonymous_password,
    sso_managed,
    email_exists,
    phone_exists_own,
    reauthentication_needed,
    reauthentication_invalid,
    current_password_required,
    current_password_invalid,
    same_password,
    updating_user,
    reauthentication_no_address,
    reauthentication_email,
    reauthentication_phone,
    manual_linking_disabled,
    identity_no_uuid,
    identity_not_found,
    single_identity,
    identity_email_conflict,
    // second factors
    factor_type,
    factor_no_uuid,
    factor_not_found,
    totp_enroll_disabled,
    phone_enroll_disabled,
    phone_enroll_none,
    phone_factor_exists,
    phone_verify_disabled,
    phone_code_invalid,
    webauthn_enroll_disabled,
    totp_verify_disabled,
    factor_name_conflict,
    too_many_factors,
    enroll_aal,
    unenroll_aal,
    code_empty,
    challenge_not_found,
    challenge_mismatch,
    challenge_expired,
    totp_invalid,
    // administration
    admin_user_no_uuid,
    admin_user_not_found,
    admin_session_no_uuid,
    admin_session_not_found,
    admin_no_address,
    admin_two_passwords,
    admin_hash_unknown,
    admin_ban_duration,
    admin_id_format,
    admin_id_nil,
    admin_page,
    admin_sort,
    admin_phone_exists,
    link_type,
    link_user_not_found,
    link_insecure,
    audit_scope,
    message_not_found,
    // what is not there
    unsupported_provider,
    provider_not_enabled,
    saml_disabled,
    oauth_server_disabled,
    custom_providers_disabled,
    passkeys_disabled,
    web3_disabled,
    // sign-in with other providers
    custom_provider,
    state_missing,
    state_invalid,
    state_not_found,
    state_expired,
    state_used,
    code_missing,
    provider_failed,
    provider_profile,
    provider_no_email,
    provider_unverified,
    provider_not_confirmed,
    provider_link_unverified,
    provider_signup_disabled,
    identity_linked,
    identity_of_another,
    // hooks and captchas
    hook_timed_out,
    hook_unreachable,
    hook_unavailable,
    hook_refused_payload,
    hook_unauthorized,
    hook_status,
    hook_no_type,
    hook_type,
    hook_too_large,
    hook_no_json,
    hook_failed,
    hook_no_claims,
    hook_claims,
    hook_password_rejected,
    hook_factor_rejected,
    captcha,
    captcha_unreachable,
};

struct PendingHook;

struct Refused {
    int status = 500;
    std::string code = {};  // empty: none is sent
    std::string message = {};
    std::vector<std::string> reasons = {};      // of a weak password: length, characters
    bool keep = false;                          // what the transaction has written stays
    std::optional<Error> cause = {};            // for the log, and whether to try again
    std::optional<int> retry_after = {};        // seconds
    std::shared_ptr<PendingHook> pending = {};  // not refused: a hook has to be asked first
    bool oauth_form = false;                    // {"error": code, "error_description": message}

    Refused() = default;
    // An error of the engine: unexpected, timed out, or too much at once.
    Refused(Error error);  // NOLINT(google-explicit-constructor): so that TRY works

    Refused&& keeping() && {
        keep = true;
        return std::move(*this);
    }
};

template <class T>
using Answered = std::expected<T, Refused>;
template <class T>
using Flow = boost::asio::awaitable<Answered<T>>;
struct Nothing {};

Refused refused(Refusal refusal, std::string_view argument = {});
inline std::unexpected<Refused> refuse(Refusal refusal, std::string_view argument = {}) {
    return std::unexpected(refused(refusal, argument));
}
// The same, with why: for the log.
std::unexpected<Refused> refuse_because(Refusal refusal, Error cause);

// RFC 6749, 5.2: always 400.
std::unexpected<Refused> refuse_as_oauth(std::string error, std::string description);

// In the form that the client's X-Supabase-Api-Version asks for.
http::Response refusal_response(Refused const& refused, http::Request const& request);

}  // namespace backstay::api::auth
