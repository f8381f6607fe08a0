#pragma once

// QR codes (ISO/IEC 18004), byte mode, error correction level L, as an SVG picture: what an authenticator app
// photographs. libqrencode makes them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace backstay::auth {

// What version 20 holds, 97 modules wide: more than that no telephone reads well from a screen.
inline constexpr std::size_t longest_qr_text = 858;

// Rows of modules, true for dark. Nothing when the text is empty, or longer than that.
std::optional<std::vector<std::vector<bool>>> qr_modules(std::string_view text);
// One path on white, with the quiet zone of four modules around it; empty when the text is too long.
std::string qr_svg(std::string_view text);

}  // namespace backstay::auth
