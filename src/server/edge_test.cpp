#include "server/edge.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace backstay::server {
namespace {

class Inner : public http::Handler {
public:
    boost::asio::awaitable<http::Response> handle(http::Request const&) override {
        co_return http::Response{.headers = {{"Access-Control-Allow-Origin", "*"}}, .body = "inner"};
    }
};

http::Response ask(EdgeOptions options, http::Request const& request) {
    Edge edge(std::move(options), std::make_unique<Inner>());
    boost::asio::io_context io;
    http::Response answer;
    boost::asio::co_spawn(io, edge.handle(request), [&](std::exception_ptr const&, http::Response response) {
        answer = std::move(response);
    });
    io.run();
    return answer;
}

// The values of the field, with "; " between.
std::string field(http::Response const& response, std::string_view name) {
    std::string out;
    for (auto const& [key, value] : response.headers)
        if (key == name) out += (out.empty() ? "" : "; ") + value;
    return out;
}

TEST(Edge, AllowsOrigins) {
    struct Case {
        std::vector<std::string> origins;
        std::string_view origin;
        std::string_view allowed;
        std::string_view credentials;
    };
    Case const cases[] = {
        {{}, "http://a", "*", ""},
        {{"http://a", "http://b"}, "http://b", "http://b", "true"},
        {{"http://a"}, "http://a.evil", "", ""},
    };
    for (auto const& c : cases) {
        auto const answer = ask({.origins = c.origins}, {.method = "GET", .headers = {{"Origin", c.origin}}});
        EXPECT_EQ(answer.body, "inner");
        EXPECT_EQ(field(answer, "Access-Control-Allow-Origin"), c.allowed) << c.origin;
        EXPECT_EQ(field(answer, "Access-Control-Allow-Credentials"), c.credentials);
        EXPECT_EQ(field(answer, "Vary"), c.origins.empty() ? "" : "Origin");
    }
}

TEST(Edge, AnswersPreflights) {
    auto const answer =
        ask({}, {.method = "OPTIONS",
                 .headers = {{"Origin", "http://a"},
                             {"Access-Control-Request-Method", "POST"},
                             {"Access-Control-Request-Headers", "apikey, authorization,a b,X-1"}}});
    EXPECT_TRUE(answer.body.empty());
    EXPECT_EQ(field(answer, "Access-Control-Allow-Headers"),
              "Authorization, apikey, X-1, Accept, Accept-Language, Content-Language");
    EXPECT_EQ(field(answer, "Access-Control-Max-Age"), "86400");
}

TEST(Edge, HandsOnWhatIsNotCrossOrigin) {
    auto const answer =
        ask({.trace_header = "X-Trace"}, {.method = "OPTIONS", .headers = {{"X-Trace", "7"}}});
    EXPECT_EQ(answer.body, "inner");
    EXPECT_EQ(field(answer, "Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(field(answer, "X-Trace"), "7");
}

}  // namespace
}  // namespace backstay::server
