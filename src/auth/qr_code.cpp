#include "auth/qr_code.hpp"

#include <qrencode.h>

#include <memory>

namespace backstay::auth {
namespace {

struct Free {
    void operator()(QRcode* code) const { QRcode_free(code); }
};

}  // namespace

std::optional<std::vector<std::vector<bool>>> qr_modules(std::string_view text) {
    if (text.empty() || text.size() > longest_qr_text) return std::nullopt;
    auto const* const bytes = reinterpret_cast<unsigned char const*>(text.data());
    std::unique_ptr<QRcode, Free> const code(
        QRcode_encodeData(static_cast<int>(text.size()), bytes, 0, QR_ECLEVEL_L));
    if (code == nullptr) return std::nullopt;
    auto const side = static_cast<std::size_t>(code->width);
    std::vector modules(side, std::vector<bool>(side));
    for (std::size_t y = 0; y < side; ++y)
        for (std::size_t x = 0; x < side; ++x) modules[y][x] = (code->data[(y * side) + x] & 1U) != 0;
    return modules;
}

std::string qr_svg(std::string_view text) {
    auto const modules = qr_modules(text);
    if (!modules) return {};
    constexpr std::size_t border = 4;
    auto const side = std::to_string(modules->size() + 2 * border);
    std::string path;
    for (std::size_t y = 0; y < modules->size(); ++y)
        for (std::size_t x = 0; x < modules->size(); ++x)
            if ((*modules)[y][x])
                path += "M" + std::to_string(x + border) + "," + std::to_string(y + border) + "h1v1h-1z";
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"200\" viewBox=\"0 0 " + side +
           " " + side + "\"><path fill=\"#fff\" d=\"M0,0h" + side + "v" + side + "h-" + side +
           "z\"/><path fill=\"#000\" d=\"" + path + "\"/></svg>";
}

}  // namespace backstay::auth
