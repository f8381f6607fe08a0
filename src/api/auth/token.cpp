// POST /token?grant_type=...

#include <algorithm>
#include <array>

#include "api/auth/endpoints.hpp"

namespace backstay::api::auth {
namespace {

Flow<Response> token_web3(Context& /*context*/, Asked& /*asked*/) {
    co_return refuse(Refusal::web3_disabled);
}

struct Grants {
    std::string_view type;
    Flow<Response> (*endpoint)(Context&, Asked&);
};
constexpr std::array grants{
    Grants{"password", token_password}, Grants{"refresh_token", token_refresh},
    Grants{"pkce", token_pkce},         Grants{"id_token", token_id_token},
    Grants{"web3", token_web3},
};

}  // namespace

Flow<Response> token(Context& context, Asked& asked) {
    auto const type = asked.argument("grant_type");
    auto const* const found = std::ranges::find(grants, type, &Grants::type);
    if (found == grants.end()) co_return refuse(Refusal::unsupported_grant);
    co_return co_await found->endpoint(context, asked);
}

}  // namespace backstay::api::auth
