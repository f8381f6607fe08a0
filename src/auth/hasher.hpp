#pragma once

// Hashes passwords on threads of their own, so that sign-ins never hold up other requests.
//
//     CO_TRY(auto const hash, co_await hasher.hash(password));

#include <string>

#include "auth/password.hpp"
#include "auth/workers.hpp"
#include "base/task.hpp"

namespace backstay::auth {

class Hasher {
public:
    Hasher(std::size_t threads, std::size_t queue_limit);

    // 53300 when too many wait already.
    Task<std::string> hash(std::string password);
    // An empty hash is compared with one that nothing matches, so that it takes as long.
    Task<Match> verify(std::string hash, std::string password);

private:
    std::string const nobodys_;  // nobodys_hash()
    Workers workers_;
};

}  // namespace backstay::auth
