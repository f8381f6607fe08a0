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

Flow<Response> no_provider(Context& context, Asked& asked) {
    auto const linking = asked.request.path.contains("/identities/");
    if (linking && !context.options.manual_linking) co_return refuse(Refusal::manual_linking_disabled);
    static constexpr std::string_view known =
        " apple azure bitbucket discord facebook snapchat figma fly github gitlab google keycloak kakao "
        "linkedin "
        "linkedin_oidc notion spotify slack slack_oidc workos twitch twitter zoom ";
    auto const provider = asked.argument("provider");
    if (!provider.empty() && known.contains(" " + provider + " "))
        co_return refuse(Refusal::provider_not_enabled);
    co_return refuse(Refusal::unsupported_provider, provider);
}

}  // namespace backstay::api::auth
