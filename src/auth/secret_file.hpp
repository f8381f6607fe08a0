#pragma once

// Files that hold secrets: mode 0600, in folders made with mode 0700, never seen half written.
//
//     TRY_VOID(make_secret_file("data/jwt_secret", text));       one that is there already stays as it is
//     TRY(auto const text, read_secret_file("data/jwt_secret"));
//
//     TRY(auto const lock, SecretFileLock::take(path));          while a file is read, changed and written
//     TRY_VOID(replace_secret_file(path, text));

#include <optional>
#include <string>

#include "base/result.hpp"

namespace backstay::auth {

// Nothing when there is no such file. 58030 when it cannot be read, or is larger than 1 MB.
Result<std::optional<std::string>> read_secret_file(std::string const& path);
Result<void> make_secret_file(std::string const& path, std::string const& text);
Result<void> replace_secret_file(std::string const& path, std::string const& text);

// Of the file's folder, between processes; waits for whoever has it.
class SecretFileLock {
public:
    static Result<SecretFileLock> take(std::string const& path);
    SecretFileLock(SecretFileLock const&) = delete;
    SecretFileLock(SecretFileLock&& other) noexcept;
    SecretFileLock& operator=(SecretFileLock const&) = delete;
    SecretFileLock& operator=(SecretFileLock&&) = delete;
    ~SecretFileLock();

private:
    explicit SecretFileLock(int folder) : folder_(folder) {}
    int folder_;
};

}  // namespace backstay::auth
