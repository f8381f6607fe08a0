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
            // What keeps the loop running goes back to the loop: it may end as soon as it has the result.
            auto wake = [executor, h = std::move(handler),
                         guard = asio::make_work_guard(executor)]() mutable {
                asio::post(executor, [h = std::move(h), guard = std::move(guard)]() mutable { h(); });
            };
            auto const bell = std::make_shared<std::move_only_function<void()>>(std::move(wake));
            bool const taken = push([result, work = std::move(work), bell] {
                *result = work();
                (*bell)();
            });
            if (!taken) (*bell)();
        },
        asio::use_awaitable);
    co_return std::move(*result);
}

}  // namespace backstay::auth
