#include "api/auth/routes.hpp"

#include <array>

#include "api/auth/endpoints.hpp"

namespace backstay::api::auth {
namespace {

constexpr std::array table{
    Route{"GET", "/health", Guard::open, Reads::nothing, Bucket::none, health},
    Route{"GET", "/settings", Guard::open, Reads::nothing, Bucket::none, settings},
    Route{"GET", "/.well-known/jwks.json", Guard::open, Reads::nothing, Bucket::none, key_set},
    Route{"POST", "/signup", Guard::open, Reads::body, Bucket::none, sign_up},  // takes from its own
    Route{"POST", "/token", Guard::open, Reads::body_or_nothing, Bucket::token, token},
    Route{"POST", "/otp", Guard::open, Reads::body, Bucket::otp, otp},
    Route{"POST", "/magiclink", Guard::open, Reads::body, Bucket::magiclink, magic_link},
    Route{"POST", "/verify", Guard::open, Reads::body, Bucket::verify, verify},
    Route{"GET", "/verify", Guard::open, Reads::nothing, Bucket::verify, verify_link},
    Route{"POST", "/recover", Guard::open, Reads::body, Bucket::recover, recover},
    Route{"POST", "/resend", Guard::open, Reads::body, Bucket::resend, resend},
    Route{"GET", "/user", Guard::user, Reads::nothing, Bucket::none, get_user},
    Route{"PUT", "/user", Guard::user, Reads::body, Bucket::user, put_user},
    Route{"GET", "/reauthenticate", Guard::user, Reads::nothing, Bucket::none, reauthenticate},
    Route{"POST", "/logout", Guard::user, Reads::nothing, Bucket::none, log_out},
    Route{"DELETE", "/user/identities/{}", Guard::user, Reads::nothing, Bucket::none, unlink_identity},
    Route{"POST", "/factors", Guard::user, Reads::body, Bucket::none, enroll_factor},
    Route{"POST", "/factors/{}/challenge", Guard::user, Reads::body_or_nothing, Bucket::challenge,
          challenge_factor},
    Route{"POST", "/factors/{}/verify", Guard::user, Reads::body, Bucket::factor_verify, verify_factor},
    Route{"DELETE", "/factors/{}", Guard::user, Reads::nothing, Bucket::none, unenroll_factor},
    Route{"GET", "/admin/users", Guard::admin, Reads::nothing, Bucket::none, admin_list_users},
    Route{"POST", "/admin/users", Guard::admin, Reads::body, Bucket::none, admin_create_user},
    Route{"GET", "/admin/users/{}", Guard::admin, Reads::nothing, Bucket::none, admin_get_user},
    Route{"PUT", "/admin/users/{}", Guard::admin, Reads::body, Bucket::none, admin_update_user},
    Route{"DELETE", "/admin/users/{}", Guard::admin, Reads::body_or_nothing, Bucket::none, admin_delete_user},
    Route{"GET", "/admin/users/{}/factors", Guard::admin, Reads::nothing, Bucket::none, admin_list_factors},
    Route{"DELETE", "/admin/users/{}/factors/{}", Guard::admin, Reads::nothing, Bucket::none,
          admin_delete_factor},
    Route{"GET", "/admin/users/{}/sessions", Guard::admin, Reads::nothing, Bucket::none, admin_list_sessions},
    Route{"DELETE", "/admin/users/{}/sessions/{}", Guard::admin, Reads::nothing, Bucket::none,
          admin_end_session},
    Route{"GET", "/admin/audit", Guard::admin, Reads::nothing, Bucket::none, admin_audit},
    Route{"POST", "/invite", Guard::admin, Reads::body, Bucket::none, invite},
    Route{"POST", "/admin/generate_link", Guard::admin, Reads::body, Bucket::none, generate_link},
    Route{"GET", "/admin/sso/providers", Guard::admin, Reads::nothing, Bucket::none, no_saml},
    Route{"POST", "/admin/sso/providers", Guard::admin, Reads::nothing, Bucket::none, no_saml},
    Route{"GET", "/admin/oauth/clients", Guard::admin, Reads::nothing, Bucket::none, no_oauth_server},
    Route{"POST", "/admin/oauth/clients", Guard::admin, Reads::nothing, Bucket::none, no_oauth_server},
    Route{"GET", "/admin/custom-providers", Guard::admin, Reads::nothing, Bucket::none, no_custom_providers},
    Route{"POST", "/admin/custom-providers", Guard::admin, Reads::nothing, Bucket::none, no_custom_providers},
    Route{"POST", "/sso", Guard::open, Reads::nothing, Bucket::none, no_saml},
    Route{"GET", "/authorize", Guard::open, Reads::nothing, Bucket::authorize, authorize},
    Route{"GET", "/callback", Guard::open, Reads::nothing, Bucket::none, callback},
    Route{"POST", "/callback", Guard::open, Reads::nothing, Bucket::none, callback},
    Route{"GET", "/user/identities/authorize", Guard::user, Reads::nothing, Bucket::none, link_identity},
    Route{"POST", "/passkeys/registration/options", Guard::user, Reads::nothing, Bucket::none, no_passkeys},
    Route{"POST", "/passkeys/registration/verify", Guard::user, Reads::nothing, Bucket::none, no_passkeys},
    Route{"POST", "/passkeys/authentication/options", Guard::open, Reads::nothing, Bucket::none, no_passkeys},
    Route{"POST", "/passkeys/authentication/verify", Guard::open, Reads::nothing, Bucket::none, no_passkeys},
    Route{"GET", "/passkeys", Guard::user, Reads::nothing, Bucket::none, no_passkeys},
    Route{"GET", "/.well-known/openid-configuration", Guard::open, Reads::nothing, Bucket::none,
          no_oauth_server},
    Route{"GET", "/.well-known/oauth-authorization-server", Guard::open, Reads::nothing, Bucket::none,
          no_oauth_server},
};

}  // namespace

std::span<Route const> routes() { return table; }

}  // namespace backstay::api::auth
