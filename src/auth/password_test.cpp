#include "auth/password.hpp"

#include <gtest/gtest.h>

namespace backstay::auth {
namespace {

TEST(Password, IsKeptAsArgon2id) {
    auto const hash = hash_password("password123");
    ASSERT_TRUE(hash);
    EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << *hash;
    EXPECT_EQ(verify_password(*hash, "password123"), Match::yes);
    EXPECT_EQ(verify_password(*hash, "password124"), Match::no);
    EXPECT_EQ(verify_password(*hash, ""), Match::no);
    EXPECT_NE(*hash, *hash_password("password123"));
}

// Of the test vectors of OpenBSD's bcrypt.
TEST(Password, OpensWhatOthersHaveHashed) {
    std::string const bcrypt = "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe";
    EXPECT_EQ(verify_password(bcrypt, "a"), Match::yes_but_weaker_than_ours);
    EXPECT_EQ(verify_password(bcrypt, "b"), Match::no);
    EXPECT_EQ(verify_password(bcrypt.substr(0, 59), "a"), Match::no);
    EXPECT_EQ(verify_password("", "a"), Match::no);
}

TEST(Password, KnowsTheFormsOfHashes) {
    EXPECT_TRUE(is_known_hash("$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"));
    EXPECT_TRUE(is_known_hash("$argon2i$v=19$m=16,t=2,p=1$c29tZXNhbHQ$abc"));
    for (auto const* text :
         {"", "password", "$argon2d$v=19$m=16,t=2,p=1$c29tZXNhbHQ$abc", "$1$abc$def", "$2a$"})
        EXPECT_FALSE(is_known_hash(text)) << text;
}

}  // namespace
}  // namespace backstay::auth
