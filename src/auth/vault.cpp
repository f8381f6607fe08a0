#include "auth/vault.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <list>
#include <vector>

#include "auth/base64.hpp"
#include "auth/random.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

constexpr std::string_view mark = "bs1:";
constexpr std::size_t id_length = 8;
constexpr std::size_t key_size = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;

unsigned char const* bytes_of(std::string_view text) {
    return reinterpret_cast<unsigned char const*>(text.data());
}

unsigned char* room_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string bound_to(std::string_view id, std::string_view place) {
    return std::string(mark) + std::string(id) + ":" + std::string(place);
}

struct Key {
    std::string id;
    std::array<unsigned char, key_size> bytes{};

    Key() { sodium_mlock(bytes.data(), bytes.size()); }     // where the system allows it
    ~Key() { sodium_munlock(bytes.data(), bytes.size()); }  // wipes it
    Key(Key const&) = delete;
    Key& operator=(Key const&) = delete;
};

bool is_id(std::string_view text) {
    return text.size() == id_length && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::vector<std::string> words(std::string_view text) {
    std::string spaced(text);
    std::ranges::replace_if(
        spaced, [](char c) { return c == ',' || c == '\n' || c == '\t' || c == '\r'; }, ' ');
    auto parts = split(spaced, ' ');
    std::erase(parts, "");
    return parts;
}

}  // namespace

struct Vault::Keys {
    std::list<Key> list;

    Key const* find(std::string_view id) const {
        auto const found = std::ranges::find(list, id, &Key::id);
        return found == list.end() ? nullptr : &*found;
    }
};

Result<Vault> Vault::parse(std::string_view text) {
    if (sodium_init() < 0) return internal_error("libsodium cannot be used here");
    auto keys = std::make_shared<Keys>();
    for (auto const& word : words(text)) {
        auto const parts = split_once(word, ':');
        auto bytes = parts ? decode_base64(parts->second) : std::nullopt;
        if (!bytes || bytes->size() != key_size || !is_id(parts->first) ||
            keys->find(parts->first) != nullptr)
            return failure("22023", "an encryption key is not of the form 1f3a9c02:BASE64 of 32 bytes")
                .hint("`backstay keys generate --type encryption` prints one.");
        auto& key = keys->list.emplace_back();
        key.id = parts->first;
        std::ranges::copy(*bytes, key.bytes.begin());
        sodium_memzero(bytes->data(), bytes->size());
    }
    if (keys->list.empty()) return failure("22023", "there is no encryption key");
    return Vault(std::move(keys));
}

std::string Vault::new_key() {
    return hex(random_bytes(id_length / 2)) + ":" + encode_base64url(random_bytes(key_size));
}

std::string Vault::seal(std::string_view text, std::string_view place) const {
    auto const& key = keys_->list.front();
    auto const bound = bound_to(key.id, place);
    auto out = random_bytes(nonce_size);
    out.resize(nonce_size + text.size() + tag_size);
    crypto_aead_xchacha20poly1305_ietf_encrypt(room_of(out) + nonce_size, nullptr, bytes_of(text),
                                               text.size(), bytes_of(bound), bound.size(), nullptr,
                                               bytes_of(out), key.bytes.data());
    return std::string(mark) + key.id + ":" + encode_base64url(out);
}

Result<std::string> Vault::open(std::string_view sealed, std::string_view place) const {
    if (!is_sealed(sealed)) return std::string(sealed);
    auto const id = sealed.substr(mark.size(), id_length);
    auto const* const key = keys_->find(id);
    if (key == nullptr)
        return failure("F0000",
                       "a value is encrypted with the key " + std::string(id) + ", which is not here")
            .hint("Every server of a database needs the same encryption.keys.");
    auto const bytes = decode_base64url(sealed.substr(mark.size() + id_length + 1));
    auto const bound = bound_to(id, place);
    if (bytes && bytes->size() >= nonce_size + tag_size) {
        std::string text(bytes->size() - nonce_size - tag_size, '\0');
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(
                room_of(text), nullptr, nullptr, bytes_of(*bytes) + nonce_size, bytes->size() - nonce_size,
                bytes_of(bound), bound.size(), bytes_of(*bytes), key->bytes.data()) == 0)
            return text;
    }
    return failure("XX001", "an encrypted value has been changed, or moved from another row");
}

bool Vault::is_sealed(std::string_view text) {
    return text.starts_with(mark) && text.size() > mark.size() + id_length &&
           text[mark.size() + id_length] == ':' && is_id(text.substr(mark.size(), id_length));
}

}  // namespace backstay::auth
