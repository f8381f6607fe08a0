#include "server/project_secret.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "auth/issue.hpp"
#include "base/text.hpp"

namespace backstay::server {
namespace {

Failure cannot(std::string const& what, std::string const& path, int error) {
    return failure("58030",
                   "cannot " + what + " \"" + path + "\": " + std::generic_category().message(error));
}

Result<std::string> read_secret(std::string const& path) {
    std::ifstream file(path);
    if (!file) return cannot("read", path, errno);
    std::string const text{std::istreambuf_iterator<char>(file), {}};
    constexpr std::size_t shortest = 32;
    if (trim(text).size() < shortest)
        return failure("F0000", "the secret in \"" + path + "\" has fewer than 32 characters")
            .hint("Remove the file; the next start makes another, and tokens made before are void.");
    return std::string(trim(text));
}

Result<void> make_folder(std::string const& folder) {
    std::error_code error;
    if (!std::filesystem::create_directories(folder, error)) {
        if (error) return cannot("make the folder", folder, error.value());
        return {};
    }
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    if (error) return cannot("set the mode of", folder, error.value());
    return {};
}

// Whole under another name first, so that no start can find half a secret.
Result<void> write_secret(std::string const& path, std::string const& text) {
    auto const draft = path + "." + std::to_string(getpid());
    auto const file = open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return cannot("write", draft, errno);
    auto const written = write(file, text.data(), text.size());
    auto const synced = fsync(file) == 0;
    auto const fault = errno;
    close(file);
    if (written != static_cast<ssize_t>(text.size()) || !synced) return cannot("write", draft, fault);
    auto const linked = link(draft.c_str(), path.c_str());
    auto const reason = errno;
    unlink(draft.c_str());
    if (linked != 0 && reason != EEXIST) return cannot("write", path, reason);
    return {};
}

}  // namespace

Result<std::string> project_secret(std::string const& data_folder) {
    auto const path = data_folder + "/jwt_secret";
    if (access(path.c_str(), F_OK) != 0) {
        TRY_VOID(make_folder(data_folder));
        TRY(auto const secret, auth::new_secret());
        TRY_VOID(write_secret(path, secret + "\n"));
    }
    return read_secret(path);
}

}  // namespace backstay::server
