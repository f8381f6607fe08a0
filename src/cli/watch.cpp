#include "cli/watch.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace backstay::cli {
namespace {

Failure cannot(std::string const& what, int error) {
    return failure("58030", "cannot " + what + ": " + std::generic_category().message(error));
}

constexpr std::uint32_t changes =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ONLYDIR;

}  // namespace

Result<std::unique_ptr<FolderWatch>> FolderWatch::open() {
    int const events = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (events < 0) return cannot("watch files", errno);
    int const ended = eventfd(0, EFD_CLOEXEC);
    if (ended < 0) {
        auto const error = errno;
        close(events);
        return cannot("watch files", error);
    }
    return std::unique_ptr<FolderWatch>(new FolderWatch(events, ended));
}

FolderWatch::~FolderWatch() {
    close(events_);
    close(ended_);
}

Result<void> FolderWatch::add(std::string const& folder, Below below) {
    int const id = inotify_add_watch(events_, folder.c_str(), changes);
    if (id < 0) return cannot("watch the folder \"" + folder + "\"", errno);
    if (below == Below::no) return {};
    folders_[id] = folder;
    std::error_code fault;
    for (std::filesystem::directory_iterator entry(folder, fault), end; !fault && entry != end;
         entry.increment(fault))
        if (entry->is_directory(fault)) TRY_VOID(add(entry->path().string(), below));
    return {};
}

std::set<std::string> FolderWatch::wait() {
    constexpr int forever = -1, moment = 150;  // milliseconds
    std::set<std::string> names;
    for (;;) {
        std::array<pollfd, 2> sources{{{.fd = events_, .events = POLLIN, .revents = 0},
                                       {.fd = ended_, .events = POLLIN, .revents = 0}}};
        int const ready = poll(sources.data(), sources.size(), names.empty() ? forever : moment);
        if (ready < 0 && errno == EINTR) continue;
        if (ready < 0 || sources[1].revents != 0) return {};
        if (ready == 0) return names;
        read_events(names);
    }
}

void FolderWatch::read_events(std::set<std::string>& names) {
    std::array<char, 16UL * 1024> buffer{};
    auto const length = read(events_, buffer.data(), buffer.size());
    for (std::size_t at = 0; length > 0 && at + sizeof(inotify_event) <= static_cast<std::size_t>(length);) {
        inotify_event event{};
        std::memcpy(&event, buffer.data() + at, sizeof event);
        std::string const name = event.len > 0 ? buffer.data() + at + sizeof event : "";
        at += sizeof event + event.len;
        if (name.empty()) continue;
        names.insert(name);
        auto const folder = folders_.find(event.wd);
        bool const new_folder = (event.mask & IN_ISDIR) != 0 && (event.mask & (IN_CREATE | IN_MOVED_TO)) != 0;
        // One that is gone again is not watched; that is no fault.
        if (new_folder && folder != folders_.end())
            static_cast<void>(add(folder->second + "/" + name, Below::yes));
    }
}

void FolderWatch::stop() {
    std::uint64_t const one = 1;
    static_cast<void>(!write(ended_, &one, sizeof one));
}

}  // namespace backstay::cli
