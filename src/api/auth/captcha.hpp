#pragma once

// Whether a caller is human, as far as hCaptcha or Turnstile can tell: what the client got from it stands in
// the body,
// {"gotrue_meta_security": {"captcha_token": "..."}}, and is verified with our secret there.
//
// https://docs.hcaptcha.com/#verify-the-user-response-server-side
// https://developers.cloudflare.com/turnstile/get-started/server-side-validation/

#include "api/auth/context.hpp"

namespace backstay::api::auth {

// 400 captcha_failed for the calls that need one, with the provider's codes. Administrators need none.
Flow<Nothing> check_captcha(Context& context, std::string_view path, Asked const& asked);

}  // namespace backstay::api::auth
