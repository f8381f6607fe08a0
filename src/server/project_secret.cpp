#include "server/project_secret.hpp"

#include "auth/issue.hpp"
#include "auth/secret_file.hpp"
#include "auth/vault.hpp"
#include "base/text.hpp"

namespace backstay::server {

Result<std::string> project_secret(std::string const& data_folder) {
    auto const path = data_folder + "/jwt_secret";
    TRY(auto text, auth::read_secret_file(path));
    if (!text) {
        TRY(auto const secret, auth::new_secret());
        TRY_VOID(auth::make_secret_file(path, secret + "\n"));
        TRY(text, auth::read_secret_file(path));
    }
    constexpr std::size_t shortest = 32;
    auto const content = text.value_or("");
    auto const secret = trim(content);
    if (secret.size() < shortest)
        return failure("F0000", "the secret in \"" + path + "\" has fewer than 32 characters")
            .hint("Remove the file; the next start makes another, and tokens made before are void.");
    return std::string(secret);
}

Result<std::string> project_encryption_keys(std::string const& data_folder) {
    auto const path = data_folder + "/encryption_keys";
    TRY(auto text, auth::read_secret_file(path));
    if (!text) {
        auto const made = auth::make_secret_file(path, auth::Vault::new_key() + "\n");
        if (!made)
            return failure(made.error()->code, made.error()->message)
                .hint("Where that is not to be written, give the setting encryption.keys.");
        TRY(text, auth::read_secret_file(path));
    }
    return text.value_or("");
}

}  // namespace backstay::server
