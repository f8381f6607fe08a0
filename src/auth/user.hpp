#pragma once

// Users as the table auth.users holds them, with their identities and second factors.
//
//     CO_TRY(auto user, co_await find_user_by_email(transaction, "a@example.org", "authenticated"));
//     CO_TRY_VOID(co_await update_user(transaction, user->id, UserChange().set("role", "authenticated")));
//
// Every function runs inside a transaction of the program's own (engine::OwnTransaction). A user is read with
// its row locked, so that what is decided by it holds until the transaction's end, but in one that only
// reads.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json_object.hpp"
#include "base/task.hpp"
#include "base/time.hpp"
#include "engine/engine.hpp"

namespace backstay::auth {

struct Identity {
    std::string id;           // of the row
    std::string provider;     // "email", "phone", "google", ...
    std::string provider_id;  // the provider's subject; the user's id for email and phone
    JsonObject data = {};
    std::optional<std::string> email = {};
    std::optional<Time> last_sign_in_at = {}, created_at = {}, updated_at = {};

    bool is_verified() const { return data.boolean("email_verified").value_or(false); }
};

struct Factor {
    std::string id;
    std::string user_id;
    std::string friendly_name;
    std::string type;    // "totp", "phone"
    std::string status;  // "unverified", "verified"
    std::string secret;
    std::string phone;
    std::optional<Time> created_at = {}, updated_at = {}, last_challenged_at = {};

    bool is_verified() const { return status == "verified"; }
};

struct User {
    std::string id;
    std::string aud, role;
    std::string email, phone;  // empty: none
    std::string encrypted_password;
    std::optional<Time> email_confirmed_at = {}, phone_confirmed_at = {}, confirmed_at = {}, invited_at = {};
    std::optional<Time> confirmation_sent_at = {}, recovery_sent_at = {}, reauthentication_sent_at = {};
    std::optional<Time> email_change_sent_at = {}, phone_change_sent_at = {};
    std::string email_change, phone_change;  // what is to become the address; empty: nothing
    int email_change_confirmations = 0;
    std::optional<Time> last_sign_in_at = {}, created_at = {}, updated_at = {};
    std::optional<Time> banned_until = {}, deleted_at = {};
    JsonObject app_metadata = {}, user_metadata = {};
    bool is_sso_user = false, is_anonymous = false;
    std::vector<Identity> identities = {};
    std::vector<Factor> factors = {};

    bool is_banned(Time now) const { return banned_until && *banned_until > now; }
    bool has_verified_factor() const;
    Identity const* identity(std::string_view provider) const;
};

// Columns of auth.users and their new values, in PostgreSQL's text forms.
class UserChange {
public:
    // REQUIRES: `column` is a name in this program's text, never a client's.
    UserChange& set(std::string_view column, engine::Parameter value);
    UserChange& set(std::string_view column, Time time) { return set(column, to_rfc3339(time)); }
    UserChange& set(std::string_view column, JsonObject const& object) {
        return set(column, object.to_string());
    }
    bool empty() const { return columns_.empty(); }
    std::vector<std::pair<std::string, engine::Parameter>> const& columns() const { return columns_; }

private:
    std::vector<std::pair<std::string, engine::Parameter>> columns_;
};

enum class Lock : std::uint8_t { none, row };
Task<std::optional<User>> find_user(engine::OwnTransaction& transaction, std::string id,
                                    Lock lock = Lock::row);
// Addresses are compared as they are: REQUIRES lower case, and a phone without "+".
Task<std::optional<User>> find_user_by_email(engine::OwnTransaction& transaction, std::string email,
                                             std::string aud, Lock lock = Lock::row);
Task<std::optional<User>> find_user_by_phone(engine::OwnTransaction& transaction, std::string phone,
                                             std::string aud, Lock lock = Lock::row);

// The row alone: `change` gives its columns, besides id, created_at and updated_at.
Task<void> insert_user(engine::OwnTransaction& transaction, std::string id, Time now, UserChange change);
Task<void> update_user(engine::OwnTransaction& transaction, std::string id, Time now, UserChange change);
Task<void> delete_user(engine::OwnTransaction& transaction, std::string id);

struct OwnedIdentity {
    std::string user_id;
    Identity identity;
};
Task<std::optional<OwnedIdentity>> find_identity(engine::OwnTransaction& transaction, std::string provider,
                                                 std::string provider_id);
Task<void> insert_identity(engine::OwnTransaction& transaction, std::string user_id, Identity identity,
                           Time now);
Task<void> update_identity(engine::OwnTransaction& transaction, std::string id, JsonObject data, Time now);
// What is left of an identity names nobody.
Task<void> obscure_identity(engine::OwnTransaction& transaction, std::string id, std::string provider_id,
                            Time now);
Task<void> delete_identity(engine::OwnTransaction& transaction, std::string id);
Task<void> touch_identity(engine::OwnTransaction& transaction, std::string user_id, std::string provider,
                          Time now);

struct UserPage {
    std::vector<User> users;  // without identities
    std::int64_t total = 0;
};
enum class Sorting : std::uint8_t { newest_first, oldest_first };
// `filter`: a part of the address or of user_metadata.full_name; empty: all.
Task<UserPage> list_users(engine::OwnTransaction& transaction, std::string filter, Sorting sorting,
                          std::int64_t page, std::int64_t per_page, std::string aud);

}  // namespace backstay::auth
