#pragma once

// A Response is a plain value: status, fields, body. What every answer has (Date, Content-Length,
// X-Request-Id, nosniff, compression, Connection) is added when it is written.
//
//     Response{.status = 404, .headers = {{"Content-Type", "application/json"}}, .body = "{}"}

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace backstay::http {

// Called for the next piece of a streamed body, only when the one before has been taken by the socket;
// nothing ends the body. A piece should be some 16 to 64 kB.
using BodyStream = std::function<boost::asio::awaitable<std::optional<std::string>>()>;

struct Response {
    int status = 200;
    std::string reason = {};  // the usual words of the status if empty
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};
    BodyStream stream = nullptr;  // in place of `body`; sent chunked

    // For the log and the metrics, never sent.
    std::string route = {};  // the path's template, such as "/rest/v1/{table}"
    std::string role = {};
};

// The usual words of a status: reason_phrase(404) is "Not Found".
std::string_view reason_phrase(int status);

}  // namespace backstay::http
