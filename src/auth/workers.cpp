#include "auth/workers.hpp"

#include <sys/resource.h>
#include <unistd.h>

namespace backstay::auth {
namespace {

// Of this thread alone: to Linux a thread is a process of its own here (setpriority(2)). Lowering it is
// always allowed.
void give_way() {
    constexpr int below_requests = 10;
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), below_requests);
}

}  // namespace

Workers::Workers(std::size_t threads, std::size_t queue_limit) : queue_limit_(queue_limit) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { loop(); });
}

Workers::~Workers() {
    {
        std::lock_guard const lock(mutex_);
        ending_ = true;
    }
    ready_.notify_all();
    for (auto& thread : threads_) thread.join();
}

bool Workers::push(Job job) {
    {
        std::lock_guard const lock(mutex_);
        if (queue_.size() >= queue_limit_) return false;
        queue_.push_back(std::move(job));
    }
    ready_.notify_one();
    return true;
}

void Workers::loop() {
    give_way();
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

}  // namespace backstay::auth
