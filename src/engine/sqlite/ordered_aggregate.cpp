// backstay_ordered('f', 'al,df', key..., argument...): collects the rows of a group, sorts them, and calls
// the aggregate f with them, by a statement over a temporary table of this connection.
//
// A direction is a or d, then f or l for where NULLs go, then the collation; "distinct " in front drops rows
// whose keys are equal.

#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "engine/sqlite/executor_functions.hpp"

namespace backstay::engine::sqlite {
namespace {

struct FreeValue {
    void operator()(sqlite3_value* value) const { sqlite3_value_free(value); }
};
using Value = std::unique_ptr<sqlite3_value, FreeValue>;
using Row = std::vector<Value>;

struct Group {
    std::string function, order;
    std::vector<Row> rows;
};

std::string text(sqlite3_value* value) {
    auto const* data = reinterpret_cast<char const*>(sqlite3_value_text(value));
    return data == nullptr ? std::string() : data;
}

void step(sqlite3_context* context, int count, sqlite3_value** args) {
    auto** slot = static_cast<Group**>(sqlite3_aggregate_context(context, sizeof(Group*)));
    if (slot == nullptr) return sqlite3_result_error_nomem(context);
    if (*slot == nullptr) *slot = std::make_unique<Group>(Group{text(args[0]), text(args[1]), {}}).release();
    Row row;
    for (int i = 2; i < count; ++i) row.emplace_back(sqlite3_value_dup(args[i]));
    (*slot)->rows.push_back(std::move(row));
}

std::string column(std::string const& prefix, std::size_t i) { return prefix + std::to_string(i + 1); }

Result<void> fill(Connection const& db, Group const& group, std::size_t width) {
    TRY_VOID(
        db.execute("create temp table if not exists backstay_sort (c0, c1, c2, c3, c4, c5, c6, c7, c8)"));
    TRY_VOID(db.execute("delete from temp.backstay_sort"));
    std::string sql = "insert into temp.backstay_sort values (0";
    for (std::size_t i = 0; i < 8; ++i) sql += i < width ? ", ?" + std::to_string(i + 1) : ", null";
    TRY(auto insert, db.prepare(sql + ")"));
    for (auto const& row : group.rows) {
        for (std::size_t i = 0; i < width; ++i)
            sqlite3_bind_value(insert.get(), static_cast<int>(i + 1), row[i].get());
        if (insert.step() != SQLITE_DONE) return std::unexpected(db.error());
        insert.reset();
    }
    return {};
}

std::string order_terms(std::vector<std::string> const& directions) {
    std::string out;
    for (std::size_t i = 0; i < directions.size(); ++i) {
        auto const& d = directions[i];
        out += (i > 0 ? ", " : "") + column("c", i);
        if (d.size() > 2) out += " collate " + d.substr(2);
        out += d[0] == 'd' ? " desc" : " asc";
        out += d[1] == 'f' ? " nulls first" : " nulls last";
    }
    return out;
}

std::string statement(Group const& group, std::size_t width) {
    bool const distinct = group.order.starts_with("distinct ");
    auto const order = distinct ? group.order.substr(9) : group.order;
    auto const directions = order.empty() ? std::vector<std::string>{} : split(order, ',');
    std::string arguments;
    for (std::size_t i = directions.size(); i < width; ++i)
        arguments += (arguments.empty() ? "" : ", ") + column("c", i);
    auto const sorted = directions.empty() ? "1" : order_terms(directions);
    std::string rows = "select * from temp.backstay_sort";
    if (distinct) rows += " group by " + arguments;
    return "select " + group.function + "(" + arguments + ") from (" + rows + " order by " + sorted +
           " limit -1)";
}

Result<void> finish(sqlite3_context* context, Connection const& db, Group const& group) {
    auto const width = group.rows.front().size();
    if (width > 8)
        return not_supported("an ordered aggregate of more than eight keys and arguments", "fewer");
    TRY_VOID(fill(db, group, width));
    TRY(auto select, db.prepare(statement(group, width)));
    if (select.step() != SQLITE_ROW) return std::unexpected(db.error());
    sqlite3_result_value(context, sqlite3_column_value(select.get(), 0));
    return {};
}

void final(sqlite3_context* context) {
    auto** slot = static_cast<Group**>(sqlite3_aggregate_context(context, 0));
    if (slot == nullptr || *slot == nullptr) return sqlite3_result_null(context);
    std::unique_ptr<Group> const group(*slot);
    *slot = nullptr;
    auto const db = Connection::borrow(sqlite3_context_db_handle(context));
    if (auto const done = finish(context, db, *group); !done) raise(context, done.error());
}

}  // namespace

Result<void> register_ordered_aggregate(Connection const& db, StatementState& state) {
    SessionState* const user = &state;
    if (sqlite3_create_function_v2(db.get(), "backstay_ordered", -1, SQLITE_UTF8, user, nullptr, step, final,
                                   nullptr) != SQLITE_OK)
        return std::unexpected(db.error());
    return {};
}

}  // namespace backstay::engine::sqlite
