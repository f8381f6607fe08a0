#pragma once

// The sequences of one database. As PostgreSQL's they live outside of transactions: a number that was given
// out is gone, also when the transaction fails. They are kept in memory, shared by all connections of the
// process, and written to backstay_sequence with the next commit.

#include <cstdint>
#include <map>
#include <mutex>

#include "base/result.hpp"
#include "engine/sqlite/stmt.hpp"
#include "sql/catalog.hpp"

namespace backstay::engine::sqlite {

class Sequences {
public:
    struct State {
        std::int64_t value = 0;  // given out last, or to be given out next when not `called`
        bool called = false;
        bool changed = false;
    };

    // nextval(): 2200H when the sequence is at its end.
    Result<std::int64_t> next(sql::CatalogRelation const& sequence);
    Result<void> set(sql::CatalogRelation const& sequence, std::int64_t value, bool called);
    void restart(sql::ObjectId sequence, std::int64_t value);
    void drop(sql::ObjectId sequence);

    // Whether numbers were given out that the file does not know of.
    bool changed() const;
    // Inside the transaction that is about to commit.
    Result<void> store(Connection const& db);
    // What the file holds, where it is further on than this process (another process wrote).
    Result<void> load(Connection const& db);

    // To run a failed statement once more for its error's detail, with the numbers it had.
    std::map<sql::ObjectId, State> snapshot() const;
    void restore(std::map<sql::ObjectId, State> states);

private:
    mutable std::mutex mutex_;
    std::map<sql::ObjectId, State> states_;  // guarded by mutex_
};

}  // namespace backstay::engine::sqlite
