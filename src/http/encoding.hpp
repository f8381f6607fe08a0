#pragma once

// Content codings (RFC 9110, 8.4 and 12.5.3): which one a peer would like, and making them.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace backstay::http {

enum class Coding : std::uint8_t { identity, gzip, br, zstd };

std::string_view name_of(Coding coding);

// choose_coding("gzip;q=0.5, br") is br; of equal weights zstd, br, gzip in this order; identity if the
// field is empty or allows none of ours.
Coding choose_coding(std::string_view accept_encoding);

// Whether a body of this media type becomes smaller: texts, JSON, XML, SVG; not images, archives, unknown.
bool is_compressible(std::string_view content_type);

// A body compressed piece by piece; what it returns of each piece can be sent at once.
class Compressor {
public:
    explicit Compressor(Coding coding);
    Compressor(Compressor const&) = delete;
    Compressor& operator=(Compressor const&) = delete;
    ~Compressor();

    enum class Mode : std::uint8_t { flush, finish };
    std::string write(std::string_view piece, Mode mode);

private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string compress(std::string_view body, Coding coding);

}  // namespace backstay::http
