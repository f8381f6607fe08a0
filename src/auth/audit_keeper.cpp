#include "auth/audit_keeper.hpp"

#include <algorithm>

#include "auth/row.hpp"

namespace backstay::auth {
namespace {

constexpr std::chrono::seconds look_again{5};
constexpr std::chrono::seconds after_failure{60};
// Longer than SQLite waits between tries for the lock of the file (100 ms): other processes' writes come in.
constexpr std::chrono::milliseconds between{120};
constexpr std::chrono::hours tell_again{1};
constexpr int entries_at_a_time = 200;

using Values = std::vector<engine::Parameter>;

std::string const take_text =
    "update auth.audit_log_entries set seal = $1 where id in (select id from auth.audit_log_entries where "
    "seal is null order by created_at limit " +
    std::to_string(entries_at_a_time) + ") and seal is null returning " + std::string(audit_entry_columns);

std::string const last_text =
    "select " + std::string(audit_seal_columns) + " from auth.audit_seals order by number desc limit 1";

std::string const add_text = "insert into auth.audit_seals (" + std::string(audit_seal_columns) +
                             ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

std::string const look_text = "select " + std::string(audit_removal_columns) + " from auth.audit_retention";
std::string const lock_text = look_text + " for update";

// The seal over these entries; unsigned, and not yet chained.
AuditSeal seal_over(std::vector<Values> const& rows, Time now) {
    std::vector<ListedEntry> entries;
    std::optional<Time> first, last;
    for (auto const& row : rows) {
        entries.push_back({row.at(0).value_or(""), audit_entry_digest(row)});
        auto const time = row.at(3) ? parse_time(*row.at(3)) : std::nullopt;
        if (!time) continue;
        first = std::min(first.value_or(*time), *time);
        last = std::max(last.value_or(*time), *time);
    }
    AuditSeal seal{.entry_count = static_cast<std::int64_t>(rows.size()), .sealed_at = to_rfc3339(now)};
    if (first) seal.first_at = to_rfc3339(*first);
    if (last) seal.last_at = to_rfc3339(*last);
    seal.entries = list_text(std::move(entries));
    seal.content = content_digest(*seal.entries);
    return seal;
}

}  // namespace

AuditKeeper::AuditKeeper(AuditKeys keys, std::chrono::seconds retention, OpenSession open,
                         observe::Observer& observer)
    : keys_(std::move(keys)), retention_(retention), open_(std::move(open)), observer_(observer) {}

std::unique_ptr<AuditKeeper> AuditKeeper::start(AuditKeys keys, std::chrono::seconds retention,
                                                OpenSession open, observe::Observer& observer) {
    std::unique_ptr<AuditKeeper> keeper(
        new AuditKeeper(std::move(keys), retention, std::move(open), observer));
    keeper->thread_ = std::jthread([&self = *keeper](std::stop_token const& stop) { self.loop(stop); });
    return keeper;
}

AuditKeeper::~AuditKeeper() = default;

// False when it is time to stop.
bool AuditKeeper::pause(std::stop_token const& stop, std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    stopped_.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

void AuditKeeper::loop(std::stop_token const& stop) {
    for (;;) {
        auto const kept = keep(stop);
        if (!kept) {
            observer_.on(observe::Failed{.doing = "keeping the audit log", .message = kept.error()->message});
            session_.reset();
        }
        if (!pause(stop, kept ? look_again : after_failure)) return;
    }
}

// What is to be done is looked for without a lock: mostly there is nothing.
Result<void> AuditKeeper::keep(std::stop_token const& stop) {
    if (!session_) {
        TRY(session_, open_());
        auto const utc = session_->execute("set timezone = 'UTC'");
        if (!utc) return std::unexpected(utc.error());
    }
    TRY_VOID(check_made());
    for (;;) {
        TRY(auto const waiting, has_unsealed());
        if (!waiting) break;
        TRY(auto const sealed, in_transaction([&] { return seal_some(); }));
        if (!sealed) break;
        made_ = std::move(making_);
        tell(made_);
        if (!pause(stop, between)) return {};
    }
    for (;;) {
        TRY(auto const waiting, has_old());
        if (!waiting) break;
        TRY(auto const removed, in_transaction([&] { return remove_some(); }));
        if (!removed || !pause(stop, between)) break;
    }
    return {};
}

Result<bool> AuditKeeper::in_transaction(std::function<Result<bool>()> const& work) {
    TRY_VOID(session_->begin());
    auto done = work();
    if (!done || !*done) {
        TRY_VOID(session_->rollback());
        return done;
    }
    TRY_VOID(session_->commit());
    return done;
}

Result<AuditRemoval> AuditKeeper::removal(std::string const& text) {
    TRY(auto const found, session_->execute(text));
    if (found.rows.size() != 1) return failure("XX001", "auth.audit_retention has lost its row");
    return read_audit_removal(found.rows.front());
}

// ---- sealing ----

Result<bool> AuditKeeper::has_unsealed() {
    TRY(auto const found,
        session_->execute("select 1 from auth.audit_log_entries where seal is null limit 1"));
    return !found.rows.empty();
}

// False when another program was faster.
Result<bool> AuditKeeper::seal_some() {
    TRY(auto const locked, removal(lock_text));
    TRY(auto const found, session_->execute(last_text));
    auto const last = found.rows.empty() ? AuditSeal{} : read_audit_seal(found.rows.front());
    auto const number = std::max(last.number, locked.through) + 1;
    TRY(auto const taken, session_->execute(take_text, Values{std::to_string(number)}));
    if (taken.rows.empty()) return false;
    auto seal = seal_over(taken.rows, time_now());
    seal.number = number;
    seal.previous = last.digest;
    seal.digest = seal_digest(seal);
    keys_.sign(seal);
    TRY(auto const stored,
        session_->execute(add_text, Values{std::to_string(seal.number), std::to_string(seal.entry_count),
                                           seal.first_at, seal.last_at, seal.sealed_at, seal.entries,
                                           seal.content, seal.previous, seal.digest, seal.key_id, seal.mac}));
    if (stored.affected != 1) return failure("XX001", "a seal of the audit log was not written");
    making_ = std::move(seal);
    return true;
}

// Somebody who cuts off the newest seals and lets their entries be sealed anew is seen while the program
// runs.
Result<void> AuditKeeper::check_made() {
    if (made_.number == 0) return {};
    TRY(auto const found, session_->execute("select digest from auth.audit_seals where number = $1",
                                            Values{std::to_string(made_.number)}));
    if (!found.rows.empty() && found.rows.front().at(0) == made_.digest) return {};
    auto const text = "seal " + name_of(made_) + " of the audit log is gone: the chain was cut";
    made_ = {};
    observer_.on(observe::Failed{.doing = "keeping the audit log", .message = text});
    return {};
}

// What `backstay audit verify --expect` can be held against, in a place that who has the database has not.
void AuditKeeper::tell(AuditSeal const& seal) {
    auto const now = time_now();
    if (now - told_ < tell_again) return;
    told_ = now;
    observer_.on(observe::Said{.text = "the audit log is sealed through " + name_of(seal)});
}

// ---- retention ----

Result<bool> AuditKeeper::is_old(std::int64_t number) {
    if (retention_.count() == 0) return false;
    TRY(auto const found,
        session_->execute("select last_at, sealed_at from auth.audit_seals where number = $1",
                          Values{std::to_string(number)}));
    if (found.rows.empty()) return false;
    Row row(found.rows.front());
    auto const last = row.time();
    auto const sealed = row.time();
    if (!sealed) return failure("XX001", "a seal of the audit log has no time");
    return std::min(last.value_or(*sealed), *sealed) < time_now() - retention_;
}

Result<bool> AuditKeeper::has_old() {
    TRY(auto const removed, removal(look_text));
    bool const ours = removed.through == 0 || removed.key_id == keys_.newest();
    if (!ours || keys_.check(removed) != Proof::proven) return true;  // remove_some() says what is wrong
    return is_old(removed.through + 1);
}

// The entries of one seal; or the present state is signed anew, where that was done by an older key.
Result<bool> AuditKeeper::remove_some() {
    TRY(auto removed, removal(lock_text));
    auto const proof = keys_.check(removed);
    if (proof == Proof::no_key)
        return failure("F0000", "encryption.keys lacks the key " + removed.key_id +
                                    ", by which it is proven how far retention has come");
    if (proof == Proof::forged)
        return failure("XX001", "how far retention has come was not written by this program");
    auto const next = removed.through + 1;
    TRY(auto const old, is_old(next));
    if (!old && (removed.through == 0 || removed.key_id == keys_.newest())) return false;
    if (old) {
        removed.through = next;
        removed.at = to_rfc3339(time_now());
    }
    keys_.sign(removed);
    TRY(auto const stored,
        session_->execute("update auth.audit_retention set removed_through = $1, removed_at = $2, key_id = "
                          "$3, mac = $4",
                          Values{std::to_string(removed.through), removed.at, removed.key_id, removed.mac}));
    if (stored.affected != 1) return failure("XX001", "how far retention has come was not written");
    if (!old) return true;
    Values const number{std::to_string(next)};
    TRY(auto const gone, session_->execute("delete from auth.audit_log_entries where seal = $1", number));
    TRY(auto const cleared,
        session_->execute("update auth.audit_seals set entries = null where number = $1", number));
    if (cleared.affected != 1) return failure("XX001", "a seal of the audit log is gone");
    return true;
}

}  // namespace backstay::auth
