#pragma once

// The thread that seals the audit log and removes what is older than the operator wants to keep: see
// audit_chain.hpp for what it writes.
//
//     auto const keeper = AuditKeeper::start(keys, retention, open, observer);     until it goes
//
// It works in transactions of some hundred entries, with pauses between, in a session of its own: no sign-in
// waits for it longer than for any write. Programs that share a database take turns by the lock of the one
// row of auth.audit_retention; which of them makes a seal does not matter. An entry whose transaction commits
// late is in a later seal than its created_at says. What a crash leaves has either its seal or none.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "auth/audit_chain.hpp"
#include "base/time.hpp"
#include "observe/event.hpp"

namespace backstay::auth {

class AuditKeeper {
public:
    using OpenSession = std::function<Result<std::unique_ptr<engine::Session>>()>;

    // `retention` of 0: entries are kept for ever.
    static std::unique_ptr<AuditKeeper> start(AuditKeys keys, std::chrono::seconds retention,
                                              OpenSession open, observe::Observer& observer);
    ~AuditKeeper();
    AuditKeeper(AuditKeeper const&) = delete;
    AuditKeeper& operator=(AuditKeeper const&) = delete;

private:
    AuditKeeper(AuditKeys keys, std::chrono::seconds retention, OpenSession open,
                observe::Observer& observer);

    void loop(std::stop_token const& stop);
    Result<void> keep(std::stop_token const& stop);
    Result<bool> in_transaction(std::function<Result<bool>()> const& work);
    Result<bool> has_unsealed();
    Result<bool> seal_some();
    Result<bool> has_old();
    Result<bool> remove_some();
    Result<AuditRemoval> removal(std::string const& text);
    Result<bool> is_old(std::int64_t number);
    Result<void> check_made();
    void tell(AuditSeal const& seal);
    bool pause(std::stop_token const& stop, std::chrono::milliseconds time);

    AuditKeys const keys_;
    std::chrono::seconds const retention_;
    OpenSession const open_;
    observe::Observer& observer_;

    // Of the loop alone.
    std::unique_ptr<engine::Session> session_;
    AuditSeal making_, made_;  // the last that is committed is looked for again: it may not go
    Time told_{};              // when the program's log last had a seal

    std::mutex mutex_;
    std::condition_variable_any stopped_;
    std::jthread thread_;  // last: it is joined before the rest goes
};

}  // namespace backstay::auth
