#include "auth/vault.hpp"

#include "auth/base64.hpp"
#include "auth/random.hpp"
#include "auth/vault_keys.hpp"

namespace backstay::auth {
namespace {

constexpr std::string_view mark = "bs1:";
constexpr std::size_t id_length = 8;

std::string bound_to(std::string_view id, std::string_view place) {
    return std::string(mark) + std::string(id) + ":" + std::string(place);
}

}  // namespace

struct Vault::Keys {
    VaultKeys list;
};

Result<Vault> Vault::parse(std::string_view text) {
    auto keys = std::make_shared<Keys>();
    TRY_VOID(read_vault_keys(text, keys->list));
    return Vault(std::move(keys));
}

std::string Vault::new_key() {
    return hex(random_bytes(id_length / 2)) + ":" + encode_base64url(random_bytes(vault_key_size));
}

std::string Vault::seal(std::string_view text, std::string_view place) const {
    auto const& key = keys_->list.front();
    return std::string(mark) + key.id + ":" + encrypted_text(key, text, bound_to(key.id, place));
}

Result<std::string> Vault::open(std::string_view sealed, std::string_view place) const {
    if (!is_sealed(sealed)) return std::string(sealed);
    auto const id = sealed.substr(mark.size(), id_length);
    auto const* const key = find_vault_key(keys_->list, id);
    if (key == nullptr)
        return failure("F0000",
                       "a value is encrypted with the key " + std::string(id) + ", which is not here")
            .hint("Every server of a database needs the same encryption.keys.");
    auto text = decrypted_text(*key, sealed.substr(mark.size() + id_length + 1), bound_to(id, place));
    if (text) return *std::move(text);
    return failure("XX001", "an encrypted value has been changed, or moved from another row");
}

bool Vault::is_sealed(std::string_view text) {
    return text.starts_with(mark) && text.size() > mark.size() + id_length &&
           text[mark.size() + id_length] == ':' && is_vault_key_id(text.substr(mark.size(), id_length));
}

}  // namespace backstay::auth
