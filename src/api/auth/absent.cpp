// Endpoints of features that are not offered: clients get the answer that GoTrue has for them.

#include "api/auth/endpoints.hpp"

namespace backstay::api::auth {

Flow<Response> no_saml(Context& /*context*/, Asked& /*asked*/) { co_return refuse(Refusal::saml_disabled); }

Flow<Response> no_oauth_server(Context& /*context*/, Asked& /*asked*/) {
    co_return refuse(Refusal::oauth_server_disabled);
}

Flow<Response> no_custom_providers(Context& /*context*/, Asked& /*asked*/) {
    co_return refuse(Refusal::custom_providers_disabled);
}

Flow<Response> no_passkeys(Context& /*context*/, Asked& /*asked*/) {
    co_return refuse(Refusal::passkeys_disabled);
}

}  // namespace backstay::api::auth
