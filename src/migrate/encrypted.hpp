#pragma once

// Encrypted columns (sql/encryption.hpp) on PostgreSQL, which knows nothing of them: that a migration leaves
// nothing that rests on what they say. The embedded engine sees to it itself (sql/define/encryption.cpp).

#include <map>
#include <string>

#include "engine/engine.hpp"

namespace backstay::migrate {

// What the values of each are bound to, by "OID of the table, number of the column".
using EncryptedPlaces = std::map<std::string, std::string>;

// REQUIRES: a session on PostgreSQL.
Result<EncryptedPlaces> encrypted_places(engine::Session& session);
// 55000: a constraint, an index, a policy, ... is over one, or its place is another than before.
Result<void> check_encrypted(engine::Session& session, EncryptedPlaces const& before);

}  // namespace backstay::migrate
