#include "engine/postgres/cluster_test.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <vector>

namespace backstay::engine::postgres {
namespace {

std::string programs() {
    for (auto const version : {"17", "16", "15", "14"}) {
        auto const folder = std::string("/usr/lib/postgresql/") + version + "/bin";
        if (std::filesystem::exists(folder + "/initdb")) return folder;
    }
    return {};
}

// initdb and postgres refuse to run as root.
bool run(std::string const& command) {
    auto const as = geteuid() == 0 ? std::string("runuser -u postgres -- ") : std::string();
    return std::system((as + command + " >/dev/null 2>&1").c_str()) == 0;
}

}  // namespace

TestCluster::TestCluster() {
    auto const bin = programs();
    auto pattern = (std::filesystem::temp_directory_path() / "backstay_pg_XXXXXX").string();
    if (bin.empty() || mkdtemp(pattern.data()) == nullptr) return;
    folder_ = pattern;
    std::filesystem::permissions(folder_, std::filesystem::perms::all);
    running_ = run(bin + "/initdb -D " + folder_ +
                   "/data --no-locale --encoding=UTF8 --nosync -U postgres -A trust") &&
               run(bin + "/pg_ctl -D " + folder_ + "/data -w -l " + folder_ +
                   "/log -o \"-F -c listen_addresses= -c unix_socket_directories=" + folder_ + "\" start");
}

TestCluster::~TestCluster() {
    if (folder_.empty()) return;
    if (running_) run(programs() + "/pg_ctl -D " + folder_ + "/data -m immediate stop");
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string TestCluster::url(std::string const& user) const {
    return "postgresql://" + user + "@/postgres?host=" + folder_;
}

}  // namespace backstay::engine::postgres
