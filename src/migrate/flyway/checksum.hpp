#pragma once

// Flyway's checksum of a script: the CRC32 of its lines' UTF-8 bytes, without line ends, as a signed number.
// A byte order mark at the very beginning does not count. Line ends are \n, \r and \r\n.

#include <cstdint>
#include <string_view>

namespace backstay::migrate::flyway {

std::int32_t checksum(std::string_view text);

}  // namespace backstay::migrate::flyway
