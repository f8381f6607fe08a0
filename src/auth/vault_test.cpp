#include "auth/vault.hpp"

#include <gtest/gtest.h>

namespace backstay::auth {
namespace {

constexpr auto one = "00000001:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
constexpr auto two = "00000002:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";

TEST(Vault, OpensWhatItHasSealed) {
    auto const vault = Vault::parse(Vault::new_key()).value();
    for (std::string const text : {"", "JBSWY3DPEHPK3PXP", "ü\0 any bytes", "bs1:"}) {
        auto const sealed = vault.seal(text, "a.b 1");
        EXPECT_TRUE(Vault::is_sealed(sealed));
        EXPECT_NE(sealed, vault.seal(text, "a.b 1")) << "each has a nonce of its own";
        EXPECT_EQ(vault.open(sealed, "a.b 1"), text);
    }
}

TEST(Vault, HoldsAValueToItsPlace) {
    auto const vault = Vault::parse(one).value();
    auto sealed = vault.seal("secret", "a.b 1");
    EXPECT_EQ(vault.open(sealed, "a.b 2").error()->code, "XX001");
    EXPECT_EQ(vault.open(sealed, "a.c 1").error()->code, "XX001");
    EXPECT_EQ(vault.open(sealed.substr(0, sealed.size() - 4), "a.b 1").error()->code, "XX001");
    EXPECT_EQ(vault.open("bs1:00000001:", "a.b 1").error()->code, "XX001");
    auto& letter = sealed.at(sealed.size() - 10);
    letter = letter == 'A' ? 'B' : 'A';
    EXPECT_EQ(vault.open(sealed, "a.b 1").error()->code, "XX001");
}

TEST(Vault, TheFirstKeySealsAndAllOpen) {
    auto const before = Vault::parse(one).value().seal("text", "p");
    auto const vault = Vault::parse(std::string(two) + ",\n" + one).value();
    EXPECT_EQ(vault.open(before, "p"), "text");
    EXPECT_TRUE(vault.seal("text", "p").starts_with("bs1:00000002:"));
    auto const unknown = Vault::parse(two).value().open(before, "p");
    EXPECT_EQ(unknown.error()->message, "a value is encrypted with the key 00000001, which is not here");
}

TEST(Vault, GivesBackWhatWasNeverSealed) {
    auto const vault = Vault::parse(one).value();
    for (auto const* const text : {"", "JBSWY3DP", "bs1:", "bs1:0000000g:x", "bs1:000000012"})
        EXPECT_EQ(vault.open(text, "p"), text);
}

TEST(Vault, SaysWhatIsNoKey) {
    for (auto const* const text :
         {"", "key", "00000001:AAAA", "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
          "00000001:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA "
          "00000001:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
        EXPECT_EQ(Vault::parse(text).error()->code, "22023") << text;
}

}  // namespace
}  // namespace backstay::auth
