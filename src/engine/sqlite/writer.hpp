#pragma once

// The one thread that writes. It takes what is queued, runs each piece in a savepoint within one transaction,
// commits once, and then answers all: durable at the cost of one fsync for many. It never waits for a batch
// to fill.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/result.hpp"

namespace backstay::engine::sqlite {

class WriteJob {
public:
    virtual ~WriteJob() = default;
    // On the writer's thread, inside a savepoint; an error, or false, undoes it.
    virtual Result<bool> run() = 0;
    // After the commit, or when there will be none: `lost` is why.
    virtual void answer(std::optional<Error> lost) = 0;
};

class WriteTarget {  // the connection, as the writer needs it
public:
    virtual ~WriteTarget() = default;
    virtual Result<void> begin() = 0;
    virtual Result<void> savepoint() = 0;
    virtual Result<void> release() = 0;
    virtual void undo() = 0;
    virtual Result<void> commit() = 0;
    virtual void rollback() = 0;
};

class Writer {
public:
    Writer(std::unique_ptr<WriteTarget> target, std::size_t queue_limit);
    ~Writer();  // finishes what is queued
    Writer(Writer const&) = delete;
    Writer& operator=(Writer const&) = delete;

    // False when the queue is full.
    bool push(std::unique_ptr<WriteJob> job);

private:
    using Batch = std::deque<std::unique_ptr<WriteJob>>;
    void loop();
    void run(Batch batch);
    void run_alone(WriteJob& job);

    std::unique_ptr<WriteTarget> target_;
    std::size_t const queue_limit_;
    std::mutex mutex_;
    std::condition_variable ready_;
    Batch queue_;          // guarded by mutex_
    bool ending_ = false;  // guarded by mutex_
    std::thread thread_;
};

}  // namespace backstay::engine::sqlite
