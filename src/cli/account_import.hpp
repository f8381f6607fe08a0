#pragma once

// Users and identities of another GoTrue come in: what a row has to be, which rows are there already, and
// what is written. The rows come one at a time, all users before all identities, in a transaction of the
// session's.
//
//     AccountImport import(session, OnConflict::fail);
//     TRY_VOID(import.user("users.csv", row)); ...    TRY_VOID(import.end_users());
//     TRY_VOID(import.identity("identities.csv", row)); ...    TRY_VOID(import.end_identities());
//
// An e-mail address or phone number that has no identity of its kind gets one, and an account whose metadata
// names no provider is given those of its identities. Errors have the row's place.

#include <cstdint>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "cli/account_record.hpp"
#include "cli/row_source.hpp"
#include "engine/engine.hpp"

namespace backstay::cli {

enum class OnConflict : std::uint8_t { fail, skip, update };

struct AccountCounts {
    std::int64_t imported = 0, updated = 0, skipped = 0;
};

struct AccountSummary {
    AccountCounts users, identities;
    std::int64_t made_identities = 0;
    std::int64_t unknown_hashes = 0;        // no sign-in can verify them
    std::set<std::string> unknown_columns;  // "users.favourite_colour"
};

class AccountImport {
public:
    AccountImport(engine::Session& session, OnConflict on_conflict);

    Result<void> user(std::string const& file, Row const& row);
    // 23505 when rows are there already and may not be.
    Result<void> end_users();
    Result<void> identity(std::string const& file, Row const& row);
    Result<void> end_identities();

    AccountSummary const& summary() const { return summary_; }

private:
    enum class Fate : std::uint8_t { insert, update, leave };
    struct Owners {
        std::unordered_set<std::string> ids;
        std::unordered_map<std::string, std::string> email, phone;  // the user's id by address
    };
    struct Known {
        std::unordered_set<std::string> users;
        std::unordered_map<std::string, std::string> owner;  // the user's id by provider and subject
    };

    Result<std::vector<std::vector<engine::Parameter>>> ask(std::string const& text,
                                                            std::set<std::string> const& values);
    Result<Owners> find_owners();
    Result<Known> find_known();
    Fate fate_of(AccountRecord const& user, Owners& owners);
    Result<Fate> fate_of(AccountRecord const& identity, Known& known);
    Fate conflict(std::string what, AccountRecord const& record, bool same);
    Result<void> send_users();
    Result<void> send_identities();
    Result<void> insert(AccountTable const& table, std::vector<AccountRecord> const& records);
    Result<void> update(AccountTable const& table, std::vector<AccountRecord> const& records);
    Result<void> refuse_conflicts() const;
    Result<void> make_identities(std::vector<std::string> const& ids);

    engine::Session& session_;
    OnConflict on_conflict_;
    AccountSummary summary_;
    std::string now_;
    std::vector<AccountRecord> batch_;
    std::vector<std::string> imported_;        // ids of users
    std::unordered_set<std::string> skipped_;  // likewise
    std::vector<std::string> conflicts_;       // the first of them, in words
    std::int64_t conflict_count_ = 0;
};

}  // namespace backstay::cli
