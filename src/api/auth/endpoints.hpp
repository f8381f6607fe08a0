#pragma once

// The endpoints that routes.cpp names, each in a file of its own.

#include "api/auth/context.hpp"

namespace backstay::api::auth {

using Response = http::Response;

// public information
Flow<Response> health(Context& context, Asked& asked);
Flow<Response> settings(Context& context, Asked& asked);
Flow<Response> key_set(Context& context, Asked& asked);
// sign-up and sign-in
Flow<Response> sign_up(Context& context, Asked& asked);
Flow<Response> token(Context& context, Asked& asked);
Flow<Response> token_password(Context& context, Asked& asked);
Flow<Response> token_refresh(Context& context, Asked& asked);
Flow<Response> token_pkce(Context& context, Asked& asked);
Flow<Response> token_id_token(Context& context, Asked& asked);
Flow<Response> authorize(Context& context, Asked& asked);
Flow<Response> callback(Context& context, Asked& asked);
Flow<Response> link_identity(Context& context, Asked& asked);
// one-time tokens
Flow<Response> otp(Context& context, Asked& asked);
Flow<Response> magic_link(Context& context, Asked& asked);
Flow<Response> verify(Context& context, Asked& asked);
Flow<Response> verify_link(Context& context, Asked& asked);
Flow<Response> recover(Context& context, Asked& asked);
Flow<Response> resend(Context& context, Asked& asked);
// the user's own account
Flow<Response> get_user(Context& context, Asked& asked);
Flow<Response> put_user(Context& context, Asked& asked);
Flow<Response> reauthenticate(Context& context, Asked& asked);
Flow<Response> log_out(Context& context, Asked& asked);
Flow<Response> unlink_identity(Context& context, Asked& asked);
// second factors
Flow<Response> enroll_factor(Context& context, Asked& asked);
Flow<Response> challenge_factor(Context& context, Asked& asked);
Flow<Response> verify_factor(Context& context, Asked& asked);
Flow<Response> unenroll_factor(Context& context, Asked& asked);
// administration
Flow<Response> admin_list_users(Context& context, Asked& asked);
Flow<Response> admin_create_user(Context& context, Asked& asked);
Flow<Response> admin_get_user(Context& context, Asked& asked);
Flow<Response> admin_update_user(Context& context, Asked& asked);
Flow<Response> admin_delete_user(Context& context, Asked& asked);
Flow<Response> admin_list_factors(Context& context, Asked& asked);
Flow<Response> admin_update_factor(Context& context, Asked& asked);
Flow<Response> admin_delete_factor(Context& context, Asked& asked);
Flow<Response> admin_list_sessions(Context& context, Asked& asked);
Flow<Response> admin_end_session(Context& context, Asked& asked);
Flow<Response> admin_outbox(Context& context, Asked& asked);
Flow<Response> admin_retry_message(Context& context, Asked& asked);
Flow<Response> admin_audit(Context& context, Asked& asked);
Flow<Response> invite(Context& context, Asked& asked);
Flow<Response> generate_link(Context& context, Asked& asked);
// what is not there: the answer says so
Flow<Response> no_saml(Context& context, Asked& asked);
Flow<Response> no_oauth_server(Context& context, Asked& asked);
Flow<Response> no_custom_providers(Context& context, Asked& asked);
Flow<Response> no_passkeys(Context& context, Asked& asked);

}  // namespace backstay::api::auth
