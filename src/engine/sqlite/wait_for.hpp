#pragma once

// Waiting on an event loop for what another thread does.

#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace backstay::engine::sqlite {

// Waits until `start` has called the function that it is given, from whatever thread. What keeps the loop
// running goes back to the loop with the call: once the loop has seen it, it may end, and the other thread
// touches it no more.
template <class Start>
boost::asio::awaitable<void> wait_for(boost::asio::io_context& io, Start start) {
    auto initiate = [&io, &start](auto handler) {
        auto wake = [&io, work = boost::asio::make_work_guard(io), h = std::move(handler)]() mutable {
            boost::asio::post(io, [h = std::move(h), work = std::move(work)]() mutable { h(); });
        };
        start(std::move(wake));
    };
    co_await boost::asio::async_initiate<decltype(boost::asio::use_awaitable), void()>(
        initiate, boost::asio::use_awaitable);
}

}  // namespace backstay::engine::sqlite
