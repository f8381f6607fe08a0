#include <gtest/gtest.h>
#include <sqlite3.h>

#include "engine/sqlite/runtime/function.hpp"
#include "engine/sqlite/value_text.hpp"

namespace backstay::engine::sqlite {
namespace {

// SQL in SQLite's terms and what it gives, as text.
struct Case {
    std::string sql;
    std::string_view printed;
};

class Time : public ::testing::Test {
protected:
    Time() : db(*Connection::open(":memory:", Connection::Access::read_write)) {
        EXPECT_TRUE(register_values(db, state));
        state.now = 1'715'940'671'500'000;  // 2024-05-17 10:11:11.5
    }
    std::string run(std::string const& sql) {
        auto statement = db.prepare("select " + sql);
        if (!statement) return statement.error().message;
        if (statement->step() != SQLITE_ROW) return state.error ? state.error->message : "no row";
        return std::string(statement->text(0));
    }
    StatementState state;
    Connection db;
};

TEST_F(Time, SaysWhatTimeItIs) {
    Case const cases[] = {
        {"pg_now()", "1715940671500000"},         {"pg_localtimestamp()", "1715940671500000"},
        {"pg_current_date()", "19860"},           {"pg_localtime()", "36671500000"},
        {"pg_clock_timestamp() > pg_now()", "1"},
    };
    for (auto const& [sql, printed] : cases) EXPECT_EQ(run(sql), printed) << sql;
}

TEST_F(Time, Casts) {
    Case const cases[] = {
        {"pg_timestamp_of_date(1)", "86400000000"},
        {"pg_date_of_timestamp(-1)", "-1"},
        {"pg_time_of_timestamp(-1)", "86399999999"},
        {"pg_date_of_timestamp(9223372036854775807)", "9223372036854775807"},
        {"pg_timestamp_of_date(200000000)", "date out of range for timestamp"},
        {"pg_timestamp_scale(1500000, 0, 1)", "2000000"},
    };
    for (auto const& [sql, printed] : cases) EXPECT_EQ(run(sql), printed) << sql;
}

}  // namespace
}  // namespace backstay::engine::sqlite
