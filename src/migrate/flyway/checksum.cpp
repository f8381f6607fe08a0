#include "migrate/flyway/checksum.hpp"

#include <zlib.h>

namespace backstay::migrate::flyway {

std::int32_t checksum(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    auto crc = crc32(0, nullptr, 0);
    while (!text.empty()) {
        auto const end = text.find_first_of("\r\n");
        auto const line = text.substr(0, end);
        crc = crc32(crc, reinterpret_cast<Bytef const*>(line.data()), static_cast<uInt>(line.size()));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return static_cast<std::int32_t>(crc);
}

}  // namespace backstay::migrate::flyway
