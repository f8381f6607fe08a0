#include "engine/sqlite/lane.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace backstay::engine::sqlite {
namespace {

// Long reads give way to the event loops. On Linux the nice value is a thread's own (sched(7)); where it
// cannot be set they run as all others.
void give_way() {
    constexpr int nice_value = 10;
    auto const thread = static_cast<id_t>(::syscall(SYS_gettid));
    static_cast<void>(::setpriority(PRIO_PROCESS, thread, nice_value));
}

}  // namespace

Lane::Lane(std::vector<std::unique_ptr<Executor>> executors, std::size_t queue_limit)
    : executors_(std::move(executors)), queue_limit_(queue_limit) {
    for (auto& executor : executors_) threads_.emplace_back([this, &executor] { loop(*executor); });
}

Lane::~Lane() {
    {
        std::lock_guard const lock(mutex_);
        ending_ = true;
    }
    ready_.notify_all();
    for (auto& thread : threads_) thread.join();
}

bool Lane::push(Work work) {
    {
        std::lock_guard const lock(mutex_);
        if (queue_.size() >= queue_limit_) return false;
        queue_.push_back(std::move(work));
    }
    ready_.notify_one();
    return true;
}

void Lane::loop(Executor& executor) {
    give_way();
    while (true) {
        Work work;
        {
            std::unique_lock lock(mutex_);
            ready_.wait(lock, [&] { return ending_ || !queue_.empty(); });
            if (queue_.empty()) return;
            work = std::move(queue_.front());
            queue_.pop_front();
        }
        work(executor);
    }
}

}  // namespace backstay::engine::sqlite
