#include "auth/column_vault.hpp"

#include <gtest/gtest.h>

#include "auth/vault.hpp"

namespace backstay::auth {
namespace {

constexpr auto first_key = "00000001:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
constexpr auto second_key = "00000002:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";

sql::Encryption column(bool searchable) { return {.searchable = searchable, .place = "public.patient.name"}; }

TEST(ColumnVault, OpensWhatItHasSealed) {
    auto const vault = ColumnVault::parse(Vault::new_key()).value();
    for (bool const searchable : {false, true})
        for (std::string const text : {"", "flu", "ü\n", "bs1:00000001:"}) {
            auto const sealed = vault.seal(text, column(searchable), {"1"});
            EXPECT_TRUE(Vault::is_sealed(sealed));
            EXPECT_NE(sealed, vault.seal(text, column(searchable), {"1"})) << "each has a nonce of its own";
            EXPECT_EQ(vault.open(sealed, column(searchable), {"1"}), text);
        }
}

TEST(ColumnVault, HoldsAValueToItsRowAndColumn) {
    auto const vault = ColumnVault::parse(first_key).value();
    for (bool const searchable : {false, true}) {
        auto const sealed = vault.seal("flu", column(searchable), {"1", "2"});
        using Key = std::vector<std::string>;
        for (auto const& key : {Key{"1", "3"}, Key{"1"}, Key{"12"}, Key{"1 1:2"}, Key{}})
            EXPECT_EQ(vault.open(sealed, column(searchable), key).error()->code, "BS500");
        auto const other = sql::Encryption{.searchable = searchable, .place = "public.patient.remark"};
        EXPECT_EQ(vault.open(sealed, other, {"1", "2"}).error()->code, "BS500");
        auto changed = sealed;
        auto& letter = changed.at(changed.size() - 10);
        letter = letter == 'A' ? 'B' : 'A';
        EXPECT_EQ(vault.open(changed, column(searchable), {"1", "2"}).error()->code, "BS500");
        EXPECT_EQ(vault.open("bs1:00000001:", column(searchable), {"1"}).error()->code, "BS500");
    }
}

TEST(ColumnVault, SaysWhereAValueStandsAndNotWhatItIs) {
    auto const vault = ColumnVault::parse(first_key).value();
    auto const error = vault.open(vault.seal("flu", column(false), {"1"}), column(false), {"2"}).error();
    EXPECT_EQ(error->message,
              "the value of public.patient.name has been changed, or moved from another row or column");
    EXPECT_EQ(error->detail, "It stands in the row with the key (2).");
}

TEST(ColumnVault, TellsEqualTextsOfOneColumnAlone) {
    auto const vault = ColumnVault::parse(first_key).value();
    auto const prefix = vault.blind_prefixes("Ann", column(true)).at(0);
    EXPECT_EQ(prefix.size(), static_cast<std::size_t>(sql::blind_prefix));
    EXPECT_TRUE(vault.seal("Ann", column(true), {"1"}).starts_with(prefix + ":"));
    EXPECT_TRUE(vault.seal("Ann", column(true), {"2"}).starts_with(prefix + ":"));
    EXPECT_FALSE(vault.seal("ann", column(true), {"1"}).starts_with(prefix));
    EXPECT_NE(vault.blind_prefixes("Ann", {.searchable = true, .place = "public.patient.phone"}).at(0),
              prefix);
}

TEST(ColumnVault, HoldsTheBlindIndexToItsText) {
    auto const vault = ColumnVault::parse(first_key).value();
    auto const ann = vault.seal("Ann", column(true), {"1"}), bob = vault.seal("Bob", column(true), {"1"});
    EXPECT_EQ(
        vault.open(ann.substr(0, sql::blind_prefix) + bob.substr(sql::blind_prefix), column(true), {"1"})
            .error()
            ->code,
        "BS500");
}

TEST(ColumnVault, SealsWithTheNewestKeyAndSeeksByAll) {
    auto const before = ColumnVault::parse(first_key).value();
    auto const vault = ColumnVault::parse(std::string(second_key) + "\n" + first_key).value();
    auto const sealed = before.seal("Ann", column(true), {"1"});
    EXPECT_EQ(vault.open(sealed, column(true), {"1"}), "Ann");
    auto const prefixes = vault.blind_prefixes("Ann", column(true));
    ASSERT_EQ(prefixes.size(), 2U);
    EXPECT_TRUE(vault.seal("Ann", column(true), {"1"}).starts_with(prefixes[0]));
    EXPECT_TRUE(sealed.starts_with(prefixes[1]));
    auto const gone = ColumnVault::parse(second_key).value().open(sealed, column(true), {"1"});
    EXPECT_EQ(gone.error()->code, "F0000");
}

TEST(ColumnVault, KnowsWhatIsToBeSealedAnew) {
    auto const before = ColumnVault::parse(first_key).value();
    auto const vault = ColumnVault::parse(std::string(second_key) + "\n" + first_key).value();
    EXPECT_TRUE(vault.is_current(vault.seal("a", column(true), {"1"}), column(true)));
    EXPECT_TRUE(vault.is_current(vault.seal("a", column(false), {"1"}), column(false)));
    EXPECT_FALSE(vault.is_current(vault.seal("a", column(false), {"1"}), column(true)));
    EXPECT_FALSE(vault.is_current(vault.seal("a", column(true), {"1"}), column(false)));
    EXPECT_FALSE(vault.is_current(before.seal("a", column(false), {"1"}), column(false)));
    EXPECT_FALSE(vault.is_current("plain", column(false)));
    EXPECT_EQ(vault.open("plain", column(false), {"1"}), "plain");
}

}  // namespace
}  // namespace backstay::auth
