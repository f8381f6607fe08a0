#include "server/edge.hpp"

#include <algorithm>

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

}  // namespace

bool Edge::is_traced(http::Request const& request) const {
    return !options_.trace_header.empty() && request.has_header(options_.trace_header);
}

bool Edge::try_handle(http::Request const& request, http::ResponseWriter& out) {
    if (is_traced(request) || request.has_header("origin")) return false;
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

boost::asio::awaitable<http::Response> Edge::handle(http::Request const& request) {
    http::Response response;
    if (is_preflight(request)) {
        response = answer_preflight(request);
    } else {
        response = co_await inner_->handle(request);
    }
    if (request.has_header("origin")) allow_origin(response, request.header("origin"));
    if (is_traced(request))
        response.headers.emplace_back(options_.trace_header, request.header(options_.trace_header));
    co_return response;
}

}  // namespace backstay::server
