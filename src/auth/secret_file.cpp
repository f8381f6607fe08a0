#include "auth/secret_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace backstay::auth {
namespace {

constexpr std::size_t largest_file = 1024UL * 1024;

Failure cannot(std::string const& what, std::string const& path, int error) {
    return failure("58030",
                   "cannot " + what + " \"" + path + "\": " + std::generic_category().message(error));
}

std::string folder_of(std::string const& path) {
    auto folder = std::filesystem::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
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

// Whole under another name first, so that nobody can find half of it.
Result<std::string> write_draft(std::string const& path, std::string const& text) {
    TRY_VOID(make_folder(folder_of(path)));
    auto const draft = path + "." + std::to_string(getpid());
    auto const file = open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return cannot("write", draft, errno);
    auto const written = write(file, text.data(), text.size());
    auto const synced = fsync(file) == 0;
    auto const fault = errno;
    close(file);
    if (written == static_cast<ssize_t>(text.size()) && synced) return draft;
    unlink(draft.c_str());
    return cannot("write", draft, fault);
}

// That a new name is there after a crash, too.
void sync_folder(std::string const& folder) {
    auto const file = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return;
    fsync(file);
    close(file);
}

}  // namespace

Result<std::optional<std::string>> read_secret_file(std::string const& path) {
    auto const file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        if (errno == ENOENT) return std::nullopt;
        return cannot("read", path, errno);
    }
    std::string text;
    std::array<char, 4096> piece{};
    ssize_t count = 0;
    while ((count = read(file, piece.data(), piece.size())) > 0 && text.size() <= largest_file)
        text.append(piece.data(), static_cast<std::size_t>(count));
    auto const fault = errno;
    close(file);
    if (count < 0) return cannot("read", path, fault);
    if (text.size() > largest_file) return cannot("read", path, EFBIG);
    return text;
}

Result<void> make_secret_file(std::string const& path, std::string const& text) {
    TRY(auto const draft, write_draft(path, text));
    auto const linked = link(draft.c_str(), path.c_str());
    auto const reason = errno;
    unlink(draft.c_str());
    if (linked != 0 && reason != EEXIST) return cannot("write", path, reason);
    sync_folder(folder_of(path));
    return {};
}

Result<void> replace_secret_file(std::string const& path, std::string const& text) {
    TRY(auto const draft, write_draft(path, text));
    if (rename(draft.c_str(), path.c_str()) != 0) {
        auto const reason = errno;
        unlink(draft.c_str());
        return cannot("write", path, reason);
    }
    sync_folder(folder_of(path));
    return {};
}

Result<SecretFileLock> SecretFileLock::take(std::string const& path) {
    auto const folder = folder_of(path);
    TRY_VOID(make_folder(folder));
    auto const file = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return cannot("open", folder, errno);
    SecretFileLock lock(file);
    while (flock(file, LOCK_EX) != 0)
        if (errno != EINTR) return cannot("lock", folder, errno);
    return lock;
}

SecretFileLock::SecretFileLock(SecretFileLock&& other) noexcept : folder_(std::exchange(other.folder_, -1)) {}

SecretFileLock::~SecretFileLock() {
    if (folder_ >= 0) close(folder_);
}

}  // namespace backstay::auth
