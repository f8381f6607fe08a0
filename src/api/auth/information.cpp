// GET /health, /settings, /.well-known/jwks.json: what anyone may know.

#include "api/auth/endpoints.hpp"

namespace backstay::api::auth {

Flow<Response> health(Context& /*context*/, Asked& /*asked*/) {
    JsonObject json;
    json.set_text("version", BACKSTAY_VERSION).set_text("name", "GoTrue");
    json.set_text("description", "GoTrue is a user registration and authentication API");
    co_return json_response(json);
}

Flow<Response> settings(Context& context, Asked& /*asked*/) {
    auto const& options = context.options;
    JsonObject external;
    external.set_boolean("anonymous_users", options.anonymous);
    // Those that GoTrue has besides, and that are never on.
    for (auto const* const provider : {"linkedin", "slack"}) external.set_boolean(provider, false);
    for (auto const& provider : options.providers) external.set_boolean(provider.name(), provider.enabled());
    external.set_boolean("email", options.email).set_boolean("phone", options.has_phones());
    JsonObject json;
    json.set_object("external", external).set_boolean("disable_signup", !options.signup);
    json.set_boolean("mailer_autoconfirm", options.autoconfirm);
    json.set_boolean("phone_autoconfirm", !options.confirm_phones);
    json.set_text("sms_provider", options.texts ? "webhook" : "").set_boolean("saml_enabled", false);
    json.set_boolean("saml_private_key_next_configured", false).set_boolean("passkeys_enabled", false);
    co_return json_response(json);
}

// Keys of HS256 are secrets, and never shown.
Flow<Response> key_set(Context& context, Asked& /*asked*/) {
    co_return Response{
        .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "public, max-age=600"}},
        .body = context.keys.published()};
}

}  // namespace backstay::api::auth
