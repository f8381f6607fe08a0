#pragma once

// Passwords as they are kept: argon2id with 19 MiB, two passes and one lane (RFC 9106, OWASP), and what other
// programs left us.
//
//     $argon2id$v=19$m=19456,t=2,p=1$salt$hash      ours, and others' argon2i and argon2id
//     $2a$10$...  $2b$...  $2y$...                   bcrypt, verified only
//     and those of foreign_hash.hpp                  PBKDF2 and scrypt, verified only
//
// A password is what its letters are, however a keyboard has composed them (NFKC, Unicode's annex 15): both
// functions take it in any form.
//
// Both functions take tens of milliseconds and much memory: a Hasher runs them beside the event loops.

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace backstay::auth {

Result<std::string> hash_password(std::string_view password);
// A hash of ours that no password has: to verify one against it takes as long as against a user's.
std::string nobodys_hash();

enum class Match : std::uint8_t {
    no,
    yes,
    yes_but_weaker_than_ours  // to be hashed anew
};
Match verify_password(std::string_view hash, std::string_view password);

// NFKC of a password; as it is where it is no UTF-8.
std::string composed(std::string_view password);

// Whether verify_password() knows the form.
bool is_known_hash(std::string_view hash);

}  // namespace backstay::auth
