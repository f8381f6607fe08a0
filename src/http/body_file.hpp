#pragma once

// A request's body that is too large for memory: a file without a name, gone when nothing holds it.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace backstay::http {

class BodyFile {
public:
    // In `folder`; if that is empty, in TMPDIR or /var/tmp. 58030 when there is no room.
    static Result<std::shared_ptr<BodyFile>> make(std::string const& folder);
    explicit BodyFile(int file) : file_(file) {}
    BodyFile(BodyFile const&) = delete;
    BodyFile& operator=(BodyFile const&) = delete;
    ~BodyFile();

    Result<void> append(std::string_view bytes);
    std::uint64_t size() const { return size_; }

    // Up to `most` bytes from `offset` on; 0 at the end. From any thread.
    std::size_t read(std::uint64_t offset, char* to, std::size_t most) const;

private:
    int file_;
    std::uint64_t size_ = 0;
};

}  // namespace backstay::http
