// backstay_ordered('f', 'al,df', key..., argument...): collects the rows of a group, sorts them, and calls
// the aggregate f with them, by a statement over those rows on the same connection.
//
// A direction is a or d, then f or l for where NULLs go, then the collation; "distinct " in front drops rows
// whose keys are equal to those of one before.

#include <sqlite3.h>

#include <array>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "engine/sqlite/executor_functions.hpp"
#include "engine/sqlite/runtime/packed_rows.hpp"

namespace backstay::engine::sqlite {
namespace {

std::string column(std::size_t i) { return "c" + std::to_string(i + 1); }

struct Key {
    std::string value;  // with its collation
    std::string order;
};

std::vector<Key> keys_of(std::string_view directions) {
    std::vector<Key> keys;
    for (auto const& d : split(directions, ',')) {
        auto const value = column(keys.size()) + (d.size() > 2 ? " collate \"" + d.substr(2) + "\"" : "");
        keys.push_back({value, value + (d[0] == 'd' ? " desc" : " asc") +
                                   (d[1] == 'f' ? " nulls first" : " nulls last")});
    }
    return keys;
}

class OrderedRows final : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        if (function_.empty()) {
            function_ = args.text(0);
            order_ = args.text(1);
            width_ = static_cast<std::size_t>(args.size() - 2);
        }
        Row row;
        for (int i = 2; i < args.size(); ++i) row.push_back(args.value(i));
        append_packed(rows_, row);
        return {};
    }

    Result<Value> result(StatementState& state) override {
        if (function_.empty()) return Value();
        auto const db = Connection::borrow(state.connection);
        TRY(auto select, db.prepare(statement()));
        sqlite3_bind_blob64(select.get(), 1, rows_.data(), rows_.size(), SQLITE_STATIC);
        if (select.step() != SQLITE_ROW) {
            if (state.error) return std::unexpected(*state.error);
            return std::unexpected(db.error());
        }
        return stored_value(sqlite3_column_value(select.get(), 0));
    }

private:
    // Rows with equal keys stay in the order in which they came: that is their ordinality, the column after
    // the last. Of those that DISTINCT finds equal the first is kept.
    std::string statement() const {
        bool const distinct = order_.starts_with("distinct ");
        auto const keys = keys_of(std::string_view(order_).substr(distinct ? 9 : 0));
        auto const came = column(width_);
        std::string values, arguments, groups, order;
        for (std::size_t i = 0; i < width_; ++i) values += column(i) + ", ";
        for (std::size_t i = keys.size(); i < width_; ++i)
            arguments += (arguments.empty() ? "" : ", ") + column(i);
        for (auto const& key : keys) {
            groups += (groups.empty() ? " group by " : ", ") + key.value;
            order += key.order + ", ";
        }
        return "select " + function_ + "(" + arguments + ") from (select " + values +
               (distinct ? "min(" + came + ")" : came) + " as place from backstay_unpack(?1)" +
               (distinct ? groups : "") + " order by " + order + "place limit -1)";
    }

    std::string function_, order_, rows_;
    std::size_t width_ = 0;
};

std::unique_ptr<Accumulator> make() { return std::make_unique<OrderedRows>(); }

constexpr auto aggregates =
    std::to_array<Aggregate>({{"backstay_ordered", -1, make, Strictness::takes_null}});

}  // namespace

Result<void> register_ordered_aggregate(Connection const& db, StatementState& state) {
    return register_aggregates(db, state, aggregates);
}

}  // namespace backstay::engine::sqlite
