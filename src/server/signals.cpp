#include "server/signals.hpp"

#include <ctime>
#include <utility>

namespace backstay::server {

Signals::Signals() {
    sigemptyset(&set_);
    for (int const signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2}) sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

std::optional<int> Signals::wait() const {
    constexpr timespec second{.tv_sec = 1, .tv_nsec = 0};
    int const signal = sigtimedwait(&set_, nullptr, &second);
    if (signal < 0) return std::nullopt;
    return signal;
}

bool WatchedFile::has_changed() {
    auto const now = look();
    return std::exchange(seen_, now) != now;
}

WatchedFile::Look WatchedFile::look() const {
    struct stat status{};
    if (path_.empty() || stat(path_.c_str(), &status) != 0) return {};
    return {status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

}  // namespace backstay::server
