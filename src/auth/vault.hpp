#pragma once

// Secrets of our own at rest: XChaCha20-Poly1305 (libsodium; draft-irtf-cfrg-xchacha) with a random nonce,
// bound to the place they stand at, so that a value moved to another row or column does not open.
//
//     sealed = "bs1:" key-id ":" base64url(nonce(24) ciphertext tag(16))
//     bound to "bs1" key-id place                      place: "auth.mfa_factors.secret 5f0c...", column and
//     row
//
//     TRY(auto const vault, Vault::parse("1f3a9c02:MDEy...,9b00d1aa:MzQ1..."));    the first key seals, all
//     open auto const sealed = vault.seal("JBSWY3DP", "auth.mfa_factors.secret " + id); TRY(auto const text,
//     vault.open(sealed, "auth.mfa_factors.secret " + id));

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace backstay::auth {

class Vault {
public:
    // Keys between commas or white space, the newest first; each is an id of 8 hex digits, a colon, and 32
    // bytes in base64url. 22023 when there is none, or one is of another form.
    static Result<Vault> parse(std::string_view keys);
    // A new key in that form.
    static std::string new_key();

    std::string seal(std::string_view text, std::string_view place) const;
    // What is not sealed is given back as it is: rows of before there was a vault. F0000 when the key is none
    // of ours; XX001 when the value has been changed or moved.
    Result<std::string> open(std::string_view sealed, std::string_view place) const;

    static bool is_sealed(std::string_view text);

private:
    struct Keys;
    explicit Vault(std::shared_ptr<Keys const> keys) : keys_(std::move(keys)) {}
    std::shared_ptr<Keys const> keys_;  // wiped with the last copy
};

}  // namespace backstay::auth
