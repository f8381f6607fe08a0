#include "auth/vault_keys.hpp"

#include <sodium.h>

#include <algorithm>
#include <vector>

#include "auth/base64.hpp"
#include "auth/random.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

constexpr std::size_t key_id_length = 8;
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t digest_size = 16;
static_assert(vault_key_size == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

unsigned char const* bytes_of(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}

unsigned char* room_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::vector<std::string> key_words(std::string_view text) {
    std::string spaced(text);
    std::ranges::replace_if(
        spaced, [](char c) { return c == ',' || c == '\n' || c == '\t' || c == '\r'; }, ' ');
    auto parts = split(spaced, ' ');
    std::erase(parts, "");
    return parts;
}

}  // namespace

VaultKey::VaultKey() { sodium_mlock(bytes.data(), bytes.size()); }
VaultKey::~VaultKey() { sodium_munlock(bytes.data(), bytes.size()); }

bool is_vault_key_id(std::string_view text) {
    return text.size() == key_id_length &&
           text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

VaultKey const* find_vault_key(VaultKeys const& keys, std::string_view id) {
    auto const found = std::ranges::find(keys, id, &VaultKey::id);
    return found == keys.end() ? nullptr : &*found;
}

Result<void> read_vault_keys(std::string_view text, VaultKeys& keys) {
    if (sodium_init() < 0) return internal_error("libsodium cannot be used here");
    for (auto const& word : key_words(text)) {
        auto const parts = split_once(word, ':');
        auto bytes = parts ? decode_base64(parts->second) : std::nullopt;
        if (!bytes || bytes->size() != vault_key_size || !is_vault_key_id(parts->first) ||
            find_vault_key(keys, parts->first) != nullptr)
            return failure("22023", "an encryption key is not of the form 1f3a9c02:BASE64 of 32 bytes")
                .hint("`backstay keys generate --type encryption` prints one.");
        auto& key = keys.emplace_back();
        key.id = parts->first;
        std::ranges::copy(*bytes, key.bytes.begin());
        sodium_memzero(bytes->data(), bytes->size());
    }
    if (keys.empty()) return failure("22023", "there is no encryption key");
    return {};
}

std::string encrypted_text(VaultKey const& key, std::string_view text, std::string_view bound) {
    auto out = random_bytes(nonce_size);
    out.resize(nonce_size + text.size() + tag_size);
    crypto_aead_xchacha20poly1305_ietf_encrypt(room_of(out) + nonce_size, nullptr, bytes_of(text),
                                               text.size(), bytes_of(bound), bound.size(), nullptr,
                                               bytes_of(out), key.bytes.data());
    return encode_base64url(out);
}

std::optional<std::string> decrypted_text(VaultKey const& key, std::string_view coded,
                                          std::string_view bound) {
    auto const bytes = decode_base64url(coded);
    if (!bytes || bytes->size() < nonce_size + tag_size) return std::nullopt;
    std::string text(bytes->size() - nonce_size - tag_size, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            room_of(text), nullptr, nullptr, bytes_of(*bytes) + nonce_size, bytes->size() - nonce_size,
            bytes_of(bound), bound.size(), bytes_of(*bytes), key.bytes.data()) != 0)
        return std::nullopt;
    return text;
}

std::string keyed_digest(VaultKey const& key, std::string_view purpose, std::string_view text) {
    std::array<unsigned char, vault_key_size> derived{};
    crypto_generichash(derived.data(), derived.size(), bytes_of(purpose), purpose.size(), key.bytes.data(),
                       key.bytes.size());
    std::string digest(digest_size, '\0');
    crypto_generichash(room_of(digest), digest.size(), bytes_of(text), text.size(), derived.data(),
                       derived.size());
    sodium_memzero(derived.data(), derived.size());
    return digest;
}

}  // namespace backstay::auth
