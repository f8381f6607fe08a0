#pragma once

// A Handler answers requests. Each thread of the server has its own, made by the factory in server.hpp,
// and calls it from that thread only, so that it needs no locks.
//
//     try_handle   the quick way: an answer that needs no waiting is written straight into the output
//     handle       the waiting way, asked when try_handle declined
//     before_poll  once per turn of the event loop in which a request was started, after the requests of
//                  that turn and before the loop waits again; the place to end a shared read transaction

#include <boost/asio/awaitable.hpp>

#include "http/request.hpp"
#include "http/response.hpp"
#include "http/response_writer.hpp"

namespace backstay::http {

class Handler {
public:
    Handler() = default;
    Handler(Handler const&) = delete;
    Handler& operator=(Handler const&) = delete;
    virtual ~Handler() = default;

    // Writes the whole answer and returns true; or returns false, and what it wrote is dropped.
    virtual bool try_handle(Request const&, ResponseWriter&) { return false; }

    // The request lives until the task has ended. The task is cancelled when the peer goes or time is up.
    virtual boost::asio::awaitable<Response> handle(Request const&) = 0;

    // How large a body may be that comes as a file (Request::file); 0: none may, and all of them come in
    // memory within Limits::body. Asked when the head has come, with a request that has no body yet.
    virtual std::uint64_t largest_body(Request const&) { return 0; }

    virtual void before_poll() {}
};

}  // namespace backstay::http
