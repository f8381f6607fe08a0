#pragma once

// QR codes (ISO/IEC 18004), byte mode, error correction level L, as an SVG picture: what an authenticator app
// photographs.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace backstay::auth {

// Rows of modules, true for dark. Nothing when the text is longer than version 20 holds (858 bytes).
std::optional<std::vector<std::vector<bool>>> qr_modules(std::string_view text);
// One path on white, with the quiet zone of four modules around it; empty when the text is too long.
std::string qr_svg(std::string_view text);

}  // namespace backstay::auth
