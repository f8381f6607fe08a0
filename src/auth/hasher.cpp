#include "auth/hasher.hpp"

#include <sodium.h>

namespace backstay::auth {
namespace {

// A password that is wiped when the last that holds it is gone.
std::shared_ptr<std::string const> secret_of(std::string password) {
    return {new std::string(std::move(password)), [](std::string* secret) {
                sodium_memzero(secret->data(), secret->size());
                delete secret;  // NOLINT(cppcoreguidelines-owning-memory): the pointer's own deleter
            }};
}

}  // namespace

Hasher::Hasher(std::size_t threads, std::size_t queue_limit)
    : nobodys_(nobodys_hash()), workers_(threads, queue_limit) {}

Task<std::string> Hasher::hash(std::string password) {
    return workers_.run<std::string>(
        [secret = secret_of(std::move(password))] { return hash_password(*secret); });
}

Task<Match> Hasher::verify(std::string hash, std::string password) {
    if (hash.empty()) hash = nobodys_;
    return workers_.run<Match>([hash = std::move(hash), secret = secret_of(std::move(password))] {
        return Result<Match>(verify_password(hash, *secret));
    });
}

}  // namespace backstay::auth
