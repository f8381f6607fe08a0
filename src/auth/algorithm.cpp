#include "auth/algorithm.hpp"

#include <algorithm>
#include <array>

namespace backstay::auth {
namespace {

constexpr std::array algorithms{
    Algorithm{"HS256", Family::hmac, "SHA256", ""},
    Algorithm{"HS384", Family::hmac, "SHA384", ""},
    Algorithm{"HS512", Family::hmac, "SHA512", ""},
    Algorithm{"RS256", Family::rsa, "SHA256", ""},
    Algorithm{"RS384", Family::rsa, "SHA384", ""},
    Algorithm{"RS512", Family::rsa, "SHA512", ""},
    Algorithm{"PS256", Family::rsa_pss, "SHA256", ""},
    Algorithm{"PS384", Family::rsa_pss, "SHA384", ""},
    Algorithm{"PS512", Family::rsa_pss, "SHA512", ""},
    Algorithm{"ES256", Family::ecdsa, "SHA256", "P-256", 32},
    Algorithm{"ES384", Family::ecdsa, "SHA384", "P-384", 48},
    Algorithm{"EdDSA", Family::eddsa, "", "Ed25519"},
};

}  // namespace

Algorithm const* find_algorithm(std::string_view name) {
    auto const* const found = std::ranges::find(algorithms, name, &Algorithm::name);
    return found == algorithms.end() ? nullptr : found;
}

}  // namespace backstay::auth
