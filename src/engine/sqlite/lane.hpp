#pragma once

// A few threads with a connection each and one bounded queue: where reads go that are too long for an event
// loop.

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/sqlite/executor.hpp"

namespace backstay::engine::sqlite {

class Lane {
public:
    using Work = std::function<void(Executor&)>;

    Lane(std::vector<std::unique_ptr<Executor>> executors, std::size_t queue_limit);
    ~Lane();  // finishes what is queued
    Lane(Lane const&) = delete;
    Lane& operator=(Lane const&) = delete;

    // False when the queue is full.
    bool push(Work work);

private:
    void loop(Executor& executor);

    std::vector<std::unique_ptr<Executor>> executors_;
    std::size_t const queue_limit_;
    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Work> queue_;  // guarded by mutex_
    bool ending_ = false;     // guarded by mutex_
    std::vector<std::thread> threads_;
};

}  // namespace backstay::engine::sqlite
