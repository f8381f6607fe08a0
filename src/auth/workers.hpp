#pragma once

// A few threads for work that would hold an event loop up, with a bounded queue: hashing, calls to other
// servers. Any event loop may ask.
//
//     CO_TRY(auto const hash, co_await workers.run<std::string>([text] { return hash_password(text); }));

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/task.hpp"

namespace backstay::auth {

class Workers {
public:
    Workers(std::size_t threads, std::size_t queue_limit);
    ~Workers();  // finishes what is queued
    Workers(Workers const&) = delete;
    Workers& operator=(Workers const&) = delete;

    // `work` gives a Result<T>, and is run once. 53300 when too much waits already.
    template <class T>
    Task<T> run(std::function<Result<T>()> work);

private:
    using Job = std::function<void()>;
    bool push(Job job);
    void loop();

    std::size_t const queue_limit_;
    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Job> queue_;  // guarded by mutex_
    bool ending_ = false;    // guarded by mutex_
    std::vector<std::thread> threads_;
};

template <class T>
Task<T> Workers::run(std::function<Result<T>()> work) {
    namespace asio = boost::asio;
    auto result = std::make_shared<Result<T>>(failure("53300", "too much work of this kind waits already"));
    auto const executor = co_await asio::this_coro::executor;
    co_await asio::async_initiate<decltype(asio::use_awaitable), void()>(
        [&](auto handler) {
            // A std::function has to be copied, the handler cannot be.
            auto const shared = std::make_shared<decltype(handler)>(std::move(handler));
            auto const wake = [executor, shared, guard = asio::make_work_guard(executor)] {
                asio::post(executor, std::move(*shared));
            };
            bool const taken = push([result, work, wake] {
                *result = work();
                wake();
            });
            if (!taken) wake();
        },
        asio::use_awaitable);
    co_return std::move(*result);
}

}  // namespace backstay::auth
