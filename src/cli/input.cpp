#include "cli/input.hpp"

#include <filesystem>
#include <system_error>

namespace backstay::cli {

Result<std::unique_ptr<Input>> Input::open(std::string const& path) {
    auto input = std::make_unique<Input>();
    if (path == "-") return input;
    std::error_code fault;
    bool const is_folder = std::filesystem::is_directory(path, fault);
    input->file_.open(path, std::ios::binary);
    if (!input->file_ || is_folder) return failure("58P01", "cannot read the file \"" + path + "\"");
    auto const size = std::filesystem::file_size(path, fault);
    input->size_ = fault ? 0 : size;
    input->stream_ = &input->file_;
    return input;
}

ByteReader::Source Input::source() {
    return [this](char* to, std::size_t most) {
        stream_->read(to, static_cast<std::streamsize>(most));
        auto const count = static_cast<std::size_t>(stream_->gcount());
        read_ += count;
        return count;
    };
}

}  // namespace backstay::cli
