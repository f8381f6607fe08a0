#include "api/auth/service.hpp"

#include "api/auth/caller.hpp"
#include "api/auth/captcha.hpp"
#include "api/auth/hooks.hpp"
#include "api/auth/routes.hpp"
#include "base/text.hpp"

namespace backstay::api::auth {
namespace {

// What stands for the {} of a route's path; nothing when the path is another.
std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view path) {
    auto const wanted = split(pattern.substr(1), '/');
    auto const given = split(path.empty() ? path : path.substr(1), '/');
    if (wanted.size() != given.size()) return std::nullopt;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] == "{}")
            names.push_back(given[i]);
        else if (wanted[i] != given[i])
            return std::nullopt;
    }
    return names;
}

struct Found {
    Route const* route = nullptr;
    std::vector<std::string> path;
    bool other_method = false;
};

Found find(std::string_view method, std::string_view path) {
    Found found;
    for (auto const& route : routes()) {
        auto names = match(route.path, path);
        if (!names) continue;
        bool const fits = route.method == method || (method == "HEAD" && route.method == "GET");
        if (fits) return {&route, *std::move(names)};
        found.other_method = true;
    }
    return found;
}

Answered<Nothing> read_body(Route const& route, Asked& asked) {
    if (route.reads == Reads::nothing) return Nothing{};
    auto const text = trim(asked.request.body);
    if (text.empty() && route.reads == Reads::body_or_nothing) return Nothing{};
    auto object = JsonObject::parse(text);
    if (!object) return refuse(Refusal::bad_json, object.error()->message);
    asked.body = Body(*std::move(object));
    return Nothing{};
}

}  // namespace

Service::Service(Options options, engine::Engine& engine, KeySet keys, Shared& shared,
                 observe::Observer& observer)
    : options_(std::move(options)),
      engine_(engine),
      keys_(std::move(keys)),
      context_{options_, engine_, keys_, shared, observer} {}

Flow<http::Response> Service::answer(http::Request const& request) {
    auto path = request.path;
    if (path.starts_with(options_.prefix)) path.remove_prefix(options_.prefix.size());
    auto found = find(request.method, path);
    if (found.route == nullptr)
        co_return refuse(found.other_method ? Refusal::method_not_allowed : Refusal::not_found);
    auto const& route = *found.route;
    CO_TRY(auto asked, read_request(context_, request));
    asked.path = std::move(found.path);
    bool const may_be_opened = route.guard == Guard::open && route.method == "GET";
    CO_TRY_VOID(check_api_key(context_, asked, !may_be_opened));
    if (options_.rate_limits && route.bucket != Bucket::none)
        if (auto const wait = context_.shared.limits.take(route.bucket, request.remote_address, asked.now)) {
            auto busy = refused(Refusal::over_request_rate);
            busy.retry_after = wait;
            co_return std::unexpected(std::move(busy));
        }
    if (route.guard == Guard::user) CO_TRY_VOID(read_bearer(context_, asked));
    if (route.guard == Guard::admin) CO_TRY_VOID(require_admin(context_, asked));
    CO_TRY_VOID(read_body(route, asked));
    CO_TRY_VOID(co_await check_captcha(context_, route.path, asked));
    auto response = co_await route.endpoint(context_, asked);
    if (response || response.error().keep) co_await tell_of_new_user(context_, asked);
    if (asked.mailed && context_.shared.mails != nullptr) context_.shared.mails->notify();
    if (asked.texted && context_.shared.texts != nullptr) context_.shared.texts->notify();
    if (response) {
        response->route = options_.prefix + std::string(route.path);
        response->role = asked.claims.text("role").value_or("");
    }
    co_return response;
}

boost::asio::awaitable<http::Response> Service::handle(http::Request const& request) {
    auto response = co_await answer(request);
    if (response) co_return *std::move(response);
    auto const& refused = response.error();
    if (refused.cause && refused.status >= 500)
        context_.observer.on(observe::Failed{.doing = refused.message,
                                             .message = (*refused.cause)->message,
                                             .request_id = request.request_id});
    co_return refusal_response(refused, request);
}

}  // namespace backstay::api::auth
