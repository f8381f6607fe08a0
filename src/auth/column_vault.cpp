#include "auth/column_vault.hpp"

#include "auth/base64.hpp"
#include "auth/vault.hpp"
#include "auth/vault_keys.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

constexpr std::string_view column_mark = "bs1:";
constexpr std::size_t before_text = 13;   // "bs1:1f3a9c02:"
constexpr std::size_t index_length = 22;  // of 16 bytes as base64url
static_assert(before_text + index_length == sql::blind_prefix);

std::string blind_prefix(VaultKey const& key, std::string_view text, sql::Encryption const& column) {
    auto const index = keyed_digest(key, "blind index of " + column.place, text);
    return std::string(column_mark) + key.id + ":" + encode_base64url(index);
}

// `prefix` begins as the value does, so that neither the key's id nor the index can be another.
std::string bound_value(std::string_view prefix, sql::Encryption const& column,
                        std::vector<std::string> const& key) {
    return "column " + std::string(prefix) + " " + sql::place_in_row(column, key);
}

bool has_index(std::string_view sealed) {
    return sealed.size() > sql::blind_prefix && sealed[sql::blind_prefix] == ':';
}

}  // namespace

struct ColumnVault::Keys {
    VaultKeys list;
};

Result<ColumnVault> ColumnVault::parse(std::string_view text) {
    auto keys = std::make_shared<Keys>();
    TRY_VOID(read_vault_keys(text, keys->list));
    return ColumnVault(std::move(keys));
}

std::string ColumnVault::seal(std::string_view text, sql::Encryption const& column,
                              std::vector<std::string> const& key) const {
    auto const& newest = keys_->list.front();
    auto prefix =
        column.searchable ? blind_prefix(newest, text, column) : std::string(column_mark) + newest.id;
    auto sealed = encrypted_text(newest, text, bound_value(prefix, column, key));
    return prefix + ":" + sealed;
}

Result<std::string> ColumnVault::open(std::string_view sealed, sql::Encryption const& column,
                                      std::vector<std::string> const& key) const {
    if (!Vault::is_sealed(sealed)) return std::string(sealed);
    auto const id = sealed.substr(column_mark.size(), before_text - column_mark.size() - 1);
    auto const* const found = find_vault_key(keys_->list, id);
    if (found == nullptr)
        return failure("F0000",
                       "a value is encrypted with the key " + std::string(id) + ", which is not here")
            .hint("Every server of a database needs the same encryption.keys.");
    auto const prefix = sealed.substr(0, has_index(sealed) ? sql::blind_prefix : before_text - 1);
    auto text = decrypted_text(*found, sealed.substr(prefix.size() + 1), bound_value(prefix, column, key));
    if (text) return *std::move(text);
    return failure("BS500",
                   "the value of " + column.place + " has been changed, or moved from another row or column")
        .detail("It stands in the row with the key (" + join(key, ", ") + ").");
}

std::vector<std::string> ColumnVault::blind_prefixes(std::string_view text,
                                                     sql::Encryption const& column) const {
    std::vector<std::string> prefixes;
    for (auto const& key : keys_->list) prefixes.push_back(blind_prefix(key, text, column));
    return prefixes;
}

bool ColumnVault::is_current(std::string_view stored, sql::Encryption const& column) const {
    return Vault::is_sealed(stored) && has_index(stored) == column.searchable &&
           stored.substr(column_mark.size()).starts_with(current_key_id());
}

std::string const& ColumnVault::current_key_id() const { return keys_->list.front().id; }

}  // namespace backstay::auth
