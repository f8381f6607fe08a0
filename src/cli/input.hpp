#pragma once

// A file, or standard input as `-`, read once; how far is for the progress.
//
//     TRY(auto const input, Input::open("cities.csv"));
//     auto const rows = csv_rows(input->source(), {});

#include <cstdint>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include "base/byte_reader.hpp"
#include "base/result.hpp"

namespace backstay::cli {

class Input {
public:
    // 58P01 when it cannot be read.
    static Result<std::unique_ptr<Input>> open(std::string const& path);

    // Refers to this object.
    ByteReader::Source source();
    std::uint64_t size() const { return size_; }  // 0: not known
    std::uint64_t read() const { return read_; }

private:
    std::ifstream file_;
    std::istream* stream_ = &std::cin;
    std::uint64_t size_ = 0, read_ = 0;
};

}  // namespace backstay::cli
