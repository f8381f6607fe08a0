#pragma once

// Undoes the Content-Encoding of a request's body: gzip (and x-gzip), deflate, br, zstd, one coding.
// Bounded: a body that would become larger than the limits allow is refused before it has.

#include <string>
#include <string_view>
#include <variant>

#include "http/parse.hpp"

namespace backstay::http {

// The plain body, or 415 (unknown coding), 400 (not that coding), 413 (too large).
std::variant<std::string, Refusal> decompress(std::string_view body, std::string_view coding,
                                              Limits const& limits);

}  // namespace backstay::http
