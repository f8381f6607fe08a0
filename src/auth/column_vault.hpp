#pragma once

// Values of users' encrypted columns (sql/encryption.hpp), sealed with the keys of vault.hpp and in its form.
// A value that is to be found by what it says has a blind index before the text:
//
//     sealed     = "bs1:" key-id ":" base64url(nonce(24) ciphertext tag(16))
//     searchable = "bs1:" key-id ":" base64url(index(16)) ":" base64url(nonce(24) ciphertext tag(16))
//     index      = BLAKE2b-128(text), by a key that is made of the key for this column alone
//
// Both are bound to the column's place and the row's key, the index with them.
//
//     auto const sealed = vault.seal("flu", {.place = "public.patient.diagnosis"}, {"17"});
//     TRY(auto const text, vault.open(sealed, {.place = "public.patient.diagnosis"}, {"17"}));

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sql/encryption.hpp"

namespace backstay::auth {

class ColumnVault {
public:
    // As Vault::parse(): the first key seals, all open.
    static Result<ColumnVault> parse(std::string_view keys);

    std::string seal(std::string_view text, sql::Encryption const& column,
                     std::vector<std::string> const& key) const;
    // What is not sealed is given back as it is: rows of before the declaration. F0000 when the key is none
    // of ours; BS500 when the value has been changed, or moved from another row or column.
    Result<std::string> open(std::string_view sealed, sql::Encryption const& column,
                             std::vector<std::string> const& key) const;

    // What a searchable value of this text begins with, up to the index's end: one for each key, the newest
    // first.
    std::vector<std::string> blind_prefixes(std::string_view text, sql::Encryption const& column) const;
    // Whether a value is as seal() would make it now: by the newest key, with an index where one is declared.
    bool is_current(std::string_view stored, sql::Encryption const& column) const;
    std::string const& current_key_id() const;

private:
    struct Keys;
    explicit ColumnVault(std::shared_ptr<Keys const> keys) : keys_(std::move(keys)) {}
    std::shared_ptr<Keys const> keys_;  // wiped with the last copy
};

}  // namespace backstay::auth
