#pragma once

// What happens to a user's row and identities together.

#include "api/auth/context.hpp"

namespace backstay::api::auth {

struct NewUser {
    std::string id = {};  // empty: a new one
    std::string email = {}, phone = {};
    std::string password_hash = {};
    JsonObject data = {};          // user_metadata
    JsonObject app_metadata = {};  // beside provider and providers
    std::string role = "authenticated";
    std::string audience = {};
    bool anonymous = false;
    std::optional<Identity> external = {};  // in place of those of the addresses
    enum class Metadata : std::uint8_t { with_identity, as_given } metadata = Metadata::with_identity;
};

// Asks the hook before_user_created; then makes the row, then its identities, then what is known only then: a
// trigger on the table sees the row as `data` made it. 500 saving_new_user when such a trigger raises; the
// cause has its SQLSTATE, 23505 when someone else was faster.
Flow<User> create_user(Context& context, engine::OwnTransaction& transaction, NewUser made, Asked& asked);

// The address is the user's: the time of it, email_verified in identity and metadata, no token left.
Flow<User> confirm_email(engine::OwnTransaction& transaction, User const& user, Time now);

// The same for its number.
Flow<User> confirm_phone(engine::OwnTransaction& transaction, User const& user, Time now);
// The number that the user has shown to be theirs takes the place of the one it has, if any; who was
// anonymous is so no more. 422 phone_exists when somebody else has it by now.
Flow<User> take_phone(engine::OwnTransaction& transaction, User const& user, std::string phone, Time now);
// The same, with the notice of it.
Flow<User> take_phone_and_tell(Context& context, engine::OwnTransaction& transaction, User const& user,
                               std::string phone, Asked& asked);

// The user as it is now. REQUIRES: it is there.
Flow<User> read_again(engine::OwnTransaction& transaction, std::string id);

}  // namespace backstay::api::auth
