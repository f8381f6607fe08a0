#pragma once

// Tells when files change (inotify), for `backstay dev`.
//
//     TRY(auto const watch, FolderWatch::open());
//     TRY_VOID(watch->add("migrations", FolderWatch::Below::yes));
//     for (auto names = watch->wait(); !names.empty(); names = watch->wait()) ...

#include <map>
#include <memory>
#include <set>
#include <string>

#include "base/result.hpp"

namespace backstay::cli {

class FolderWatch {
public:
    static Result<std::unique_ptr<FolderWatch>> open();
    FolderWatch(FolderWatch const&) = delete;
    FolderWatch& operator=(FolderWatch const&) = delete;
    ~FolderWatch();

    enum class Below : bool { no, yes };
    // A folder, and those below it, also later ones.
    Result<void> add(std::string const& folder, Below below);

    // Until files have changed, and then have not for a moment: an editor's save is several events. Gives the
    // names of what changed without their folders; none once stop() was called.
    std::set<std::string> wait();
    void stop();  // from any thread

private:
    FolderWatch(int events, int ended) : events_(events), ended_(ended) {}
    void read_events(std::set<std::string>& names);

    int events_, ended_;
    std::map<int, std::string> folders_;  // whose new folders are watched, too
};

}  // namespace backstay::cli
