#include "http/parse.hpp"

#include <gtest/gtest.h>

namespace backstay::http {
namespace {

std::variant<NeedMore, Parsed, Refusal> parse(std::string_view bytes, Request& request) {
    return parse_request(bytes, Limits{}, request);
}

TEST(ParseRequest, ReadsARequest) {
    Request request;
    constexpr std::string_view bytes =
        "GET /rest/v1/task?id=eq.1 HTTP/1.1\r\nHost: a\r\nX-One:  two words \r\n\r\nrest";
    auto const result = parse(bytes, request);
    auto const* parsed = std::get_if<Parsed>(&result);
    ASSERT_NE(parsed, nullptr);
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.path, "/rest/v1/task");
    EXPECT_EQ(request.query, "id=eq.1");
    EXPECT_EQ(request.header("x-one"), "two words");
    EXPECT_EQ(parsed->size, bytes.size() - 4);
    EXPECT_TRUE(parsed->framing.keep_alive);
}

TEST(ParseRequest, ReadsBodies) {
    struct Case {
        std::string_view bytes;
        std::string_view body;
    };
    Case const cases[] = {
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", "abc"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
         "Chunked\r\n\r\n4;x=1\r\nWiki\r\n5\r\npedia\r\n0\r\nT: x\r\n\r\n",
         "Wikipedia"},
        {"GET / HTTP/1.0\r\n\r\n", ""},
        {"GET http://a/x?y HTTP/1.1\r\nHost: a\r\n\r\n", ""},
    };
    for (auto const& [bytes, body] : cases) {
        Request request;
        auto const result = parse(bytes, request);
        auto const* parsed = std::get_if<Parsed>(&result);
        ASSERT_NE(parsed, nullptr) << bytes;
        EXPECT_EQ(parsed->body, body) << bytes;
        EXPECT_EQ(parsed->size, bytes.size()) << bytes;
        for (std::size_t cut = 0; cut + 1 < bytes.size(); ++cut) {
            auto const part = parse(bytes.substr(0, cut), request);
            EXPECT_TRUE(std::holds_alternative<NeedMore>(part)) << bytes.substr(0, cut);
        }
    }
}

TEST(ParseRequest, RefusesWhatCouldBeReadInTwoWays) {
    struct Case {
        std::string_view bytes;
        int status;
    };
    Case const cases[] = {
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: a\nb\r\n\r\n", 400},
        {"GET / HTTP/1.1\nHost: a\n\n", 400},
        {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"GET /\r\n\r\n", 400},
        {"G@T / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n", 413},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", 400},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", 413},
    };
    for (auto const& [bytes, status] : cases) {
        Request request;
        auto const result = parse(bytes, request);
        auto const* refusal = std::get_if<Refusal>(&result);
        ASSERT_NE(refusal, nullptr) << bytes;
        EXPECT_EQ(refusal->status, status) << bytes << refusal->reason;
    }
}

TEST(ParseRequest, KeepsItsLimits) {
    auto const status_of = [](std::string const& bytes) {
        Request request;
        auto const result = parse(bytes, request);
        auto const* refusal = std::get_if<Refusal>(&result);
        return refusal == nullptr ? 0 : refusal->status;
    };
    EXPECT_EQ(status_of("GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n"), 414);
    std::string many = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (int i = 0; i < 101; ++i) many += "X: y\r\n";
    EXPECT_EQ(status_of(many + "\r\n"), 431);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(40'000, 'a')), 431);
}

}  // namespace
}  // namespace backstay::http
