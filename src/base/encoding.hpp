#pragma once

// What PostgreSQL takes as text where the encoding is UTF8.

#include <string_view>

#include "base/result.hpp"

namespace backstay {

// 22021 unless `text` is valid UTF-8 without NUL: in PostgreSQL's words, with the bytes of the first fault.
Result<void> require_utf8(std::string_view text);

}  // namespace backstay
