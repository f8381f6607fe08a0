#pragma once

// Passwords as other programs have hashed them, verified only: who signs in with one gets one of ours.
//
//     $pbkdf2-sha256$29000$salt$hash    $pbkdf2-sha512$...    PBKDF2 (RFC 8018), as passlib writes it
//     pbkdf2_sha256$600000$salt$hash                          and as Django does
//     $scrypt$ln=15,r=8,p=1$salt$hash                         scrypt (RFC 7914)
//     $fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=key$salt$hash     scrypt as Firebase uses it: an AES key for `sk`
//
// Costs are bounded, so that a hash that somebody imports cannot hold a worker for minutes or take all
// memory.

#include <string_view>

namespace backstay::auth {

bool is_foreign_hash(std::string_view hash);
bool matches_foreign_hash(std::string_view hash, std::string_view password);

}  // namespace backstay::auth
