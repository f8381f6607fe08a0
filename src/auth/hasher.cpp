#include "auth/hasher.hpp"

#include <sodium.h>

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>

#include "auth/random.hpp"

namespace backstay::auth {
namespace {

namespace asio = boost::asio;

void forget(std::string& secret) { sodium_memzero(secret.data(), secret.size()); }

}  // namespace

Hasher::Hasher(std::size_t threads, std::size_t queue_limit)
    : queue_limit_(queue_limit), nobodys_(hash_password(random_bytes(32)).value_or("")) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { loop(); });
}

Hasher::~Hasher() {
    {
        std::lock_guard const lock(mutex_);
        ending_ = true;
    }
    ready_.notify_all();
    for (auto& thread : threads_) thread.join();
}

bool Hasher::push(Job job) {
    {
        std::lock_guard const lock(mutex_);
        if (queue_.size() >= queue_limit_) return false;
        queue_.push_back(std::move(job));
    }
    ready_.notify_one();
    return true;
}

void Hasher::loop() {
    for (;;) {
        Job job;
        {
            std::unique_lock lock(mutex_);
            ready_.wait(lock, [&] { return ending_ || !queue_.empty(); });
            if (queue_.empty()) return;
            job = std::move(queue_.front());
            queue_.pop_front();
        }
        job();
    }
}

template <class T, class Make>
Task<T> Hasher::run(Make make) {
    auto result = std::make_shared<Result<T>>(failure("53300", "too many passwords wait to be checked"));
    auto const executor = co_await asio::this_coro::executor;
    co_await asio::async_initiate<decltype(asio::use_awaitable), void()>(
        [&](auto handler) {
            // A std::function has to be copied, the handler cannot be.
            auto const shared = std::make_shared<decltype(handler)>(std::move(handler));
            auto const wake = [executor, shared, guard = asio::make_work_guard(executor)] {
                asio::post(executor, std::move(*shared));
            };
            if (!push([result, make, wake]() mutable {
                    *result = make();
                    wake();
                }))
                wake();
        },
        asio::use_awaitable);
    co_return std::move(*result);
}

Task<std::string> Hasher::hash(std::string password) {
    return run<std::string>([password = std::move(password)]() mutable {
        auto hash = hash_password(password);
        forget(password);
        return hash;
    });
}

Task<Match> Hasher::verify(std::string hash, std::string password) {
    return run<Match>(
        [hash = hash.empty() ? nobodys_ : std::move(hash), password = std::move(password)]() mutable {
            auto const match = verify_password(hash, password);
            forget(password);
            return Result<Match>(match);
        });
}

}  // namespace backstay::auth
