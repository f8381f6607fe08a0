#pragma once

// Threads that hash passwords, so that sign-ins never hold up other requests: a few for the whole program,
// with a bounded queue. Any event loop may ask.
//
//     CO_TRY(auto const hash, co_await hasher.hash(password));

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "auth/password.hpp"
#include "base/task.hpp"

namespace backstay::auth {

class Hasher {
public:
    Hasher(std::size_t threads, std::size_t queue_limit);
    ~Hasher();  // finishes what is queued
    Hasher(Hasher const&) = delete;
    Hasher& operator=(Hasher const&) = delete;

    // 53300 when too many wait already.
    Task<std::string> hash(std::string password);
    // An empty hash is compared with one that nothing matches, so that it takes as long.
    Task<Match> verify(std::string hash, std::string password);

private:
    using Job = std::function<void()>;
    template <class T, class Make>
    Task<T> run(Make make);
    bool push(Job job);
    void loop();

    std::size_t const queue_limit_;
    std::string const nobodys_;  // a hash of random bytes
    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Job> queue_;  // guarded by mutex_
    bool ending_ = false;    // guarded by mutex_
    std::vector<std::thread> threads_;
};

}  // namespace backstay::auth
