#pragma once

// A connection with PostgreSQL's functions, for the tests of the json family.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "engine/sqlite/stmt.hpp"
#include "engine/sqlite/value_text.hpp"

namespace backstay::engine::sqlite {

class JsonFunctions : public testing::Test {
protected:
    struct Case {
        std::string_view sql;       // an expression, or what stands after SELECT, in SQLite's terms
        std::string_view expected;  // the rows as SQLite prints them, or the error's code and message
    };

    void SetUp() override {
        auto opened = Connection::open(":memory:", Connection::Access::read_write);
        ASSERT_TRUE(opened);
        db_ = *std::move(opened);
        ASSERT_TRUE(register_values(db_, state_));
        state_.catalog = &catalog_;
    }

    // "1|a; 2|null": columns divided by '|', rows by "; ".
    std::string run(std::string_view expression) {
        state_.error.reset();
        auto statement = db_.prepare("select " + std::string(expression));
        if (!statement) return statement.error()->message;
        std::string out;
        int code = SQLITE_ROW;
        while ((code = statement->step()) == SQLITE_ROW) {
            if (!out.empty()) out += "; ";
            for (int i = 0; i < sqlite3_column_count(statement->get()); ++i) {
                if (i > 0) out += '|';
                out += statement->null(i) ? "null" : std::string(statement->text(i));
            }
        }
        if (code == SQLITE_DONE) return out;
        return state_.error ? (*state_.error)->code + " " + (*state_.error)->message : db_.error()->message;
    }

    void expect(std::initializer_list<Case> cases) {
        for (auto const& [sql, expected] : cases) EXPECT_EQ(run(sql), expected) << sql;
    }

    sql::Catalog catalog_;
    StatementState state_;
    Connection db_;
};

}  // namespace backstay::engine::sqlite
