#pragma once

// Failures in a row for one account (a password, a second factor's code), in memory: the tenth makes
// everybody wait who tries that account, and each one after it twice as long, up to a quarter of an hour. A
// success forgets them. Any thread may ask.
//
//     lockouts.wait("ann@example.org", now)      nothing, or the seconds to wait
//
// OWASP ASVS 5.0, 6.3.1; the address of who asks does not count, since an attacker has many.

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace backstay::api::auth {

class Lockouts {
public:
    std::optional<int> wait(std::string const& account, Time now);
    // How many seconds the account has to wait from now on, where it has.
    std::optional<int> failed(std::string const& account, Time now);
    void succeeded(std::string const& account);

private:
    struct Failures {
        int count = 0;
        Time until = {};  // when the next try may be
        Time last = {};
    };
    void forget_some(Time now);

    std::mutex mutex_;
    std::map<std::string, Failures, std::less<>> accounts_;  // guarded by mutex_
};

}  // namespace backstay::api::auth
