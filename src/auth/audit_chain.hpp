#pragma once

// How the audit log is sealed. Entries are written by the transactions that do the deeds, beside one another;
// a job (audit_keeper.hpp) then takes those that have no seal yet, some hundred at a time, into the next one:
//
//     seal 1 <──previous── seal 2 <──previous── seal 3          auth.audit_seals
//       │ entries            │ entries            │ entries
//     aaaa sha256          cccc sha256          dddd sha256     in the order of their ids
//     bbbb sha256                               eeee sha256
//
//     entry    = SHA-256("entry " each of id, instance_id, payload, created_at, ip_address)
//     content  = SHA-256("entries " list of ids and digests)    what is left of it when the list has gone
//     digest   = SHA-256("seal " number, entry_count, first_at, last_at, sealed_at, content, previous)
//     mac      = keyed BLAKE2b-128("seal " digest), by a key made of the newest encryption key for this alone
//     previous = the digest of the seal before; "" of the first
//
// Each field goes in as LENGTH:BYTES, NULL as -, times as RFC 3339 in UTC. The digests chain everything
// without a key; a mac proves its seal and all before it. So a key may go once a seal by a newer one has been
// made.
//
// Retention removes the entries of whole seals, the oldest first, and keeps the seals. Through which one it
// has come stands, with a mac of its own, in auth.audit_retention: a removal that only the program can state.
//
// What it does not show: a change of entries that have no seal yet (the newest seconds); that the newest
// seals were cut off with their entries, unless a later seal was noted elsewhere; what one does who has the
// key.

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/engine.hpp"

namespace backstay::auth {

// The columns of auth.audit_log_entries as statements of the sealing select them: id, instance_id, payload,
// created_at, ip_address.
constexpr std::string_view audit_entry_columns = "id, instance_id, payload, created_at, ip_address";
std::string audit_entry_digest(std::vector<engine::Parameter> const& columns);

struct ListedEntry {
    std::string id;
    std::string digest;
    auto operator<=>(ListedEntry const&) const = default;
};
// "ID DIGEST\n" for each, sorted by id.
std::string list_text(std::vector<ListedEntry> entries);
// XX001 when it is of another form.
Result<std::vector<ListedEntry>> read_list(std::string_view text);

struct AuditSeal {
    std::int64_t number = 0;
    std::int64_t entry_count = 0;
    engine::Parameter first_at = {};  // created_at of its entries
    engine::Parameter last_at = {};
    std::string sealed_at = {};
    engine::Parameter entries = {};  // the list; nothing once they have been removed
    std::string content = {};
    std::string previous = {};
    std::string digest = {};
    std::string key_id = {};
    std::string mac = {};
};
constexpr std::string_view audit_seal_columns =
    "number, entry_count, first_at, last_at, sealed_at, entries, content, previous, digest, key_id, mac";
AuditSeal read_audit_seal(std::vector<engine::Parameter> const& columns);

std::string content_digest(std::string_view list);
std::string seal_digest(AuditSeal const& seal);
// "12:DIGEST", what others may note of it.
std::string name_of(AuditSeal const& seal);

// How far retention has come.
struct AuditRemoval {
    std::int64_t through = 0;
    engine::Parameter at = {};
    std::string key_id = {};
    std::string mac = {};
};
constexpr std::string_view audit_removal_columns = "removed_through, removed_at, key_id, mac";
AuditRemoval read_audit_removal(std::vector<engine::Parameter> const& columns);

enum class Proof : std::uint8_t { proven, forged, no_key };

// The keys of macs: those of a Vault, and text as Vault::parse() reads it.
class AuditKeys {
public:
    static Result<AuditKeys> parse(std::string_view keys);

    std::string const& newest() const;
    // By the newest key.
    void sign(AuditSeal& seal) const;
    void sign(AuditRemoval& removal) const;
    Proof check(AuditSeal const& seal) const;
    // That nothing was removed is proven.
    Proof check(AuditRemoval const& removal) const;

private:
    struct Keys;
    explicit AuditKeys(std::shared_ptr<Keys const> keys) : keys_(std::move(keys)) {}
    std::string mac(std::string_view key_id, std::string_view text) const;
    Proof check(std::string_view key_id, std::string_view text, std::string_view mac) const;

    std::shared_ptr<Keys const> keys_;  // wiped with the last copy
};

}  // namespace backstay::auth
