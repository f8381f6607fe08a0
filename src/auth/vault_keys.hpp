#pragma once

// The keys of vault.hpp and column_vault.hpp, and what is done with one: XChaCha20-Poly1305 and keyed BLAKE2b
// (libsodium).

#include <array>
#include <list>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace backstay::auth {

constexpr std::size_t vault_key_size = 32;

struct VaultKey {
    std::string id;  // 8 hex digits
    std::array<unsigned char, vault_key_size> bytes{};

    VaultKey();   // in memory that is never swapped out, where the system allows it
    ~VaultKey();  // wipes it
    VaultKey(VaultKey const&) = delete;
    VaultKey& operator=(VaultKey const&) = delete;
};

using VaultKeys = std::list<VaultKey>;  // the newest first

// As Vault::parse().
Result<void> read_vault_keys(std::string_view text, VaultKeys& keys);
VaultKey const* find_vault_key(VaultKeys const& keys, std::string_view id);
bool is_vault_key_id(std::string_view text);

// base64url(nonce ciphertext tag)
std::string encrypted_text(VaultKey const& key, std::string_view text, std::string_view bound);
// Nothing when it does not open.
std::optional<std::string> decrypted_text(VaultKey const& key, std::string_view coded,
                                          std::string_view bound);
// BLAKE2b-128 of the text, by a key made of this one for `purpose` alone.
std::string keyed_digest(VaultKey const& key, std::string_view purpose, std::string_view text);

}  // namespace backstay::auth
