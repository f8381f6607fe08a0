#include "cli/key_store.hpp"

#include "auth/secret_file.hpp"
#include "cli/serving.hpp"

namespace backstay::cli {
namespace {

Result<auth::KeyRing> read_file(std::string const& path) {
    TRY(auto const text, auth::read_secret_file(path));
    auto ring = auth::KeyRing::parse(text.value_or(""));
    if (!ring) ring.error()->message = path + ": " + ring.error()->message;
    return ring;
}

}  // namespace

Result<auth::KeyRing> read_ring(server::Options const& options) {
    if (!options.auth.signing_keys.empty()) return auth::KeyRing::parse(options.auth.signing_keys);
    return read_file(keys_file(options));
}

Result<void> change_ring(server::Options const& options,
                         std::function<Result<void>(auth::KeyRing&)> const& change) {
    if (!options.auth.signing_keys.empty())
        return failure("55000", "the keys are given by the setting auth.signing_keys, not by a file")
            .hint("Change them where the setting comes from: `backstay doctor` says where that is.");
    auto const path = keys_file(options);
    TRY(auto const lock, auth::SecretFileLock::take(path));
    TRY(auto ring, read_file(path));
    TRY_VOID(change(ring));
    return auth::replace_secret_file(path, ring.to_string());
}

}  // namespace backstay::cli
