#include "auth/audit_chain.hpp"

#include <gtest/gtest.h>

namespace backstay::auth {
namespace {

constexpr auto one = "00000001:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
constexpr auto two = "00000002:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";
constexpr auto id = "5f0c1a52-0000-4000-8000-000000000001";

using Columns = std::vector<engine::Parameter>;

AuditSeal seal_of(std::string const& list) {
    AuditSeal seal{.number = 2,
                   .entry_count = 1,
                   .first_at = "2026-11-28 10:00:00.25+00",
                   .last_at = "2026-11-28 10:00:00.25+00",
                   .sealed_at = "2026-11-28 10:00:05+00",
                   .entries = list,
                   .content = content_digest(list),
                   .previous = "before"};
    seal.digest = seal_digest(seal);
    return seal;
}

// Computed by another program from what the header says: logs that are sealed already have to verify.
TEST(AuditChain, DigestsStayWhatTheyAre) {
    auto const entry = audit_entry_digest(
        {id, std::nullopt, R"({"action":"login"})", "2026-11-28 10:00:00.25+00", "10.0.0.7"});
    EXPECT_EQ(entry, "IxqSVzcFwN_dimvxAVSMMbj1VUmrKZhWYVBn_vH7jlw");
    auto const seal = seal_of(list_text({{id, entry}}));
    EXPECT_EQ(seal.content, "2QWRC8UyDHxjEQFyKygmHVRuIuSUlJK5vWvzuzm-_Ms");
    EXPECT_EQ(seal.digest, "UdzR2i7w_ybjNXs7YLDZzSZFTDyjA6UlNY7NrWxxpg8");
}

TEST(AuditChain, ATimeIsOneHoweverItIsWrittenAndAllElseCounts) {
    Columns const columns{id, std::nullopt, "{}", "2026-11-28T10:00:00.250Z", ""};
    auto const digest = audit_entry_digest(columns);
    auto other = columns;
    other[3] = "2026-11-28 10:00:00.25+00";
    EXPECT_EQ(audit_entry_digest(other), digest);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        other = columns;
        other[i] = "x";
        EXPECT_NE(audit_entry_digest(other), digest) << i;
    }
    // NULL is no text, and no field runs into the next.
    EXPECT_NE(audit_entry_digest({id, "", "{}", columns[3], ""}), digest);
    EXPECT_NE(audit_entry_digest({id, "a", "b", std::nullopt, ""}),
              audit_entry_digest({id, "ab", "", std::nullopt, ""}));
}

TEST(AuditChain, AListReadsBackInOrder) {
    auto const text = list_text({{"b", "2"}, {"a", "1"}});
    EXPECT_EQ(text, "a 1\nb 2\n");
    EXPECT_EQ(read_list(text).value(), (std::vector<ListedEntry>{{"a", "1"}, {"b", "2"}}));
    EXPECT_TRUE(read_list("").value().empty());
    for (auto const* const wrong : {"a 1", "a\n", "\n", "a 1\nb"})
        EXPECT_EQ(read_list(wrong).error()->code, "XX001") << wrong;
}

TEST(AuditChain, ASealIsProvenByTheKeyThatMadeItAlone) {
    auto const keys = AuditKeys::parse(std::string(two) + "," + one).value();
    auto seal = seal_of("a 1\n");
    keys.sign(seal);
    EXPECT_EQ(seal.key_id, "00000002");
    EXPECT_EQ(keys.check(seal), Proof::proven);
    EXPECT_EQ(AuditKeys::parse(one).value().check(seal), Proof::no_key);
    auto changed = seal;
    changed.digest.back() = 'x';
    EXPECT_EQ(keys.check(changed), Proof::forged);
    changed = seal;
    changed.key_id = "00000001";
    EXPECT_EQ(keys.check(changed), Proof::forged);
    changed.mac.clear();
    EXPECT_EQ(keys.check(changed), Proof::forged);
}

TEST(AuditChain, WhatIsRemovedIsStatedByTheProgramAlone) {
    auto const keys = AuditKeys::parse(one).value();
    EXPECT_EQ(keys.check(AuditRemoval{}), Proof::proven);
    AuditRemoval removal{.through = 7, .at = "2026-11-28T10:00:00Z"};
    EXPECT_EQ(keys.check(removal), Proof::no_key);
    keys.sign(removal);
    EXPECT_EQ(keys.check(removal), Proof::proven);
    removal.at = "2026-11-28 10:00:00+00";
    EXPECT_EQ(keys.check(removal), Proof::proven);
    removal.through = 8;
    EXPECT_EQ(keys.check(removal), Proof::forged);
}

}  // namespace
}  // namespace backstay::auth
