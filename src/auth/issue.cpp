#include "auth/issue.hpp"

#include <openssl/rand.h>

#include "auth/base64.hpp"
#include "auth/hmac.hpp"

namespace backstay::auth {

std::string sign_hs256(std::string_view claims, std::string_view secret) {
    auto const input = encode_base64url(R"({"alg":"HS256","typ":"JWT"})") + "." + encode_base64url(claims);
    return input + "." + encode_base64url(hmac("SHA256", secret, input));
}

std::string project_key(std::string_view role, std::string_view secret, std::int64_t now) {
    constexpr std::int64_t ten_years = 10LL * 365 * 24 * 3600;
    auto const claims = R"({"iss":"backstay","role":")" + std::string(role) + R"(","iat":)" +
                        std::to_string(now) + R"(,"exp":)" + std::to_string(now + ten_years) + "}";
    return sign_hs256(claims, secret);
}

Result<std::string> new_secret() {
    std::string bytes(32, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size())) != 1)
        return internal_error("the system gave no random bytes");
    return encode_base64url(bytes);
}

}  // namespace backstay::auth
