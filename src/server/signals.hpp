#pragma once

// What tells the running program to look again or to end: signals, and files that change.

#include <sys/stat.h>

#include <csignal>
#include <optional>
#include <string>
#include <tuple>

namespace backstay::server {

// Signals are taken by the thread that waits here alone: threads that are started later inherit the mask.
class Signals {
public:
    Signals();
    // Nothing when none comes for a second.
    std::optional<int> wait() const;

private:
    sigset_t set_{};
};

// Whether a file is another one than before, or has been written to. No path: it never is.
class WatchedFile {
public:
    explicit WatchedFile(std::string path) : path_(std::move(path)), seen_(look()) {}

    bool has_changed();

private:
    using Look = std::tuple<ino_t, off_t, time_t, long>;
    Look look() const;

    std::string path_;
    Look seen_;
};

}  // namespace backstay::server
