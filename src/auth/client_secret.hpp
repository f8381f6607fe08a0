#pragma once

// Apple's client secret: a token that our key there signs with ES256, valid for a short time
// (https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret).

#include <string>

#include "base/result.hpp"
#include "base/time.hpp"

namespace backstay::auth {

struct SecretKey {
    std::string pem;  // PKCS #8, of the curve P-256
    std::string team_id, key_id;
};

// 22023 when the key is none of P-256.
Result<std::string> sign_client_secret(SecretKey const& key, std::string const& client_id,
                                       std::string const& audience, Time now);

}  // namespace backstay::auth
