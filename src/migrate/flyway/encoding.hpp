#pragma once

// Scripts in other encodings than UTF-8, under the names that Java gives them: ISO-8859-1, UTF-16,
// windows-1252. A byte order mark decides between the two UTF-16; without one it is the big-endian.

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace backstay::migrate::flyway {

// The text in UTF-8; 22021 where it is not in that encoding, 22023 for an encoding that there is not.
Result<std::string> to_utf8(std::string_view bytes, std::string const& encoding);

}  // namespace backstay::migrate::flyway
