// POST /admin/api/session {"name", "password"}, GET and DELETE /admin/api/session

#include "api/console/endpoints.hpp"
#include "base/text.hpp"

namespace backstay::api::console {
namespace {

constexpr std::size_t longest_field = 256;

std::string cookie_name(http::Request const& request) {
    return request.tls ? "__Secure-backstay_console" : "backstay_console";
}

std::string cookie(http::Request const& request, std::string_view value, bool lasting) {
    auto text = cookie_name(request) + "=" + std::string(value) + "; Path=/admin; HttpOnly; SameSite=Strict";
    if (request.tls) text += "; Secure";
    if (!lasting) text += "; Max-Age=0";
    return text;
}

std::string about(Context const& context, std::string const& name, std::string const& csrf) {
    JsonObject body;
    body.set_text("name", name).set_text("csrf", csrf);
    body.set_boolean("mail", !context.options.mail_folder.empty());
    return body.to_string();
}

Task<std::optional<auth::Administrator>> administrator(Context& context, std::string name) {
    co_return co_await in_transaction<std::optional<auth::Administrator>>(
        context, engine::Access::read,
        [&](engine::OwnTransaction& transaction) { return auth::find_administrator(transaction, name); });
}

}  // namespace

std::string session_token(http::Request const& request) {
    auto const name = cookie_name(request) + "=";
    for (auto const& part : split(request.header("cookie"), ';')) {
        auto const pair = trim(part);
        if (pair.starts_with(name)) return std::string(pair.substr(name.size()));
    }
    return {};
}

Task<http::Response> sign_in(Context& context, Asked& asked) {
    auto const name = asked.body.text("name").value_or(""),
               password = asked.body.text("password").value_or("");
    if (name.empty() || password.empty() || name.size() > longest_field || password.size() > longest_field)
        co_return refusal(400, "A name and a password are needed.");
    auto& attempts = context.shared.attempts;
    if (auto const wait = attempts.wait(name, asked.request.remote_address, asked.now)) {
        auto busy = refusal(429, "Too many sign-ins have failed. Try again later.");
        busy.headers.emplace_back("Retry-After", std::to_string(*wait));
        co_return busy;
    }
    CO_TRY(auto const found, co_await administrator(context, name));
    // For a name that there is not, too, so that it takes as long.
    CO_TRY(auto const match,
           co_await context.shared.hasher.verify(found ? found->password_hash : std::string(), password));
    if (!found || match == auth::Match::no) {
        attempts.failed(name, time_now());
        co_return refusal(401, "Name or password are wrong.");
    }
    attempts.succeeded(name);
    asked.session = auth::ConsoleSession{
        .token_hash = {}, .administrator_id = found->id, .name = found->name, .csrf = {}};
    CO_TRY(auto const opened,
           co_await in_transaction<auth::OpenedConsoleSession>(
               context, engine::Access::write,
               [&](engine::OwnTransaction& transaction) -> Task<auth::OpenedConsoleSession> {
                   CO_TRY_VOID(co_await note(transaction, asked, "console_login", {}));
                   co_return co_await auth::open_console_session(transaction, found->id, asked.now);
               }));
    auto response = json_response(about(context, found->name, opened.csrf));
    response.headers.emplace_back("Set-Cookie", cookie(asked.request, opened.token, true));
    co_return response;
}

Task<http::Response> who_am_i(Context& context, Asked& asked) {
    co_return json_response(about(context, asked.session->name, asked.session->csrf));
}

Task<http::Response> sign_out(Context& context, Asked& asked) {
    CO_TRY(auto const done,
           co_await in_transaction<bool>(
               context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Task<bool> {
                   CO_TRY_VOID(co_await note(transaction, asked, "console_logout", {}));
                   CO_TRY_VOID(co_await auth::end_console_session(transaction, asked.session->token_hash));
                   co_return true;
               }));
    http::Response response{.status = done ? 204 : 500};
    response.headers.emplace_back("Set-Cookie", cookie(asked.request, "", false));
    co_return response;
}

}  // namespace backstay::api::console
