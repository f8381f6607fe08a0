// Every refusal of /auth/v1: one table, which is longer than other files since each code stands in it once.

#include "api/auth/refusal.hpp"

#include <algorithm>
#include <array>

#include "base/json_object.hpp"
#include "base/text.hpp"

namespace backstay::api::auth {
namespace {

struct Row {
    Refusal refusal;
    int status;
    std::string_view code;
    std::string_view message;
};

constexpr std::array rows{
    Row{Refusal::bad_json, 400, "bad_json", "Could not parse request body as JSON: {}"},
    Row{Refusal::body_too_large, 413, "request_entity_too_large",
        "Request body too large (max 1048576 bytes)"},
    Row{Refusal::not_found, 404, "", "404 page not found"},
    Row{Refusal::method_not_allowed, 405, "", "Method Not Allowed"},
    Row{Refusal::timed_out, 504, "request_timeout",
        "Processing this request timed out, please retry after a moment."},
    Row{Refusal::unexpected, 500, "unexpected_failure",
        "Unexpected failure, please check server logs for more information"},
    Row{Refusal::overloaded, 503, "unexpected_failure", "The server is busy, please retry after a moment."},
    Row{Refusal::over_request_rate, 429, "over_request_rate_limit", "Request rate limit reached"},

    Row{Refusal::no_bearer, 401, "no_authorization", "This endpoint requires a valid Bearer token"},
    Row{Refusal::no_api_key, 401, "no_api_key", "No API key found in request"},
    Row{Refusal::unknown_api_key, 401, "invalid_api_key", "Invalid API key"},
    Row{Refusal::bad_jwt, 403, "bad_jwt", "invalid JWT: unable to parse or verify signature, {}"},
    Row{Refusal::missing_sub, 403, "bad_jwt", "invalid claim: missing sub claim"},
    Row{Refusal::sub_no_uuid, 400, "bad_jwt", "invalid claim: sub claim must be a UUID"},
    Row{Refusal::session_id_no_uuid, 403, "bad_jwt", "invalid claim: session_id claim must be a UUID"},
    Row{Refusal::caller_not_found, 403, "user_not_found", "User from sub claim in JWT does not exist"},
    Row{Refusal::session_not_found, 403, "session_not_found",
        "Session from session_id claim in JWT does not exist"},
    Row{Refusal::user_banned_now, 403, "user_banned", "User is banned"},
    Row{Refusal::not_admin, 403, "not_admin", "User not allowed"},
    Row{Refusal::anonymous_caller, 403, "no_authorization",
        "Anonymous user not allowed to perform these actions"},
    Row{Refusal::wrong_audience, 400, "validation_failed", "Token audience doesn't match request audience"},

    Row{Refusal::email_required, 400, "validation_failed", "An email address is required"},
    Row{Refusal::email_too_long, 400, "validation_failed", "An email address is too long"},
    Row{Refusal::email_invalid, 400, "validation_failed", "Unable to validate email address: invalid format"},
    Row{Refusal::phone_invalid, 400, "validation_failed", "Invalid phone number format (E.164 required)"},
    Row{Refusal::channel_invalid, 400, "validation_failed",
        "Invalid channel, supported values are 'sms' or 'whatsapp'. 'whatsapp' is only supported if Twilio "
        "or "
        "Twilio Verify is used as the provider."},
    Row{Refusal::pkce_incomplete, 400, "validation_failed",
        "PKCE flow requires code_challenge_method and code_challenge"},
    Row{Refusal::pkce_length, 400, "validation_failed",
        "code challenge has to be between 43 and 128 characters"},
    Row{Refusal::pkce_characters, 400, "validation_failed",
        "code challenge can only contain alphanumeric characters, hyphens, periods, underscores and tildes"},
    Row{Refusal::pkce_method, 400, "validation_failed", "Invalid code_challenge_method"},
    Row{Refusal::pkce_method_unknown, 500, "unexpected_failure", "Invalid code_challenge_method"},
    Row{Refusal::password_too_long, 400, "validation_failed", "Password cannot be longer than {} characters"},
    Row{Refusal::weak_password, 422, "weak_password", "{}"},

    Row{Refusal::anonymous_disabled, 422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled"},
    Row{Refusal::signup_disabled, 422, "signup_disabled", "Signups not allowed for this instance"},
    Row{Refusal::signup_no_password, 400, "validation_failed", "Signup requires a valid password"},
    Row{Refusal::signup_both, 400, "validation_failed",
        "Only an email address or phone number should be provided on signup."},
    Row{Refusal::signup_phone_pkce, 400, "validation_failed", "PKCE not supported for phone signups"},
    Row{Refusal::email_signups_disabled, 400, "email_provider_disabled", "Email signups are disabled"},
    Row{Refusal::phone_signups_disabled, 400, "phone_provider_disabled", "Phone signups are disabled"},
    Row{Refusal::user_already_exists, 422, "user_already_exists", "User already registered"},
    Row{Refusal::saving_new_user, 500, "unexpected_failure", "Database error saving new user"},
    Row{Refusal::unsupported_grant, 400, "invalid_credentials", "unsupported_grant_type"},
    Row{Refusal::login_both, 400, "validation_failed",
        "Only an email address or phone number should be provided on login."},
    Row{Refusal::login_none, 400, "validation_failed", "missing email or phone"},
    Row{Refusal::email_logins_disabled, 422, "email_provider_disabled", "Email logins are disabled"},
    Row{Refusal::phone_logins_disabled, 422, "phone_provider_disabled", "Phone logins are disabled"},
    Row{Refusal::email_logins_disabled_400, 400, "email_provider_disabled", "Email logins are disabled"},
    Row{Refusal::phone_logins_disabled_400, 400, "phone_provider_disabled", "Phone logins are disabled"},
    Row{Refusal::invalid_credentials, 400, "invalid_credentials", "Invalid login credentials"},
    Row{Refusal::user_banned, 400, "user_banned", "User is banned"},
    Row{Refusal::email_not_confirmed, 400, "email_not_confirmed", "Email not confirmed"},
    Row{Refusal::phone_not_confirmed, 400, "phone_not_confirmed", "Phone not confirmed"},
    Row{Refusal::pkce_empty, 400, "validation_failed",
        "invalid request: both auth code and code verifier should be non-empty"},
    Row{Refusal::flow_state_not_found, 404, "flow_state_not_found",
        "invalid flow state, no valid flow state found"},
    Row{Refusal::flow_state_expired, 422, "flow_state_expired", "invalid flow state, flow state has expired"},
    Row{Refusal::bad_code_verifier, 400, "bad_code_verifier",
        "code challenge does not match previously saved code verifier"},
    Row{Refusal::grant_not_offered, 400, "provider_disabled", "Provider (issuer \"{}\") is not enabled"},

    Row{Refusal::otp_both, 400, "validation_failed",
        "Only an email address or phone number should be provided"},
    Row{Refusal::otp_channel_without_phone, 400, "validation_failed",
        "Channel should only be specified with Phone OTP"},
    Row{Refusal::otp_none, 400, "validation_failed", "One of email or phone must be set"},
    Row{Refusal::otp_disabled, 422, "otp_disabled", "Signups not allowed for otp"},
    Row{Refusal::phone_provider_unsupported, 400, "phone_provider_disabled", "Unsupported phone provider"},
    Row{Refusal::recovery_no_email, 400, "validation_failed", "Password recovery requires an email"},
    Row{Refusal::magiclink_no_email, 422, "validation_failed", "Password recovery requires an email"},
    Row{Refusal::resend_no_type, 400, "validation_failed",
        "Missing one of these types: signup, email_change, sms, phone_change"},
    Row{Refusal::resend_needs_email, 400, "validation_failed", "Type provided requires an email address"},
    Row{Refusal::resend_needs_phone, 400, "validation_failed", "Type provided requires a phone number"},
    Row{Refusal::resend_both, 400, "validation_failed",
        "Only an email address or phone number should be provided."},
    Row{Refusal::resend_none, 400, "validation_failed", "Missing email address or phone number"},
    Row{Refusal::verify_no_type, 400, "validation_failed", "Verify requires a verification type"},
    Row{Refusal::verify_token_or_hash, 400, "validation_failed",
        "Verify requires either a token or a token hash"},
    Row{Refusal::verify_link_no_token, 400, "validation_failed", "Verify requires a token or a token hash"},
    Row{Refusal::verify_both, 400, "validation_failed",
        "Only an email address or phone number should be provided on verify"},
    Row{Refusal::verify_hash_alone, 400, "validation_failed",
        "Only the token_hash and type should be provided"},
    Row{Refusal::verify_type, 400, "validation_failed", "Unsupported verification type"},
    Row{Refusal::verify_email_type, 400, "validation_failed", "Invalid email verification type"},
    Row{Refusal::verify_email_format, 422, "validation_failed", "Invalid email format"},
    Row{Refusal::otp_expired, 403, "otp_expired", "Token has expired or is invalid"},
    Row{Refusal::link_expired, 403, "otp_expired", "Email link is invalid or has expired"},
    Row{Refusal::verify_banned, 403, "user_banned", "User is banned"},
    Row{Refusal::over_email_rate, 429, "over_email_send_rate_limit", "email rate limit exceeded"},
    Row{Refusal::over_email_spacing, 429, "over_email_send_rate_limit",
        "For security purposes, you can only request this after {} seconds."},
    Row{Refusal::over_sms_rate, 429, "over_sms_send_rate_limit", "SMS rate limit exceeded"},
    Row{Refusal::over_sms_spacing, 429, "over_sms_send_rate_limit",
        "For security purposes, you can only request this after {} seconds."},
    Row{Refusal::sending_sms, 422, "sms_send_failed", "Error sending {} OTP to provider: there is none"},
    Row{Refusal::verify_sms_type, 400, "validation_failed", "Invalid sms verification type"},
    Row{Refusal::sending_confirmation, 500, "unexpected_failure", "Error sending confirmation email"},
    Row{Refusal::sending_recovery, 500, "unexpected_failure", "Error sending recovery email"},
    Row{Refusal::sending_magic_link, 500, "unexpected_failure", "Error sending magic link email"},
    Row{Refusal::sending_invite, 500, "unexpected_failure", "Error sending invite email"},
    Row{Refusal::sending_email_change, 500, "unexpected_failure", "Error sending email change email"},
    Row{Refusal::sending_reauthentication, 500, "unexpected_failure", "Error sending reauthentication email"},

    Row{Refusal::refresh_not_valid, 400, "validation_failed", "Refresh token is not valid"},
    Row{Refusal::refresh_not_found, 400, "refresh_token_not_found",
        "Invalid Refresh Token: Refresh Token Not Found"},
    Row{Refusal::refresh_banned, 400, "user_banned", "Invalid Refresh Token: User Banned"},
    Row{Refusal::refresh_no_session, 400, "session_not_found",
        "Invalid Refresh Token: No Valid Session Found"},
    Row{Refusal::refresh_expired, 400, "session_expired", "Invalid Refresh Token: Session Expired"},
    Row{Refusal::refresh_inactive, 400, "session_expired",
        "Invalid Refresh Token: Session Expired (Inactivity)"},
    Row{Refusal::refresh_used, 400, "refresh_token_already_used", "Invalid Refresh Token: Already Used"},
    Row{Refusal::invalid_scope, 400, "validation_failed", "Unsupported logout scope \"{}\""},

    Row{Refusal::app_metadata, 403, "not_admin", "Updating app_metadata requires admin privileges"},
    Row{Refusal::insufficient_aal, 401, "insufficient_aal",
        "AAL2 session is required to update email or password when MFA is enabled."},
    Row{Refusal::anonymous_password, 422, "validation_failed",
        "Updating password of an anonymous user without an email or phone is not allowed"},
    Row{Refusal::sso_managed, 422, "user_sso_managed",
        "Updating email, phone, password of a SSO account only possible via SSO"},
    Row{Refusal::email_exists, 422, "email_exists",
        "A user with this email address has already been registered"},
    Row{Refusal::phone_exists_own, 422, "phone_exists",
        "A user with this phone number has already been registered"},
    Row{Refusal::reauthentication_needed, 400, "reauthentication_needed",
        "Password update requires reauthentication"},
    Row{Refusal::reauthentication_invalid, 422, "reauthentication_not_valid",
        "Nonce has expired or is invalid"},
    Row{Refusal::current_password_required, 400, "current_password_required",
        "Current password required when setting new password."},
    Row{Refusal::current_password_invalid, 400, "current_password_invalid",
        "Current password required when setting new password."},
    Row{Refusal::same_password, 422, "same_password",
        "New password should be different from the old password."},
    Row{Refusal::updating_user, 500, "unexpected_failure", "Error updating user"},
    Row{Refusal::reauthentication_no_address, 400, "validation_failed",
        "Reauthentication requires the user to have an email or a phone number"},
    Row{Refusal::reauthentication_email, 422, "email_not_confirmed", "Please verify your email first."},
    Row{Refusal::reauthentication_phone, 422, "phone_not_confirmed", "Please verify your phone first."},
    Row{Refusal::manual_linking_disabled, 404, "manual_linking_disabled", "Manual linking is disabled"},
    Row{Refusal::identity_no_uuid, 404, "validation_failed", "identity_id must be an UUID"},
    Row{Refusal::identity_not_found, 422, "identity_not_found", "Identity doesn't exist"},
    Row{Refusal::single_identity, 422, "single_identity_not_deletable",
        "User must have at least 1 identity after unlinking"},
    Row{Refusal::identity_email_conflict, 422, "email_conflict_identity_not_deletable",
        "Unable to unlink identity due to email conflict"},

    Row{Refusal::factor_type, 400, "validation_failed", "factor_type needs to be totp, phone, or webauthn"},
    Row{Refusal::factor_no_uuid, 404, "validation_failed", "factor_id must be an UUID"},
    Row{Refusal::factor_not_found, 404, "mfa_factor_not_found", "Factor not found"},
    Row{Refusal::totp_enroll_disabled, 422, "mfa_totp_enroll_not_enabled", "MFA enroll is disabled for TOTP"},
    Row{Refusal::phone_enroll_disabled, 422, "mfa_phone_enroll_not_enabled",
        "MFA enroll is disabled for Phone"},
    Row{Refusal::phone_enroll_none, 400, "validation_failed", "Phone number required to enroll Phone factor"},
    Row{Refusal::phone_factor_exists, 422, "mfa_verified_factor_exists",
        "A verified phone factor already exists, unenroll the existing factor to continue"},
    Row{Refusal::phone_verify_disabled, 422, "mfa_phone_verify_not_enabled",
        "MFA verification is disabled for Phone"},
    Row{Refusal::phone_code_invalid, 422, "mfa_verification_failed", "Invalid MFA Phone code entered"},
    Row{Refusal::webauthn_enroll_disabled, 422, "mfa_webauthn_enroll_not_enabled",
        "MFA enroll is disabled for WebAuthn"},
    Row{Refusal::totp_verify_disabled, 422, "mfa_totp_verify_not_enabled",
        "MFA verification is disabled for TOTP"},
    Row{Refusal::factor_name_conflict, 422, "mfa_factor_name_conflict",
        "A factor with the friendly name \"{}\" for this user already exists"},
    Row{Refusal::too_many_factors, 422, "too_many_enrolled_mfa_factors",
        "Maximum number of verified factors reached, unenroll to continue"},
    Row{Refusal::enroll_aal, 403, "insufficient_aal", "AAL2 required to enroll a new factor"},
    Row{Refusal::unenroll_aal, 422, "insufficient_aal", "AAL2 required to unenroll verified factor"},
    Row{Refusal::code_empty, 400, "validation_failed", "Code needs to be non-empty"},
    Row{Refusal::challenge_not_found, 422, "mfa_factor_not_found",
        "MFA factor with the provided challenge ID not found"},
    Row{Refusal::challenge_mismatch, 422, "mfa_ip_address_mismatch",
        "Challenge and verify IP addresses mismatch."},
    Row{Refusal::challenge_expired, 422, "mfa_challenge_expired",
        "MFA challenge {} has expired, verify against another challenge or create a new challenge."},
    Row{Refusal::totp_invalid, 422, "mfa_verification_failed", "Invalid TOTP code entered"},

    Row{Refusal::admin_user_no_uuid, 404, "validation_failed", "user_id must be an UUID"},
    Row{Refusal::admin_user_not_found, 404, "user_not_found", "User not found"},
    Row{Refusal::admin_session_no_uuid, 404, "validation_failed", "session_id must be an UUID"},
    Row{Refusal::admin_session_not_found, 404, "session_not_found", "Session not found"},
    Row{Refusal::admin_no_address, 400, "validation_failed",
        "Cannot create a user without either an email or phone"},
    Row{Refusal::admin_two_passwords, 400, "validation_failed",
        "Only a password or a password hash should be provided"},
    Row{Refusal::admin_hash_unknown, 500, "unexpected_failure", "Error creating user"},
    Row{Refusal::admin_ban_duration, 400, "validation_failed", "invalid format for ban duration: {}"},
    Row{Refusal::admin_id_format, 400, "validation_failed", "ID must conform to the uuid v4 format"},
    Row{Refusal::admin_id_nil, 400, "validation_failed", "ID cannot be a nil uuid"},
    Row{Refusal::admin_page, 400, "validation_failed", "Bad Pagination Parameters: {}"},
    Row{Refusal::admin_sort, 400, "validation_failed", "Bad Sort Parameters: {}"},
    Row{Refusal::admin_phone_exists, 422, "phone_exists", "Phone number already registered by another user"},
    Row{Refusal::link_type, 400, "validation_failed", "Invalid email action link type requested: {}"},
    Row{Refusal::link_user_not_found, 404, "user_not_found", "User with this email not found"},
    Row{Refusal::link_insecure, 400, "validation_failed",
        "Enable secure email change to generate link for current email"},
    Row{Refusal::audit_scope, 400, "validation_failed", "Invalid query scope: {}"},
    Row{Refusal::message_not_found, 404, "validation_failed", "Message not found"},

    Row{Refusal::unsupported_provider, 400, "validation_failed",
        "Unsupported provider: Provider {} could not be found"},
    Row{Refusal::provider_not_enabled, 400, "validation_failed",
        "Unsupported provider: provider is not enabled"},
    Row{Refusal::saml_disabled, 404, "saml_provider_disabled", "SAML 2.0 is disabled"},
    Row{Refusal::oauth_server_disabled, 404, "feature_disabled", "OAuth server is disabled"},
    Row{Refusal::custom_providers_disabled, 404, "feature_disabled", "Custom OAuth providers are disabled"},
    Row{Refusal::passkeys_disabled, 404, "passkey_disabled", "Passkeys are disabled"},
    Row{Refusal::web3_disabled, 422, "web3_provider_disabled", "Web3 provider is disabled"},

    Row{Refusal::custom_provider, 400, "validation_failed", "Custom OIDC provider \"{}\" not allowed"},
    Row{Refusal::state_missing, 400, "bad_oauth_callback", "OAuth state parameter missing"},
    Row{Refusal::state_invalid, 400, "bad_oauth_state", "OAuth state parameter is invalid"},
    Row{Refusal::state_not_found, 400, "bad_oauth_state", "OAuth state not found or expired"},
    Row{Refusal::state_expired, 400, "bad_oauth_state", "OAuth state has expired"},
    Row{Refusal::state_used, 400, "flow_state_already_used", "State has already been used"},
    Row{Refusal::code_missing, 400, "bad_oauth_callback",
        "OAuth callback with missing authorization code missing"},
    Row{Refusal::provider_failed, 500, "unexpected_failure", "Unable to exchange external code"},
    Row{Refusal::provider_profile, 500, "unexpected_failure",
        "Error getting user profile from external provider"},
    Row{Refusal::provider_no_email, 500, "unexpected_failure",
        "Error getting user email from external provider"},
    Row{Refusal::provider_unverified, 422, "provider_email_needs_verification",
        "Unverified email with {0}. A confirmation email has been sent to your {0} email"},
    Row{Refusal::provider_not_confirmed, 422, "provider_email_needs_verification",
        "Unverified email with {0}. Verify the email with {0} in order to sign in"},
    Row{Refusal::provider_link_unverified, 422, "email_not_confirmed",
        "Unverified email with {0}. A confirmation email has been sent to your {0} email"},
    Row{Refusal::provider_signup_disabled, 422, "signup_disabled", "Signups not allowed for this instance"},
    Row{Refusal::identity_linked, 422, "identity_already_exists", "Identity is already linked"},
    Row{Refusal::identity_of_another, 422, "identity_already_exists",
        "Identity is already linked to another user"},

    Row{Refusal::hook_timed_out, 422, "hook_timeout",
        "Failed to reach hook within maximum time of 5.000000 seconds"},
    Row{Refusal::hook_unreachable, 422, "hook_timeout_after_retry",
        "Failed to reach hook after maximum retries"},
    Row{Refusal::hook_unavailable, 500, "unexpected_failure", "Service currently unavailable due to hook"},
    Row{Refusal::hook_refused_payload, 500, "unexpected_failure", "Invalid payload sent to hook"},
    Row{Refusal::hook_unauthorized, 500, "unexpected_failure", "Hook requires authorization token"},
    Row{Refusal::hook_status, 500, "unexpected_failure", "Unexpected status code returned from hook: {}"},
    Row{Refusal::hook_no_type, 400, "hook_payload_invalid_content_type",
        "Invalid Content-Type: Missing Content-Type header"},
    Row{Refusal::hook_type, 400, "hook_payload_invalid_content_type",
        "Invalid JSON response. Received content-type: {}"},
    Row{Refusal::hook_too_large, 422, "hook_payload_over_size_limit",
        "Payload size exceeded size limit of 204800 bytes"},
    Row{Refusal::hook_no_json, 500, "unexpected_failure", "Error unmarshaling JSON output."},
    Row{Refusal::hook_failed, 500, "unexpected_failure", "Error running hook URI: {}"},
    Row{Refusal::hook_no_claims, 500, "unexpected_failure", "output claims field is missing"},
    Row{Refusal::hook_claims, 500, "unexpected_failure",
        "output claims do not conform to the expected schema: \n{}"},
    Row{Refusal::hook_password_rejected, 400, "invalid_credentials", "{}"},
    Row{Refusal::hook_factor_rejected, 403, "mfa_verification_rejected", "{}"},
    Row{Refusal::captcha, 400, "captcha_failed", "captcha protection: request disallowed ({})"},
    Row{Refusal::captcha_unreachable, 500, "unexpected_failure", "captcha verification process failed"},
};

// The rows stand in the enumerators' order, so that each is found by its number.
constexpr bool in_order = [] {
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (static_cast<std::size_t>(rows[i].refusal) != i) return false;
    return true;
}();
static_assert(in_order && rows.size() == static_cast<std::size_t>(Refusal::captcha_unreachable) + 1);

// {} and {0} are the argument.
std::string filled(std::string_view message, std::string_view argument) {
    std::string out;
    while (true) {
        auto const at = message.find('{');
        out += message.substr(0, at);
        if (at == std::string_view::npos) return out;
        out += argument;
        message.remove_prefix(message.find('}', at) + 1);
    }
}

constexpr std::string_view version_name = "X-Supabase-Api-Version";
constexpr std::string_view current_version = "2024-01-01";

// Dates compare as texts.
bool wants_current_form(http::Request const& request) {
    auto const version = trim(request.header(version_name));
    return version.size() == current_version.size() && version[4] == '-' && version[7] == '-' &&
           version >= current_version && version <= std::string_view("9999-12-31");
}

// What a user's own SQL has raised: its code goes through in the old form.
bool is_raised_by_sql(Error const& error) { return error->code == "P0001" || error->code.starts_with("23"); }

JsonObject current_form(Refused const& refused) {
    JsonObject body;
    body.set_text("code", refused.code.empty() ? (refused.status == 500 ? "unexpected_failure" : "unknown")
                                               : refused.code);
    body.set_text("message", refused.message);
    return body;
}

JsonObject old_form(Refused const& refused, http::Request const& request) {
    JsonObject body;
    if (refused.cause && is_raised_by_sql(*refused.cause)) {
        body.set_text("code", (*refused.cause)->code).set_text("message", (*refused.cause)->message);
        if ((*refused.cause)->hint) body.set_text("hint", *(*refused.cause)->hint);
        if ((*refused.cause)->detail) body.set_text("detail", *(*refused.cause)->detail);
        return body;
    }
    body.set_integer("code", refused.status);
    if (!refused.code.empty()) body.set_text("error_code", refused.code);
    body.set_text("msg", refused.message);
    if (refused.status >= 500) body.set_text("error_id", request.request_id);
    return body;
}

}  // namespace

Refused::Refused(Error error) {
    auto const kind = error->code == "57014"                                ? Refusal::timed_out
                      : error->code == "53300" || error->code == "PGRST003" ? Refusal::overloaded
                                                                            : Refusal::unexpected;
    *this = refused(kind);
    cause = std::move(error);
}

Refused refused(Refusal refusal, std::string_view argument) {
    auto const& row = rows.at(static_cast<std::size_t>(refusal));
    Refused made;
    made.status = row.status;
    made.code = row.code;
    made.message = filled(row.message, argument);
    return made;
}

std::unexpected<Refused> refuse_because(Refusal refusal, Error cause) {
    auto made = refused(refusal);
    made.cause = std::move(cause);
    return std::unexpected(std::move(made));
}

std::unexpected<Refused> refuse_as_oauth(std::string error, std::string description) {
    Refused made;
    made.status = 400;
    made.code = std::move(error);
    made.message = std::move(description);
    made.oauth_form = true;
    return std::unexpected(std::move(made));
}

http::Response refusal_response(Refused const& refused, http::Request const& request) {
    if (refused.oauth_form)
        return {.status = refused.status,
                .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
                .body = JsonObject()
                            .set_text("error", refused.code)
                            .set_text("error_description", refused.message)
                            .to_string()};
    auto const current = wants_current_form(request);
    auto body = current ? current_form(refused) : old_form(refused, request);
    bool const weak = refused.code == "weak_password";
    if (weak) body.set_object("weak_password", JsonObject().set_texts("reasons", refused.reasons));
    http::Response response{.status = refused.status,
                            .headers = {{"Content-Type", "application/json"}},
                            .body = body.to_string()};
    if (current) response.headers.emplace_back(version_name, current_version);
    if (!refused.code.empty() && !(current && weak))
        response.headers.emplace_back("x-sb-error-code", refused.code);
    if (refused.retry_after)
        response.headers.emplace_back("Retry-After", std::to_string(*refused.retry_after));
    return response;
}

}  // namespace backstay::api::auth
