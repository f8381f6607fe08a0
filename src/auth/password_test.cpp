#include "auth/password.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

#include "auth/common_passwords.hpp"

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

TEST(Password, HasAHashThatNothingMatches) {
    auto const nobodys = nobodys_hash();
    auto const ours = hash_password("secret");
    ASSERT_TRUE(ours);
    auto const cost_of = [](std::string const& hash) { return hash.substr(0, hash.find("p=1$")); };
    EXPECT_EQ(cost_of(nobodys), cost_of(*ours));
    EXPECT_EQ(nobodys.size(), ours->size());
    EXPECT_TRUE(is_known_hash(nobodys));
    // It is read as one: what cannot be read is answered at once.
    EXPECT_EQ(crypto_pwhash_str_needs_rehash(nobodys.c_str(), 2, std::size_t{19} * 1024 * 1024), 0);
    EXPECT_EQ(verify_password(nobodys, "secret"), Match::no);
}

// Of the test vectors of OpenBSD's bcrypt.
TEST(Password, OpensWhatOthersHaveHashed) {
    std::string const bcrypt = "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe";
    EXPECT_EQ(verify_password(bcrypt, "a"), Match::yes_but_weaker_than_ours);
    EXPECT_EQ(verify_password(bcrypt, "b"), Match::no);
    EXPECT_EQ(verify_password(bcrypt.substr(0, 59), "a"), Match::no);
    EXPECT_EQ(verify_password("", "a"), Match::no);
}

// The second is the example of Firebase's documentation; the others are Python's hashlib's.
TEST(Password, OpensPbkdf2AndScrypt) {
    struct Case {
        char const *hash, *password;
    };
    constexpr Case cases[] = {
        {"$scrypt$ln=12,r=8,p=1$c2FsdHNhbHRzYWx0$a9rizeBWIsm1/3xBz9Ai0MdNhukbXgL67JBO1idt7q4",
         "a good password"},
        {"$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk="
         "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKb"
         "m0QsEmYUSDzZvpjeJ9WmXA==$42xEC+ixf3L2lw==$lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/"
         "qzrCnh1SAyZvqmZqAjTdn3aoI"
         "tz+VHjoZilo78198JAdRuid5lQ==",
         "user1password"},
        {"$pbkdf2-sha256$1000$c2FsdHNhbHRzYWx0$ZILtHuGHRQyQSt8.b7SgzLuV/QJ2/Dip.e0ZHNqtXkE",
         "a good password"},
        {"$pbkdf2-sha512$1000$c2FsdHNhbHRzYWx0$FucJuhMMJy8RhuHbu5OxJyKA8ZvdZ00eVPMSekTUarEMVrUzNtQXqf."
         "xQRLmNXKmcr"
         "sv.bOrPF6/JChI5rGH0A",
         "a good password"},
        {"pbkdf2_sha256$1000$abcdefgh$WKJjBYN5K2ILZiyOXdePk626Rs3IEnz3euWHsqnIoM8=", "a good password"},
    };
    for (auto const& [hash, password] : cases) {
        EXPECT_TRUE(is_known_hash(hash)) << hash;
        EXPECT_EQ(verify_password(hash, password), Match::yes_but_weaker_than_ours) << hash;
        EXPECT_EQ(verify_password(hash, "another password"), Match::no) << hash;
    }
}

TEST(Password, IsItsLettersHoweverTheyAreComposed) {
    auto const hash = hash_password("caf\u00e9 au lait");
    ASSERT_TRUE(hash);
    EXPECT_EQ(verify_password(*hash, "cafe\u0301 au lait"), Match::yes);
    EXPECT_EQ(verify_password(*hash, "cafe au lait"), Match::no);
    EXPECT_EQ(composed("\ufb01ne"), "fine");
    EXPECT_EQ(composed("\xff\xfe"), "\xff\xfe");
}

TEST(Password, IsCommonInAnyCase) {
    for (auto const* text : {"123456", "password1", "PassWord1", "qwertyuiop", "trustno1"})
        EXPECT_TRUE(is_common_password(text)) << text;
    for (auto const* text : {"", "correct horse battery staple", "password-of-ann", "123456,password"})
        EXPECT_FALSE(is_common_password(text)) << text;
}

TEST(Password, KnowsTheFormsOfHashes) {
    EXPECT_TRUE(is_known_hash("$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"));
    EXPECT_TRUE(is_known_hash("$argon2i$v=19$m=16,t=2,p=1$c29tZXNhbHQ$abc"));
    for (auto const* text :
         {"", "password", "$argon2d$v=19$m=16,t=2,p=1$c29tZXNhbHQ$abc", "$1$abc$def", "$2a$",
          // what would take minutes or all memory
          "$pbkdf2-sha256$4000000000$c2FsdA$aGFzaA", "$scrypt$ln=20,r=64,p=1$c2FsdA$aGFzaA",
          "$scrypt$ln=99,r=8,p=1$c2FsdA$aGFzaA", "$scrypt$ln=10,r=8$c2FsdA$aGFzaA",
          "$pbkdf2-sha256$0$c2FsdA$aGFzaA", "$pbkdf2-sha256$1000$c2FsdA$",
          "$fbscrypt$v=2,n=14,r=8,p=1,ss=Bw==,sk=Bw==$c2FsdA$aGFzaA"})
        EXPECT_FALSE(is_known_hash(text)) << text;
}

}  // namespace
}  // namespace backstay::auth
