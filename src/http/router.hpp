#pragma once

// A Router is a Handler that hands on by method and path:
//
//     router.add("GET", "/health/live", live);           that path
//     router.add("*", "/rest/v1/{table}", rest);         one segment, any method
//     router.add("*", "/storage/v1/*", storage);         everything below, at any depth
//
// The most specific pattern wins: literal before {name} before *. No pattern: 404; no method: 405 with
// Allow (RFC 9110, 15.5.6). HEAD is answered by GET's route where it has none of its own.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/handler.hpp"

namespace backstay::http {

class Router : public Handler {
public:
    using Function = std::function<Response(Request const&)>;

    void add(std::string_view method, std::string_view pattern, std::shared_ptr<Handler> handler);
    void add(std::string_view method, std::string_view pattern, Function answer);

    bool try_handle(Request const& request, ResponseWriter& out) override;
    boost::asio::awaitable<Response> handle(Request const& request) override;
    std::uint64_t largest_body(Request const& request) override;
    void before_poll() override;

private:
    struct Route {
        std::string method;
        std::vector<std::string> segments;
        std::shared_ptr<Handler> handler;
    };
    struct Match {
        Handler* handler = nullptr;
        std::string allow;  // the methods there are, when none fits
    };

    Match find(std::string_view method, std::string_view path) const;

    std::vector<Route> routes_;       // most specific first
    std::vector<Handler*> handlers_;  // each once
};

}  // namespace backstay::http
