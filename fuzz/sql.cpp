// A script of SQL: what can be read prints as text that reads as the same tree.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sql/print/postgres.hpp"
#include "sql/read/read.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace backstay::sql;
    auto const statements = read({reinterpret_cast<char const*>(data), size});
    if (!statements) return 0;
    for (auto const& statement : *statements) {
        auto const text = print_postgres(statement);
        if (text.empty()) continue;
        auto const again = read_one(text);
        if (!again || *again != statement) std::abort();
    }
    return 0;
}
