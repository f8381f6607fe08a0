#pragma once

// Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): what a key is, whose it is, and which keys are
// under way in this program, so that a second request of one is told to wait.

#include <mutex>
#include <set>
#include <string>

#include "base/principal.hpp"
#include "base/result.hpp"
#include "http/request.hpp"

namespace backstay::api::rest {

// BS400 where the field has none.
Result<std::string> idempotency_key(http::Request const& request);
// Keys of different callers have nothing to do with each other.
std::string idempotency_scope(Principal const& principal);

class KeysUnderWay {
public:
    // Holds a key as long as it lives; false if somebody else does.
    class Held {
    public:
        Held(KeysUnderWay& keys, std::string key) : keys_(keys), key_(std::move(key)) {
            std::lock_guard const lock(keys_.mutex_);
            first_ = keys_.keys_.insert(key_).second;
        }
        Held(Held const&) = delete;
        Held& operator=(Held const&) = delete;
        ~Held() {
            std::lock_guard const lock(keys_.mutex_);
            if (first_) keys_.keys_.erase(key_);
        }
        explicit operator bool() const { return first_; }

    private:
        KeysUnderWay& keys_;
        std::string key_;
        bool first_ = false;
    };

private:
    std::mutex mutex_;
    std::set<std::string> keys_;  // guarded by mutex_
};

}  // namespace backstay::api::rest
