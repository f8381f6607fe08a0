#include "auth/audit_verification.hpp"

#include <algorithm>
#include <charconv>

#include "auth/row.hpp"
#include "base/text.hpp"

namespace backstay::auth {
namespace {

constexpr int entries_at_a_time = 200;
constexpr std::size_t most_faults_of_a_seal = 1000;  // that are kept until it is known that they are some

using Values = std::vector<engine::Parameter>;

std::string const seal_text = "select " + std::string(audit_seal_columns) +
                              " from auth.audit_seals where number > $1 order by number limit 1";

// `from` is ">=" the lowest id there can be, then ">" the last that was read.
std::string entries_text(std::string_view from) {
    return "select " + std::string(audit_entry_columns) +
           " from auth.audit_log_entries where seal = $1 and id " + std::string(from) +
           " cast($2 as uuid) order by id limit " + std::to_string(entries_at_a_time);
}

// Entries of seals that there are not, or that have none any more. One statement, so that retention and
// sealing come before it or after it.
constexpr std::string_view strays_text =
    "select id, seal from auth.audit_log_entries e where seal is not null and (seal <= (select "
    "removed_through from auth.audit_retention) or not exists (select 1 from auth.audit_seals s where "
    "s.number = e.seal)) order by seal, id limit 1000";

constexpr std::string_view lowest_id = "00000000-0000-0000-0000-000000000000";

std::string of_seal(std::int64_t number) { return "seal " + std::to_string(number); }

std::int64_t number_in(std::vector<Values> const& rows) { return Row(rows.at(0)).integer(); }

// The entries of a seal against its list, both in the order of their ids.
class EntryComparison {
public:
    using OnFault = std::function<void(AuditFaultKind kind, std::string const& id)>;

    EntryComparison(std::vector<ListedEntry> const& listed, OnFault on_fault)
        : listed_(listed), on_fault_(std::move(on_fault)) {}

    void see(Values const& columns) {
        auto const id = columns.at(0).value_or("");
        while (next_ < listed_.size() && listed_[next_].id < id)
            on_fault_(AuditFaultKind::entry_removed, listed_[next_++].id);
        if (next_ == listed_.size() || listed_[next_].id != id)
            return on_fault_(AuditFaultKind::entry_inserted, id);
        if (listed_[next_++].digest != audit_entry_digest(columns))
            on_fault_(AuditFaultKind::entry_changed, id);
        ++found_;
    }
    void end() {
        while (next_ < listed_.size()) on_fault_(AuditFaultKind::entry_removed, listed_[next_++].id);
    }
    std::int64_t found() const { return found_; }

private:
    std::vector<ListedEntry> const& listed_;
    OnFault const on_fault_;
    std::size_t next_ = 0;
    std::int64_t found_ = 0;
};

std::string_view what_happened(AuditFaultKind kind) {
    switch (kind) {
        case AuditFaultKind::entry_changed: return " was changed";
        case AuditFaultKind::entry_removed: return " was removed";
        case AuditFaultKind::entry_inserted: return " was inserted";
        default: return "";
    }
}

}  // namespace

std::string_view name_of(AuditFaultKind kind) {
    switch (kind) {
        case AuditFaultKind::entry_changed: return "entry_changed";
        case AuditFaultKind::entry_removed: return "entry_removed";
        case AuditFaultKind::entry_inserted: return "entry_inserted";
        case AuditFaultKind::seal_changed: return "seal_changed";
        case AuditFaultKind::seal_missing: return "seal_missing";
        case AuditFaultKind::seal_unchained: return "seal_unchained";
        case AuditFaultKind::seal_forged: return "seal_forged";
        case AuditFaultKind::removal_forged: return "removal_forged";
        case AuditFaultKind::unproven: return "unproven";
        case AuditFaultKind::unexpected: return "unexpected";
    }
    return "";
}

Result<void> AuditVerification::expect(std::string_view name) {
    auto const parts = split_once(name, ':');
    Expected expected;
    if (parts) {
        auto const [number, digest] = *parts;
        expected.digest = digest;
        auto const read = std::from_chars(number.data(), number.data() + number.size(), expected.number);
        if (read.ec != std::errc() || read.ptr != number.data() + number.size()) expected.number = 0;
    }
    if (expected.number <= 0 || expected.digest.empty())
        return failure("22023", "\"" + std::string(name) + "\" is not NUMBER:DIGEST")
            .hint("It is what `backstay audit verify` says the log is sealed through.");
    expected_ = std::move(expected);
    return {};
}

Result<std::int64_t> AuditVerification::count() {
    TRY(auto const found, session_.execute("select coalesce(sum(entry_count), 0) from auth.audit_seals where "
                                           "number > (select removed_through from auth.audit_retention)"));
    return number_in(found.rows);
}

void AuditVerification::fault(AuditFaultKind kind, std::int64_t seal, std::string text, std::string entry) {
    ++summary_.faults;
    on_fault_({.kind = kind, .seal = seal, .entry = std::move(entry), .text = std::move(text)});
}

Result<AuditSummary> AuditVerification::run(OnProgress const& on_progress) {
    auto const utc = session_.execute("set timezone = 'UTC'");
    if (!utc) return std::unexpected(utc.error());
    for (;;) {
        TRY(auto const more, next_seal());
        if (!more) break;
        TRY_VOID(check_seal(on_progress));
    }
    TRY_VOID(check_strays());
    TRY_VOID(check_removal());
    end();
    TRY(auto const unsealed,
        session_.execute("select count(*) from auth.audit_log_entries where seal is null"));
    summary_.unsealed = number_in(unsealed.rows);
    return summary_;
}

Result<bool> AuditVerification::next_seal() {
    TRY(auto const found, session_.execute(seal_text, Values{std::to_string(seal_.number)}));
    if (found.rows.empty()) return false;
    before_ = std::move(seal_);
    seal_ = read_audit_seal(found.rows.front());
    return true;
}

Result<void> AuditVerification::check_seal(OnProgress const& on_progress) {
    ++summary_.seals;
    check_chain();
    check_proof();
    check_expected();
    if (seal_.entries) {
        TRY(auto const standing, check_entries(on_progress));
        if (standing) return {};
    } else {
        TRY(auto const removed, removal());
        if (seal_.number > removed.through) {
            fault(AuditFaultKind::seal_changed, seal_.number,
                  of_seal(seal_.number) + " has lost the list of its entries");
            return {};
        }
    }
    summary_.removed += seal_.entry_count;
    return {};
}

void AuditVerification::check_chain() {
    auto const number = seal_.number;
    for (auto missing = before_.number + 1; missing < number; ++missing) {
        if (missing > before_.number + 3) {  // a number far off is one fault
            fault(AuditFaultKind::seal_missing, missing,
                  of_seal(missing) + " and those up to " + of_seal(number - 1) + " are missing");
            break;
        }
        fault(AuditFaultKind::seal_missing, missing, of_seal(missing) + " is missing");
    }
    if (seal_digest(seal_) != seal_.digest ||
        (seal_.entries && content_digest(*seal_.entries) != seal_.content))
        fault(AuditFaultKind::seal_changed, number, of_seal(number) + " was changed");
    if (before_.number + 1 == number && seal_.previous != before_.digest)
        fault(AuditFaultKind::seal_unchained, number,
              of_seal(number) + " does not follow " +
                  (before_.number == 0 ? "from nothing, as the first would" : of_seal(before_.number)));
}

void AuditVerification::check_proof() {
    switch (keys_.check(seal_)) {
        case Proof::proven: proven_through_ = seal_.number; return;
        case Proof::no_key: return;
        case Proof::forged: break;
    }
    fault(AuditFaultKind::seal_forged, seal_.number,
          of_seal(seal_.number) + " was not made by this program with the key " + seal_.key_id);
}

void AuditVerification::check_expected() {
    if (!expected_ || expected_->number != seal_.number) return;
    expected_->found = true;
    if (expected_->digest != seal_.digest)
        fault(AuditFaultKind::unexpected, seal_.number, of_seal(seal_.number) + " is not the one expected");
}

// False when retention has removed them meanwhile, which is known once they have been read.
Result<bool> AuditVerification::check_entries(OnProgress const& on_progress) {
    auto const listed = read_list(*seal_.entries);
    if (!listed) {
        fault(AuditFaultKind::seal_changed, seal_.number,
              of_seal(seal_.number) + ": " + listed.error()->message);
        return true;
    }
    std::vector<AuditFault> faults;
    std::int64_t more_faults = 0;
    EntryComparison comparison(*listed, [&](AuditFaultKind kind, std::string const& id) {
        if (faults.size() == most_faults_of_a_seal) {
            ++more_faults;
            return;
        }
        faults.push_back({kind, seal_.number, id,
                          of_seal(seal_.number) + ": entry " + id + std::string(what_happened(kind))});
    });
    std::string after(lowest_id);
    for (std::string_view from = ">=";; from = ">") {
        TRY(auto const page,
            session_.execute(entries_text(from), Values{std::to_string(seal_.number), after}));
        for (auto const& row : page.rows) comparison.see(row);
        on_progress(summary_.entries + comparison.found());
        if (page.rows.size() < entries_at_a_time) break;
        after = page.rows.back().at(0).value_or("");
    }
    comparison.end();
    if (!faults.empty()) {
        TRY(auto const removed, removal());
        if (seal_.number <= removed.through) return false;
    }
    for (auto const& one : faults) fault(one.kind, one.seal, one.text, one.entry);
    summary_.faults += more_faults;
    summary_.entries += comparison.found();
    return true;
}

Result<void> AuditVerification::check_strays() {
    TRY(auto const found, session_.execute(strays_text));
    for (auto const& columns : found.rows) {
        Row row(columns);
        auto const id = row.text();
        auto const number = row.integer();
        fault(AuditFaultKind::entry_inserted, number, of_seal(number) + ": entry " + id + " was inserted",
              id);
    }
    return {};
}

Result<AuditRemoval> AuditVerification::removal() {
    TRY(auto const found,
        session_.execute("select " + std::string(audit_removal_columns) + " from auth.audit_retention"));
    if (found.rows.size() != 1) return failure("XX001", "auth.audit_retention has lost its row");
    return read_audit_removal(found.rows.front());
}

Result<void> AuditVerification::check_removal() {
    TRY(auto const removed, removal());
    auto const through = std::to_string(removed.through);
    switch (keys_.check(removed)) {
        case Proof::proven: return {};
        case Proof::forged:
            fault(AuditFaultKind::removal_forged, removed.through,
                  "that retention has come through seal " + through + " was not written by this program");
            return {};
        case Proof::no_key:
            fault(AuditFaultKind::unproven, removed.through,
                  "the key " + removed.key_id + ", which would prove that retention has come through seal " +
                      through + ", is not here");
            return {};
    }
    return {};
}

void AuditVerification::end() {
    if (proven_through_ < seal_.number)
        fault(AuditFaultKind::unproven, seal_.number,
              "the seals from " + std::to_string(proven_through_ + 1) + " on are not proven: the key " +
                  seal_.key_id + " is not here, or did not make them");
    if (expected_ && !expected_->found)
        fault(AuditFaultKind::unexpected, expected_->number,
              of_seal(expected_->number) + ", which was expected, is missing");
    if (seal_.number == 0) return;
    summary_.last_seal = name_of(seal_);
    summary_.last_sealed_at = seal_.sealed_at;
}

}  // namespace backstay::auth
