#include "http/router.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace backstay::http {

namespace {

std::vector<std::string> segments_of(std::string_view path) {
    if (!path.empty() && path.front() == '/') path.remove_prefix(1);
    return split(path, '/');
}

int looseness(std::string_view segment) {
    if (segment == "*") return 2;
    return segment.starts_with('{') ? 1 : 0;
}

// The path's next segment, taken off its front; nothing after the last one.
std::optional<std::string_view> take_segment(std::optional<std::string_view>& path) {
    if (!path) return std::nullopt;
    auto const end = path->find('/');
    auto const segment = path->substr(0, end);
    path = end == std::string_view::npos ? std::nullopt : std::optional(path->substr(end + 1));
    return segment;
}

// REQUIRES: the path is without its first slash.
bool fits(std::vector<std::string> const& pattern, std::string_view path) {
    auto rest = path.empty() ? std::nullopt : std::optional(path);
    for (auto const& wanted : pattern) {
        if (wanted == "*") return true;
        auto const segment = take_segment(rest);
        if (!segment) return false;
        if (wanted.starts_with('{') ? segment->empty() : wanted != *segment) return false;
    }
    return !rest;
}

class FunctionHandler : public Handler {
public:
    explicit FunctionHandler(Router::Function answer) : answer_(std::move(answer)) {}
    boost::asio::awaitable<Response> handle(Request const& request) override { co_return answer_(request); }
    bool try_handle(Request const& request, ResponseWriter& out) override {
        auto const response = answer_(request);
        out.start(response.status, response.reason);
        for (auto const& [name, value] : response.headers) out.header(name, value);
        out.body().append(response.body);
        return true;
    }

private:
    Router::Function answer_;
};

Response no_route(std::string_view allow) {
    if (allow.empty())
        return {.status = 404, .headers = {{"Content-Type", "text/plain"}}, .body = "not found\n"};
    return {.status = 405,
            .headers = {{"Allow", std::string(allow)}, {"Content-Type", "text/plain"}},
            .body = "method not allowed\n"};
}

}  // namespace

void Router::add(std::string_view method, std::string_view pattern, std::shared_ptr<Handler> handler) {
    if (std::ranges::find(handlers_, handler.get()) == handlers_.end()) handlers_.push_back(handler.get());
    Route route{std::string(method), segments_of(pattern), std::move(handler)};
    auto const before = [](Route const& a, Route const& b) {
        return std::ranges::lexicographical_compare(a.segments, b.segments, {}, looseness, looseness);
    };
    routes_.insert(std::ranges::upper_bound(routes_, route, before), std::move(route));
}

void Router::add(std::string_view method, std::string_view pattern, Function answer) {
    add(method, pattern, std::make_shared<FunctionHandler>(std::move(answer)));
}

Router::Match Router::find(std::string_view method, std::string_view path) const {
    auto const wanted = path.starts_with('/') ? path.substr(1) : path;
    Match match;
    for (auto const& route : routes_) {
        if (!fits(route.segments, wanted)) continue;
        if (route.method == "*" || route.method == method) return {route.handler.get(), {}};
        if (!match.allow.empty()) match.allow += ", ";
        match.allow += route.method;
    }
    return method == "HEAD" && !match.allow.empty() ? find("GET", path) : match;
}

bool Router::try_handle(Request const& request, ResponseWriter& out) {
    auto const match = find(request.method, request.path);
    return match.handler != nullptr && match.handler->try_handle(request, out);
}

boost::asio::awaitable<Response> Router::handle(Request const& request) {
    auto const match = find(request.method, request.path);
    if (match.handler != nullptr) co_return co_await match.handler->handle(request);
    co_return no_route(match.allow);
}

std::uint64_t Router::largest_body(Request const& request) {
    auto const match = find(request.method, request.path);
    return match.handler == nullptr ? 0 : match.handler->largest_body(request);
}

void Router::before_poll() {
    for (auto* handler : handlers_) handler->before_poll();
}

}  // namespace backstay::http
