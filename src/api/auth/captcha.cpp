#include "api/auth/captcha.hpp"

#include <algorithm>
#include <array>

#include "api/auth/caller.hpp"
#include "auth/fetch.hpp"
#include "base/text.hpp"

namespace backstay::api::auth {
namespace {

constexpr std::array<std::string_view, 7> protected_paths{
    "/signup", "/recover", "/resend", "/magiclink", "/otp", "/sso", "/passkeys/authentication/options"};

bool is_protected(std::string_view path, Asked const& asked) {
    if (path == "/token") {
        auto const grant = asked.argument("grant_type");
        return grant == "password" || grant == "web3";
    }
    return std::ranges::find(protected_paths, path) != protected_paths.end();
}

bool is_administrator(Context const& context, Asked const& asked) {
    auto probe = asked;
    return read_bearer(context, probe) && probe.admin;
}

std::string verification_url(Captcha const& captcha) {
    if (!captcha.url.empty()) return captcha.url;
    return captcha.provider == "turnstile" ? "https://challenges.cloudflare.com/turnstile/v0/siteverify"
                                           : "https://api.hcaptcha.com/siteverify";
}

}  // namespace

Flow<Nothing> check_captcha(Context& context, std::string_view path, Asked const& asked) {
    auto const& captcha = context.options.captcha;
    if (!captcha.enabled() || !is_protected(path, asked) || is_administrator(context, asked))
        co_return Nothing{};
    CO_TRY(auto const security, asked.body.object("gotrue_meta_security"));
    auto const token = std::string(trim(security.text("captcha_token").value_or("")));
    if (token.empty()) co_return refuse(Refusal::captcha, "no captcha_token found");
    FetchRequest request{.url = verification_url(captcha)};
    request.form = {
        {"secret", captcha.secret}, {"response", token}, {"remoteip", asked.request.remote_address}};
    auto const answer = co_await context.shared.callers.run<std::string>(
        [request = std::move(request)] { return fetch(request); });
    if (!answer) co_return refuse_because(Refusal::captcha_unreachable, answer.error());
    auto const said = JsonObject::parse(*answer);
    if (!said) co_return refuse_because(Refusal::captcha_unreachable, said.error());
    if (said->boolean("success").value_or(false)) co_return Nothing{};
    auto const codes = said->texts("error-codes").value_or(std::vector<std::string>{});
    co_return refuse(Refusal::captcha, join(codes, ", "));
}

}  // namespace backstay::api::auth
