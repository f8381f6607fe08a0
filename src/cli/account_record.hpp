#pragma once

// A row of auth.users or auth.identities on its way in: the columns that are taken, in one order, with what
// the file leaves out filled in.
//
//     auto user = read_account(user_table(), "users.csv", row, unknown);
//     TRY_VOID(complete_user(user, now));       the address in lower case, aud and role given, ...

#include <bitset>
#include <set>
#include <string>
#include <vector>

#include "cli/row_source.hpp"

namespace backstay::cli {

// What is taken of auth.users. Tokens of mails that are on their way are not: their links lead to the server
// that has sent them.
enum UserColumn : std::uint8_t {
    user_id,
    aud,
    role,
    email,
    encrypted_password,
    email_confirmed_at,
    invited_at,
    confirmation_sent_at,
    recovery_sent_at,
    last_sign_in_at,
    raw_app_meta_data,
    raw_user_meta_data,
    is_super_admin,
    created_at,
    updated_at,
    phone,
    phone_confirmed_at,
    banned_until,
    is_sso_user,
    deleted_at,
    is_anonymous
};

enum IdentityColumn : std::uint8_t {
    provider_id,
    owner_id,
    identity_data,
    provider,
    signed_in_at,
    made_at,
    changed_at,
    row_id
};

struct AccountTable {
    std::string name;                  // in the schema auth
    std::vector<std::string> columns;  // in the order of the enumerators
    std::set<std::string> left_out;    // known, and not taken
    std::set<std::string> key;
};
AccountTable const& user_table();
AccountTable const& identity_table();

struct AccountRecord {
    static constexpr std::size_t most_columns = 32;

    std::vector<engine::Parameter> values;
    std::bitset<most_columns> given = {};  // by the file, the others by default
    Position place = {};

    bool is_true(std::size_t column) const;
    bool is_empty(std::size_t column) const { return !values[column] || values[column]->empty(); }
    bool has_unique_email() const { return values[email].has_value() && !is_true(is_sso_user); }
};

// Adds names of columns that are in no version of the table to `unknown`, as "users.favourite_colour".
AccountRecord read_account(AccountTable const& table, std::string const& file, Row const& row,
                           std::set<std::string>& unknown);

// What is wrong with the record is told with its place. `now`: for times that the file does not have.
Result<void> complete_user(AccountRecord& user, std::string const& now);
Result<void> complete_identity(AccountRecord& identity, std::string const& now);

}  // namespace backstay::cli
