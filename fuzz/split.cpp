// A script cut into statements: every piece lies in the script, one after the other.

#include "sql/read/split.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    std::size_t end = 0;
    for (auto const& piece : backstay::sql::split_statements(text)) {
        if (piece.offset < end || piece.offset + piece.text.size() > text.size()) std::abort();
        end = piece.offset + piece.text.size();
    }
    return 0;
}
