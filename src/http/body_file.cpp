#include "http/body_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace backstay::http {

namespace {

std::string usual_folder() {
    auto const* const named = std::getenv("TMPDIR");
    return named == nullptr || *named == '\0' ? "/var/tmp" : named;
}

Failure cannot(std::string const& what) {
    return failure("58030", "cannot " + what + " a temporary file: " + std::strerror(errno));
}

}  // namespace

Result<std::shared_ptr<BodyFile>> BodyFile::make(std::string const& folder) {
    auto const where = folder.empty() ? usual_folder() : folder;
    auto file = ::open(where.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0) {
        // Not every file system knows files without a name.
        auto name = where + "/backstay-body-XXXXXX";
        file = ::mkostemp(name.data(), O_CLOEXEC);
        if (file < 0) return cannot("make");
        ::unlink(name.c_str());
    }
    return std::make_shared<BodyFile>(file);
}

BodyFile::~BodyFile() { ::close(file_); }

Result<void> BodyFile::append(std::string_view bytes) {
    while (!bytes.empty()) {
        auto const written = ::write(file_, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return cannot("write");
        size_ += static_cast<std::uint64_t>(written);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

std::size_t BodyFile::read(std::uint64_t offset, char* to, std::size_t most) const {
    while (true) {
        auto const count = ::pread(file_, to, most, static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) continue;
        return count < 0 ? 0 : static_cast<std::size_t>(count);
    }
}

}  // namespace backstay::http
