// An access token: whatever comes, it is refused, for no key of ours signed it.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "auth/identify.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace backstay::auth;
    auto made =
        Authenticator::make({.jwt_secret = "a secret of thirty-two characters, or more", .cache_entries = 0});
    if (!made) std::abort();
    auto const header = "Bearer " + std::string(reinterpret_cast<char const*>(data), size);
    auto const principal = made->identify(header);
    if (principal && principal->role != "anon") std::abort();
    return 0;
}
