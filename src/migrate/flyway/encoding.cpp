#include "migrate/flyway/encoding.hpp"

#include <iconv.h>

#include <array>
#include <cerrno>

#include "base/text.hpp"

namespace backstay::migrate::flyway {
namespace {

Failure malformed(std::string const& encoding) {
    return failure("22021", "the text is not in the encoding " + encoding);
}

}  // namespace

Result<std::string> to_utf8(std::string_view bytes, std::string const& encoding) {
    auto const name = to_lower(encoding);
    if (name == "utf-8" || name == "utf8") {
        if (!is_utf8(bytes)) return malformed(encoding);
        return std::string(bytes);
    }
    bool const has_mark = bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE");
    auto* const converter =
        iconv_open("UTF-8", name == "utf-16" && !has_mark ? "UTF-16BE" : encoding.c_str());
    if (converter == reinterpret_cast<iconv_t>(-1))  // NOLINT(performance-no-int-to-ptr): its interface
        return failure("22023", "there is no encoding " + encoding)
            .hint("Names are UTF-8, ISO-8859-1, UTF-16, windows-1252, ...");
    std::string text;
    std::array<char, 16384> buffer{};
    auto* from = const_cast<char*>(bytes.data());
    auto left = bytes.size();
    bool fits = true;
    while (left > 0 && fits) {
        auto* to = buffer.data();
        auto room = buffer.size();
        fits = iconv(converter, &from, &left, &to, &room) != static_cast<std::size_t>(-1) || errno == E2BIG;
        text.append(buffer.data(), buffer.size() - room);
    }
    iconv_close(converter);
    if (!fits) return malformed(encoding);
    return text;
}

}  // namespace backstay::migrate::flyway
