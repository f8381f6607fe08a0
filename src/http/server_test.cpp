#include "http/server.hpp"

#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace backstay::http {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// Answers with what it was asked; /slow the waiting way, /chunks in three pieces, /throw by throwing.
class Echo : public Handler {
public:
    bool try_handle(Request const& request, ResponseWriter& out) override {
        if (request.path == "/slow" || request.path == "/slower" || request.path == "/chunks") return false;
        if (request.path == "/throw") throw std::runtime_error("secret");
        out.start(200);
        out.content_type("text/plain");
        auto& body = out.body();
        if (request.path == "/large") {
            body.append(5000, 'x');
            return true;
        }
        body += request.method;
        body += ' ';
        body += request.path;
        body += ' ';
        body += request.body;
        return true;
    }

    asio::awaitable<Response> handle(Request const& request) override {
        Response response;
        response.body = "slow";
        if (request.path == "/slower") {
            asio::steady_timer timer(co_await asio::this_coro::executor, 1100ms);
            co_await timer.async_wait(asio::use_awaitable);
        }
        if (request.path == "/chunks") {
            response.body.clear();
            response.stream = [left = 3]() mutable -> asio::awaitable<std::optional<std::string>> {
                if (left-- > 0) co_return std::string("more");
                co_return std::nullopt;
            };
        }
        co_return response;
    }
};

class ServerTest : public testing::Test {
protected:
    void start(Options options = {}) {
        options.listen = "127.0.0.1:0";
        options.threads = 2;
        server_ = std::make_unique<Server>(
            options, [](asio::io_context&, int) { return std::make_unique<Echo>(); }, observer_);
        auto const started = server_->start();
        ASSERT_TRUE(started) << started.error()->message;
    }

    // Sends the bytes, and gives all that comes until the server closes.
    std::string exchange(std::string const& bytes) {
        asio::io_context io;
        asio::ip::tcp::socket socket(io);
        socket.connect({asio::ip::make_address("127.0.0.1"), server_->port()});
        boost::system::error_code error;
        asio::write(socket, asio::buffer(bytes), error);
        std::string out;
        asio::read(socket, asio::dynamic_buffer(out), error);
        return out;
    }

    observe::NoObserver observer_;
    std::unique_ptr<Server> server_;
};

int count(std::string const& text, std::string_view word) {
    int found = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
    return found;
}

// The fields that every answer has are written anew each second.
TEST_F(ServerTest, AnswersThatTookLongerThanASecondHaveTheirDate) {
    start();
    auto const answer = exchange("GET /slower HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\nDate: ")) << answer;
    EXPECT_TRUE(answer.ends_with("slow")) << answer;
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
    start();
    auto const out = exchange(
        "GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /slow HTTP/1.1\r\nHost: h\r\n\r\n"
        "GET /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(count(out, "HTTP/1.1 200 OK"), 3) << out;
    EXPECT_LT(out.find("GET /a "), out.find("slow"));
    EXPECT_TRUE(out.ends_with("GET /b ")) << out;
    EXPECT_EQ(count(out, "nosniff"), 3);
}

TEST_F(ServerTest, ReadsBodies) {
    start();
    EXPECT_TRUE(exchange("POST /p HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc")
                    .ends_with("POST /p abc"));
    EXPECT_TRUE(
        exchange("POST /p HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n")
            .ends_with("POST /p abc"));
    auto const big = std::string(200'000, 'z');
    auto const out = exchange(
        "POST /p HTTP/1.1\r\nHost: h\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: "
        "200000\r\n\r\n" +
        big);
    EXPECT_NE(out.find("HTTP/1.1 200"), std::string::npos) << out.substr(0, 80);
    EXPECT_TRUE(out.ends_with(big));
}

TEST_F(ServerTest, LeavesTheBodyOutForHead) {
    start();
    auto const out = exchange("HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(out.ends_with("\r\n\r\n")) << out;
}

TEST_F(ServerTest, StreamsInChunks) {
    start();
    auto const out = exchange("GET /chunks HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(out.ends_with("4\r\nmore\r\n4\r\nmore\r\n4\r\nmore\r\n0\r\n\r\n")) << out;
    EXPECT_TRUE(exchange("GET /chunks HTTP/1.0\r\n\r\n").ends_with("\r\n\r\nmoremoremore"));
}

TEST_F(ServerTest, CompressesForThoseWhoAsk) {
    start();
    auto const out = exchange(
        "GET /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAccept-Encoding: gzip;q=0.5, br\r\n\r\n");
    EXPECT_NE(out.find("Content-Encoding: br"), std::string::npos) << out.substr(0, 400);
    EXPECT_LT(out.size(), 1000U);
    EXPECT_TRUE(exchange("GET /large HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                    .ends_with(std::string(5000, 'x')));
}

TEST_F(ServerTest, SaysNothingOfWhatWasThrown) {
    start();
    auto const out = exchange("GET /throw HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(out.starts_with("HTTP/1.1 500 ")) << out;
    EXPECT_EQ(out.find("secret"), std::string::npos);
}

TEST_F(ServerTest, RefusesAndCloses) {
    Options options;
    options.limits.body = 10;
    start(options);
    EXPECT_TRUE(
        exchange("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n").starts_with("HTTP/1.1 413 "));
    EXPECT_TRUE(exchange("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n")
                    .starts_with("HTTP/1.1 413 "));
    EXPECT_TRUE(exchange("nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
}

TEST_F(ServerTest, GivesUpOnSlowHeads) {
    Options options;
    options.timeouts.head = 300ms;
    start(options);
    EXPECT_TRUE(exchange("GET / HTTP/1.1\r\nHos").starts_with("HTTP/1.1 408 "));
}

TEST_F(ServerTest, AnswersWhatIsUnderWayWhenItStops) {
    start();
    asio::io_context io;
    asio::ip::tcp::socket socket(io);
    socket.connect({asio::ip::make_address("127.0.0.1"), server_->port()});
    asio::write(socket, asio::buffer(std::string("GET /a HTTP/1.1\r\nHost: h\r\n\r\n")));
    std::string out;
    asio::read(socket, asio::dynamic_buffer(out), asio::transfer_at_least(15));
    EXPECT_TRUE(out.starts_with("HTTP/1.1 200 "));
    server_->stop(1s);
    server_->wait();
    boost::system::error_code error;
    asio::read(socket, asio::dynamic_buffer(out), error);
    EXPECT_EQ(error, asio::error::eof);
}

TEST(Server, SaysWhatIsWrongWithAnAddress) {
    observe::NoObserver observer;
    for (char const* const address : {"nowhere", "1.2.3.4", "127.0.0.1:x", "127.0.0.1:70000"}) {
        Options options;
        options.listen = address;
        Server server(options, [](asio::io_context&, int) { return std::make_unique<Echo>(); }, observer);
        EXPECT_FALSE(server.start()) << address;
    }
}

}  // namespace
}  // namespace backstay::http
