#pragma once

// What the sources of the Encoder share: the values of the row that a plan stands at, and its members.

#include <sqlite3.h>

#include <string>
#include <vector>

#include "engine/sqlite/plan.hpp"

namespace backstay::engine::sqlite {

inline sqlite3_value* value_at(ReadPlan const& plan, int column) {
    return sqlite3_column_value(plan.statement.get(), column);
}
inline bool null_at(ReadPlan const& plan, int column) {
    return sqlite3_column_type(plan.statement.get(), column) == SQLITE_NULL;
}

inline bool is_spread(OutputPlan const& item) {
    return item.nested &&
           (item.kind == sql::NestKind::object_spread || item.kind == sql::NestKind::array_spread);
}

// The members that a row gives, those of spreads in their places, however deep.
std::vector<OutputPlan const*> members_of(ReadPlan const& plan);

// The key of a member of a spread, whose rows may have another layout than those it is spread into.
void begin_spread_member(ReadPlan const& plan, OutputPlan const& item, std::string& body, bool& first);

// A member as it is written as the first, without its key.
std::string without_key(ReadPlan const& plan, OutputPlan const& item, std::string const& member);

// A cursor goes back to its start however its rows were left.
class Reset {
public:
    explicit Reset(Statement& statement) : statement_(statement) {}
    ~Reset() { statement_.reset(); }
    Reset(Reset const&) = delete;
    Reset& operator=(Reset const&) = delete;

private:
    Statement& statement_;
};

}  // namespace backstay::engine::sqlite
