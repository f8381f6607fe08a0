#pragma once

// A reader that knows the schema of now, made by a thread of its own. After a change of the schema SQLite
// reads the definition of every table anew on each connection, and the catalog has to be read besides: some
// hundred milliseconds with some thousand tables, which no event loop may spend.
//
//     Renewal renewal(shared);
//     if (renewal.wait(patience)) TRY(auto reader, renewal.take());
//     else renewal.when_ready(wake);

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "engine/sqlite/shared.hpp"

namespace backstay::engine::sqlite {

class Renewal {
public:
    explicit Renewal(std::shared_ptr<Shared> shared);
    ~Renewal();  // waits for the thread
    Renewal(Renewal const&) = delete;
    Renewal& operator=(Renewal const&) = delete;

    // Whether the reader is there, within that time.
    bool wait(std::chrono::milliseconds patience);
    // Calls it when the reader is there: at once, or from the thread.
    void when_ready(std::move_only_function<void()> wake);
    // REQUIRES: the reader is there, and was not taken before.
    Result<Reader> take();

private:
    void make();

    std::shared_ptr<Shared> shared_;
    std::mutex mutex_;
    std::condition_variable ready_;
    std::optional<Result<Reader>> reader_;                  // guarded by mutex_
    std::vector<std::move_only_function<void()>> waiting_;  // guarded by mutex_
    std::thread thread_;
};

}  // namespace backstay::engine::sqlite
