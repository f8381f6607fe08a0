#pragma once

// Bytes of something large, one at a time, with few of them in memory.
//
//     ByteReader bytes([&](char* to, std::size_t most) { return read(file, to, most); });
//     while (bytes.peek() >= 0) use(bytes.get());

#include <cstddef>
#include <functional>
#include <vector>

namespace backstay {

class ByteReader {
public:
    // Writes up to `most` bytes and gives how many; 0 at the end.
    using Source = std::function<std::size_t(char* to, std::size_t most)>;

    explicit ByteReader(Source source) : source_(std::move(source)), buffer_(size) {}

    // The next byte as 0..255, or -1 at the end.
    int peek() {
        if (at_ == end_ && !fill()) return -1;
        return static_cast<unsigned char>(buffer_[at_]);
    }
    int get() {
        auto const byte = peek();
        if (byte >= 0) ++at_;
        if (byte == '\n') ++line_;
        return byte;
    }
    // Of the next byte, from 1.
    int line() const { return line_; }

private:
    static constexpr std::size_t size = 64UL * 1024;

    bool fill() {
        at_ = 0;
        end_ = source_(buffer_.data(), buffer_.size());
        return end_ > 0;
    }

    Source source_;
    std::vector<char> buffer_;
    std::size_t at_ = 0, end_ = 0;
    int line_ = 1;
};

}  // namespace backstay
