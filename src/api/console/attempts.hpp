#pragma once

// Sign-ins that failed, in memory: from one address at most thirty within five minutes, and for one name,
// once ten have failed, a pause that doubles up to a quarter of an hour. Any thread may ask.
//
//     if (auto const wait = attempts.wait(name, address, now)) ...      the seconds to wait
//     attempts.failed(name, now);  attempts.succeeded(name);

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/time.hpp"

namespace backstay::api::console {

class Attempts {
public:
    // Counts the try of the address. The seconds until another may be made, when none may.
    std::optional<int> wait(std::string const& name, std::string const& address, Time now);
    void failed(std::string const& name, Time now);
    void succeeded(std::string const& name);

private:
    struct Account {
        int failures = 0;
        Time until = {};
    };
    struct Address {
        int tries = 0;
        Time since = {};
    };
    void forget(Time now);

    std::mutex mutex_;
    std::map<std::string, Account> accounts_;   // guarded by mutex_
    std::map<std::string, Address> addresses_;  // guarded by mutex_
};

}  // namespace backstay::api::console
