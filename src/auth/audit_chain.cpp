#include "auth/audit_chain.hpp"

#include <sodium.h>

#include <algorithm>

#include "auth/base64.hpp"
#include "auth/hmac.hpp"
#include "auth/row.hpp"
#include "auth/vault_keys.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace backstay::auth {
namespace {

constexpr std::string_view purpose = "audit seals";

std::string sha256(std::string_view text) {
    std::string digest(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                       reinterpret_cast<unsigned char const*>(text.data()), text.size());
    return encode_base64url(digest);
}

// "3:abc", and "-" for NULL.
void append(std::string& out, engine::Parameter const& field) {
    if (field) {
        out += std::to_string(field->size()) + ":" + *field;
    } else {
        out += "-";
    }
}

// One text for a time, however it is written; "infinity" and its like stay.
engine::Parameter instant(engine::Parameter const& text) {
    auto const time = text ? parse_time(*text) : std::nullopt;
    return time ? engine::Parameter(to_rfc3339(*time)) : text;
}

std::string proven_text(AuditSeal const& seal) { return "seal " + seal.digest; }

std::string proven_text(AuditRemoval const& removal) {
    std::string text = "removed " + std::to_string(removal.through) + " ";
    append(text, instant(removal.at));
    return text;
}

}  // namespace

std::string audit_entry_digest(std::vector<engine::Parameter> const& columns) {
    Row row(columns);
    std::string text = "entry ";
    append(text, row.optional());
    append(text, row.optional());
    append(text, row.optional());
    append(text, instant(row.optional()));
    append(text, row.optional());
    return sha256(text);
}

std::string list_text(std::vector<ListedEntry> entries) {
    std::ranges::sort(entries);
    std::string text;
    for (auto const& entry : entries) text += entry.id + " " + entry.digest + "\n";
    return text;
}

Result<std::vector<ListedEntry>> read_list(std::string_view text) {
    std::vector<ListedEntry> entries;
    while (!text.empty()) {
        auto const line = split_once(text, '\n');
        auto const words = line ? split_once(line->first, ' ') : std::nullopt;
        if (!words) return failure("XX001", "the list of a seal's entries is of another form");
        entries.push_back({std::string(words->first), std::string(words->second)});
        text = line->second;
    }
    return entries;
}

AuditSeal read_audit_seal(std::vector<engine::Parameter> const& columns) {
    Row row(columns);
    return {.number = row.integer(),
            .entry_count = row.integer(),
            .first_at = row.optional(),
            .last_at = row.optional(),
            .sealed_at = row.text(),
            .entries = row.optional(),
            .content = row.text(),
            .previous = row.text(),
            .digest = row.text(),
            .key_id = row.text(),
            .mac = row.text()};
}

std::string content_digest(std::string_view list) { return sha256("entries " + std::string(list)); }

std::string seal_digest(AuditSeal const& seal) {
    std::string text = "seal ";
    append(text, std::to_string(seal.number));
    append(text, std::to_string(seal.entry_count));
    append(text, instant(seal.first_at));
    append(text, instant(seal.last_at));
    append(text, instant(seal.sealed_at));
    append(text, seal.content);
    append(text, seal.previous);
    return sha256(text);
}

std::string name_of(AuditSeal const& seal) { return std::to_string(seal.number) + ":" + seal.digest; }

AuditRemoval read_audit_removal(std::vector<engine::Parameter> const& columns) {
    Row row(columns);
    return {.through = row.integer(), .at = row.optional(), .key_id = row.text(), .mac = row.text()};
}

struct AuditKeys::Keys {
    VaultKeys list;
};

Result<AuditKeys> AuditKeys::parse(std::string_view keys) {
    auto parsed = std::make_shared<Keys>();
    TRY_VOID(read_vault_keys(keys, parsed->list));
    return AuditKeys(std::move(parsed));
}

std::string const& AuditKeys::newest() const { return keys_->list.front().id; }

std::string AuditKeys::mac(std::string_view key_id, std::string_view text) const {
    auto const* const key = find_vault_key(keys_->list, key_id);
    return key == nullptr ? "" : encode_base64url(keyed_digest(*key, purpose, text));
}

Proof AuditKeys::check(std::string_view key_id, std::string_view text, std::string_view mac_text) const {
    auto const right = mac(key_id, text);
    if (right.empty()) return Proof::no_key;
    return equal_in_constant_time(right, mac_text) ? Proof::proven : Proof::forged;
}

void AuditKeys::sign(AuditSeal& seal) const {
    seal.key_id = newest();
    seal.mac = mac(seal.key_id, proven_text(seal));
}
void AuditKeys::sign(AuditRemoval& removal) const {
    removal.key_id = newest();
    removal.mac = mac(removal.key_id, proven_text(removal));
}

Proof AuditKeys::check(AuditSeal const& seal) const {
    return check(seal.key_id, proven_text(seal), seal.mac);
}
Proof AuditKeys::check(AuditRemoval const& removal) const {
    if (removal.through == 0) return Proof::proven;
    return check(removal.key_id, proven_text(removal), removal.mac);
}

}  // namespace backstay::auth
