#include "api/console/service.hpp"

#include <algorithm>
#include <array>

#include "api/console/endpoints.hpp"
#include "api/console/page.hpp"
#include "base/text.hpp"
#include "query/parse/url.hpp"

namespace backstay::api::console {
namespace {

enum class Needs : std::uint8_t { nothing, session, session_and_token };

struct Route {
    std::string_view method;
    std::string_view path;  // below /admin/api; {} is one segment
    Needs needs;
    Task<http::Response> (*endpoint)(Context&, Asked&);
};

constexpr std::array routes{
    Route{"POST", "/session", Needs::nothing, sign_in},
    Route{"GET", "/session", Needs::session, who_am_i},
    Route{"DELETE", "/session", Needs::session_and_token, sign_out},
    Route{"GET", "/users", Needs::session, list_users},
    Route{"GET", "/sessions", Needs::session, list_sessions},
    Route{"DELETE", "/sessions/{}", Needs::session_and_token, end_session},
    Route{"GET", "/audit", Needs::session, list_audit},
    Route{"GET", "/mails", Needs::session, list_mails},
    Route{"GET", "/mails/{}", Needs::session, show_mail},
};

// What stands for {}; nothing when the path is another.
std::optional<std::string> match(std::string_view pattern, std::string_view path) {
    if (!pattern.ends_with("/{}")) return pattern == path ? std::optional<std::string>("") : std::nullopt;
    auto const before = pattern.substr(0, pattern.size() - 2);
    if (!path.starts_with(before) || path.size() == before.size()) return std::nullopt;
    auto const rest = path.substr(before.size());
    return rest.contains('/') ? std::nullopt : std::optional(std::string(rest));
}

// Only pages of the same origin may ask. Browsers say where a request comes from; a page elsewhere cannot say
// otherwise.
bool is_from_elsewhere(http::Request const& request) {
    auto const site = request.header("sec-fetch-site");
    if (!site.empty() && site != "same-origin" && site != "none") return true;
    auto const origin = request.header("origin");
    return !origin.empty() && origin != (request.tls ? "https://" : "http://") + std::string(request.host);
}

bool is_json(http::Request const& request) {
    return to_lower(request.header("content-type")).starts_with("application/json");
}

// In a time that does not depend on where they differ.
bool are_equal(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        difference |=
            static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
    return difference == 0;
}

std::optional<http::Response> static_file(http::Request const& request) {
    constexpr auto pages = std::to_array<std::string_view>(
        {"/admin", "/admin/users", "/admin/sessions", "/admin/audit", "/admin/mail"});
    if (request.method != "GET" && request.method != "HEAD") return std::nullopt;
    if (std::ranges::find(pages, request.path) != pages.end()) return page();
    if (request.path == "/admin/console.js") return script();
    if (request.path == "/admin/console.css") return styles();
    return std::nullopt;
}

void protect(http::Response& response) {
    for (auto const& [name, value] : std::initializer_list<std::pair<char const*, char const*>>{
             {"Cache-Control", "no-store"},
             {"X-Frame-Options", "DENY"},
             {"Cross-Origin-Opener-Policy", "same-origin"},
             {"Cross-Origin-Resource-Policy", "same-origin"}})
        response.headers.emplace_back(name, value);
}

}  // namespace

Result<void> check_options(Options const& options) {
    for (auto const& network : options.networks) TRY_VOID(http::Network::parse(network));
    return {};
}

Service::Service(Options options, engine::Engine& engine, Shared& shared, observe::Observer& observer)
    : options_(std::move(options)), engine_(engine), context_{options_, engine_, shared, observer} {
    for (auto const& text : options_.networks)
        if (auto network = http::Network::parse(text)) networks_.push_back(*network);
}

bool Service::is_allowed(std::string_view address) const {
    return std::ranges::any_of(networks_,
                               [&](http::Network const& network) { return network.contains(address); });
}

Task<std::optional<auth::ConsoleSession>> Service::session_of(Asked const& asked) {
    constexpr std::chrono::minutes noted_within{1};
    auto const token = session_token(asked.request);
    if (token.empty()) co_return std::nullopt;
    CO_TRY(auto session, co_await in_transaction<std::optional<auth::ConsoleSession>>(
                             context_, engine::Access::read, [&](engine::OwnTransaction& transaction) {
                                 return auth::find_console_session(transaction, token, asked.now);
                             }));
    if (!session || session->seen_at.value_or(Time{}) + noted_within > asked.now) co_return session;
    CO_TRY(auto const noted,
           co_await in_transaction<bool>(
               context_, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Task<bool> {
                   CO_TRY_VOID(
                       co_await auth::touch_console_session(transaction, session->token_hash, asked.now));
                   co_return true;
               }));
    co_return noted ? session : std::nullopt;
}

Task<http::Response> Service::answer(http::Request const& request) {
    if (!is_allowed(request.remote_address)) co_return refusal(404, "There is nothing here.");
    if (auto file = static_file(request)) co_return *std::move(file);
    constexpr std::string_view prefix = "/admin/api";
    auto const path = request.path.starts_with(prefix) ? request.path.substr(prefix.size()) : "";
    for (auto const& route : routes) {
        auto argument = match(route.path, path);
        if (!argument || route.method != request.method) continue;
        Asked asked{.request = request, .argument = *std::move(argument)};
        asked.now = time_now();
        for (auto& [name, value] : query::decode_pairs(request.query))
            asked.query.emplace(std::move(name), std::move(value));
        if (is_from_elsewhere(request)) co_return refusal(403, "The console answers its own page alone.");
        if (route.needs != Needs::nothing) {
            CO_TRY(asked.session, co_await session_of(asked));
            if (!asked.session) co_return refusal(401, "Sign in first.");
        }
        if (route.needs == Needs::session_and_token &&
            !are_equal(request.header("x-csrf-token"), asked.session->csrf))
            co_return refusal(403, "The request does not come from the console's page.");
        if (request.method == "POST") {
            if (!is_json(request)) co_return refusal(415, "The body has to be application/json.");
            auto body = JsonObject::parse(request.body);
            if (!body) co_return refusal(400, "The body is no JSON object.");
            asked.body = *std::move(body);
        }
        auto response = co_await route.endpoint(context_, asked);
        if (response) response->route = std::string(prefix) + std::string(route.path);
        co_return response;
    }
    co_return refusal(404, "There is nothing here.");
}

boost::asio::awaitable<http::Response> Service::handle(http::Request const& request) {
    auto response = co_await answer(request);
    if (!response) {
        auto const& error = response.error();
        context_.observer.on(observe::Failed{
            .doing = "answering the console", .message = error->message, .request_id = request.request_id});
        bool const busy = error->code == "53300";
        response = refusal(busy ? 503 : 500, busy ? "Too much at once. Try again." : "Something went wrong.");
    }
    protect(*response);
    co_return *std::move(response);
}

}  // namespace backstay::api::console
