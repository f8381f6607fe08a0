#include "engine/sqlite/sequences.hpp"

#include <gtest/gtest.h>

namespace backstay::engine::sqlite {
namespace {

sql::CatalogRelation sequence(sql::SequenceOptions options) {
    return {.id = 7,
            .name = {"public", "s"},
            .kind = sql::CatalogRelationKind::sequence,
            .sequence = std::move(options)};
}

TEST(Sequences, CountFromTheirStartByTheirIncrement) {
    Sequences sequences;
    auto const s = sequence({.start = 10, .increment = 5});
    EXPECT_EQ(sequences.next(s), 10);
    EXPECT_EQ(sequences.next(s), 15);
    sequences.restart(s.id, 100);
    EXPECT_EQ(sequences.next(s), 100);
    EXPECT_TRUE(sequences.set(s, 7, true));
    EXPECT_EQ(sequences.next(s), 12);
}

TEST(Sequences, EndOrBeginAgain) {
    Sequences sequences;
    auto const ends = sequence({.max_value = 1});
    EXPECT_EQ(sequences.next(ends), 1);
    EXPECT_EQ(sequences.next(ends).error()->message, "nextval: reached maximum value of sequence \"s\" (1)");
    auto again = sequence({.max_value = 1, .cycle = true});
    EXPECT_EQ(sequences.next(again), 1);
    EXPECT_EQ(sequences.set(ends, 2, true).error()->code, "22003");
}

TEST(Sequences, AreStoredAndLoaded) {
    auto db = Connection::open(":memory:", Connection::Access::read_write);
    ASSERT_TRUE(db);
    ASSERT_TRUE(
        db->execute("create table backstay_sequence (id INTEGER PRIMARY KEY, last_value INTEGER, "
                    "is_called INTEGER)"));
    Sequences first, second;
    auto const s = sequence({});
    EXPECT_EQ(first.next(s), 1);
    EXPECT_EQ(first.next(s), 2);
    ASSERT_TRUE(first.store(*db));
    ASSERT_TRUE(second.load(*db));
    EXPECT_EQ(second.next(s), 3);
}

}  // namespace
}  // namespace backstay::engine::sqlite
