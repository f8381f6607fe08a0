#include "http/router.hpp"

#include <gtest/gtest.h>

namespace backstay::http {
namespace {

// The body of the route that answers, or the status and what is allowed.
std::string asked(Router& router, std::string_view method, std::string_view path) {
    Request request;
    request.method = method;
    request.path = path;
    std::string buffer;
    Common const common{};
    ResponseWriter out(buffer, common);
    return router.try_handle(request, out) ? std::string(out.body_view()) : "none";
}

TEST(Router, FindsTheStrictestPattern) {
    Router router;
    auto const says = [](std::string text) {
        return [text = std::move(text)](Request const&) { return Response{.body = text}; };
    };
    router.add("*", "/rest/v1/*", says("rest"));
    router.add("GET", "/", says("root"));
    router.add("GET", "/item/{id}", says("item"));
    router.add("GET", "/item/new", says("new"));
    struct Case {
        std::string_view method, path, answer;
    };
    for (auto const& [method, path, answer] : {
             Case{"GET", "/", "root"},
             Case{"GET", "/item/7", "item"},
             Case{"GET", "/item/new", "new"},
             Case{"HEAD", "/item/7", "item"},
             Case{"POST", "/item/7", "none"},
             Case{"GET", "/item/", "none"},
             Case{"GET", "/item", "none"},
             Case{"GET", "/item/7/x", "none"},
             Case{"GET", "/rest/v1", "rest"},
             Case{"PATCH", "/rest/v1/", "rest"},
             Case{"GET", "/rest/v1/a/b", "rest"},
             Case{"GET", "/rest/v2/a", "none"},
             Case{"GET", "", "root"},
         })
        EXPECT_EQ(asked(router, method, path), answer) << method << ' ' << path;
}

}  // namespace
}  // namespace backstay::http
