#pragma once

// Whether the audit log is as it was sealed (audit_chain.hpp): walks the chain from its first seal on, a page
// at a time, beside servers that go on sealing and removing.
//
//     AuditVerification verification(session, keys, [](AuditFault const& fault) { ... });
//     verification.expect("12:h0iO...");                    a seal that was noted elsewhere
//     TRY(auto const summary, verification.run([](std::int64_t entries) { ... }));

#include <functional>

#include "auth/audit_chain.hpp"

namespace backstay::auth {

enum class AuditFaultKind : std::uint8_t {
    entry_changed,
    entry_removed,
    entry_inserted,  // it says that it is of a seal that does not list it
    seal_changed,    // its fields, or the list of its entries, do not give its digest
    seal_missing,
    seal_unchained,  // it does not follow the one before
    seal_forged,     // its mac is by another key than it names
    removal_forged,  // what says how far retention has come is not by this project's key
    unproven,        // no key is here that would prove the newest seals
    unexpected,      // the seal that was noted elsewhere is none of these
};
std::string_view name_of(AuditFaultKind kind);  // "entry_changed"

struct AuditFault {
    AuditFaultKind kind = AuditFaultKind::entry_changed;
    std::int64_t seal = 0;
    std::string entry = {};  // its id, where it is about one
    std::string text = {};   // for a person
};

struct AuditSummary {
    std::int64_t seals = 0;
    std::int64_t entries = 0;   // that stand in a seal and are there
    std::int64_t removed = 0;   // by retention
    std::int64_t unsealed = 0;  // not in a seal yet: nothing is known of them
    std::int64_t faults = 0;
    std::string last_seal = {};  // "12:h0iO...": to be noted elsewhere, for the next time
    std::string last_sealed_at = {};
};

class AuditVerification {
public:
    using OnFault = std::function<void(AuditFault const&)>;
    using OnProgress = std::function<void(std::int64_t entries)>;

    AuditVerification(engine::Session& session, AuditKeys const& keys, OnFault on_fault)
        : session_(session), keys_(keys), on_fault_(std::move(on_fault)) {}

    // 22023 when it is not of the form NUMBER:DIGEST.
    Result<void> expect(std::string_view name);
    // Entries that are to be read, for a line that shows how far it is.
    Result<std::int64_t> count();
    Result<AuditSummary> run(OnProgress const& on_progress);

private:
    struct Expected {
        std::int64_t number = 0;
        std::string digest;
        bool found = false;
    };

    Result<bool> next_seal();
    Result<void> check_seal(OnProgress const& on_progress);
    void check_chain();
    void check_proof();
    void check_expected();
    Result<bool> check_entries(OnProgress const& on_progress);
    Result<void> check_strays();
    Result<void> check_removal();
    Result<AuditRemoval> removal();
    void end();
    void fault(AuditFaultKind kind, std::int64_t seal, std::string text, std::string entry = {});

    engine::Session& session_;
    AuditKeys const& keys_;
    OnFault const on_fault_;
    std::optional<Expected> expected_;
    AuditSummary summary_;
    AuditSeal before_, seal_;
    std::int64_t proven_through_ = 0;
};

}  // namespace backstay::auth
