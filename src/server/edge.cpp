#include "server/edge.hpp"

#include <algorithm>

#include "auth/api_key.hpp"
#include "base/text.hpp"

namespace backstay::server {
namespace {

constexpr auto allow_origin_name = "Access-Control-Allow-Origin";

bool is_preflight(http::Request const& request) {
    return request.method == "OPTIONS" && request.has_header("origin") &&
           request.has_header("access-control-request-method");
}

// Of the names asked for, those that can be names of fields at all (RFC 9110, 5.6.2).
std::string allowed_headers(std::string_view asked) {
    std::vector<std::string> names = {"Authorization"};
    auto const fits = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("!#$%&'*+-.^_`|~").contains(c);
    };
    for (auto const& part : split(asked, ',')) {
        auto const name = trim(part);
        if (!name.empty() && std::ranges::all_of(name, fits) && !equals_ignoring_case(name, names.front()))
            names.emplace_back(name);
    }
    names.insert(names.end(), {"Accept", "Accept-Language", "Content-Language"});
    return join(names, ", ");
}

http::Response answer_preflight(http::Request const& request) {
    return {.status = 200,
            .headers = {{"Access-Control-Allow-Methods", "GET, POST, PATCH, PUT, DELETE, OPTIONS, HEAD"},
                        {"Access-Control-Allow-Headers",
                         allowed_headers(request.header("access-control-request-headers"))},
                        {"Access-Control-Max-Age", "86400"}}};
}

constexpr std::string_view key_parameter = "apikey=";

bool is_key_part(std::string_view part) {
    if (!part.starts_with(key_parameter)) return false;
    part.remove_prefix(key_parameter.size());
    return part.starts_with("sb_") || part.starts_with("eyJ");  // others filter a column of that name
}

bool has_key_in_query(http::Request const& request) {
    return request.query.contains(key_parameter) &&
           std::ranges::any_of(split(request.query, '&'), is_key_part);
}

// A request whose query had a key in it, as if it had come in the header; with what its views point into.
struct Rewritten {
    explicit Rewritten(http::Request const& from) : request(from) {
        std::vector<std::string> rest;
        for (auto const& part : split(from.query, '&'))
            if (is_key_part(part))
                key = part.substr(key_parameter.size());
            else
                rest.push_back(part);
        query = join(rest, "&");
        request.query = query;
        if (!from.has_header("apikey")) request.headers.emplace_back("apikey", key);
    }
    Rewritten(Rewritten const&) = delete;
    Rewritten& operator=(Rewritten const&) = delete;

    std::string query, key;
    http::Request request;
};

bool has_secret_key(http::Request const& request) {
    auto const bearer = request.header("authorization");
    constexpr std::size_t scheme = 7;
    return auth::looks_like_secret_key(trim(request.header("apikey"))) ||
           (bearer.size() > scheme && auth::looks_like_secret_key(trim(bearer.substr(scheme))));
}

http::Response refuse_secret_key() {
    return {.status = 401,
            .headers = {{"Content-Type", "application/json; charset=utf-8"}},
            .body =
                R"({"message":"Forbidden use of secret API key in browser","hint":"A secret API key is for )"
                R"(servers alone. Whoever opens this page can read it: revoke it, and use a publishable )"
                R"(key here."})"};
}

}  // namespace

bool Edge::is_traced(http::Request const& request) const {
    return !options_.trace_header.empty() && request.has_header(options_.trace_header);
}

bool Edge::try_handle(http::Request const& request, http::ResponseWriter& out) {
    if (is_traced(request) || request.has_header("origin")) return false;
    if (options_.api_keys && has_key_in_query(request)) return false;
    return inner_->try_handle(request, out);
}

void Edge::allow_origin(http::Response& response, std::string_view origin) const {
    auto& headers = response.headers;
    std::erase_if(headers,
                  [](auto const& field) { return equals_ignoring_case(field.first, allow_origin_name); });
    auto const listed = !options_.origins.empty();
    if (listed) {
        headers.emplace_back("Vary", "Origin");
        if (std::ranges::find(options_.origins, origin) == options_.origins.end()) return;
        headers.emplace_back("Access-Control-Allow-Credentials", "true");
    }
    headers.emplace_back(allow_origin_name, listed ? std::string(origin) : "*");
    headers.emplace_back("Access-Control-Expose-Headers", options_.exposed);
}

boost::asio::awaitable<http::Response> Edge::answer(http::Request const& request) {
    if (is_preflight(request)) co_return answer_preflight(request);
    bool const by_browser = options_.api_keys && request.has_header("origin");
    if (by_browser && has_secret_key(request)) co_return refuse_secret_key();
    auto response = co_await inner_->handle(request);
    if (by_browser && response.role == "service_role")
        response.headers.emplace_back("X-Backstay-Warning",
                                      "a service key came from a browser, where anyone can read it");
    co_return response;
}

boost::asio::awaitable<http::Response> Edge::handle(http::Request const& request) {
    http::Response response;
    if (options_.api_keys && has_key_in_query(request)) {
        auto const rewritten = std::make_shared<Rewritten const>(request);
        response = co_await answer(rewritten->request);
        if (response.stream)
            response.stream = [rewritten, stream = std::move(response.stream)] { return stream(); };
    } else {
        response = co_await answer(request);
    }
    if (request.has_header("origin")) allow_origin(response, request.header("origin"));
    if (is_traced(request))
        response.headers.emplace_back(options_.trace_header, request.header(options_.trace_header));
    co_return response;
}

}  // namespace backstay::server
