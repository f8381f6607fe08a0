// Changes done row by row, because a trigger comes before each (RowPlan).

#include <sqlite3.h>

#include <algorithm>

#include "engine/sqlite/executor.hpp"
#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::TriggerTiming;
using sql::typed::Command;

// Of what a RowPlan's `rows` give for an update or a delete: rowid, the row, the values of SET.
StoredRow row_in(StoredRow const& found, std::size_t width) {
    return {found.begin() + 1, found.begin() + 1 + static_cast<std::ptrdiff_t>(width)};
}

StoredRow picked(StoredRow const& row, std::vector<int> const& columns) {
    StoredRow out;
    for (auto const column : columns) out.push_back(row[static_cast<std::size_t>(column)]);
    return out;
}

}  // namespace

Result<std::vector<StoredRow>> Executor::rows_of(sql::LoweredStatement const& lowered, Statement& statement,
                                                 Given const& given) {
    if (!statement) {
        auto made = db_.prepare(lowered.sql);
        if (!made) return std::unexpected(last_error());
        statement = *std::move(made);
    }
    auto bind = encoder(given);
    TRY_VOID(bind.bind(statement, lowered.slots));
    std::vector<StoredRow> rows;
    int code = SQLITE_ROW;
    while ((code = statement.step()) == SQLITE_ROW) {
        auto& row = rows.emplace_back();
        for (int i = 0; i < sqlite3_column_count(statement.get()); ++i)
            row.push_back(stored_value(sqlite3_column_value(statement.get(), i)));
    }
    if (code != SQLITE_DONE) {
        auto error = last_error();
        statement.reset();
        return std::unexpected(std::move(error));
    }
    statement.reset();
    return rows;
}

Result<std::int64_t> Executor::write_rows(WritePlan& plan, Given const& given, RowHandler const& row) {
    auto& rows = *plan.rows;
    auto const width = plan.query->targets.size();
    if (width > 0 && !row) {
        TRY_VOID(keep_rows(width));
        TRY_VOID(db_.execute("delete from temp.backstay_written_" + std::to_string(width)));
    }
    // All are found before the first is written, as what is found must not depend on what is written.
    TRY(auto const found, rows_of(rows.rows, rows.rows_statement, given));
    std::set<std::int64_t> met;
    std::int64_t affected = 0;
    for (auto const& one : found) {
        TRY_VOID(require_time());
        std::int64_t changed = 0;
        // A row that FROM or USING finds several times is changed once.
        if (!rows.instead && plan.query->command != Command::insert &&
            !met.insert(std::get<std::int64_t>(one.front())).second)
            continue;
        if (rows.instead) {
            TRY(changed, change_view_row(plan, given, row, one));
        } else if (plan.query->command == Command::insert) {
            TRY(changed, insert_row(plan, given, row, one));
        } else if (plan.query->command == Command::update) {
            TRY(changed, update_row(*rows.write, rows, given, row, one, rows.set));
        } else {
            TRY(changed, delete_row(plan, given, row, one));
        }
        affected += changed;
    }
    return affected;
}

Result<void> Executor::check_row(WritePlan& one, Given const& given, StoredRow const& values) {
    if (!one.checks) return {};
    TRY_VOID(rows_of(*one.checks, one.checks_statement, given.with_row(values)));
    return {};
}

Result<std::int64_t> Executor::insert_row(WritePlan& plan, Given const& given, RowHandler const& row,
                                          StoredRow const& proposed) {
    auto& rows = *plan.rows;
    auto const& relation = *catalog_->relation(rows.relation);
    StoredRow whole(relation.columns.size());
    for (std::size_t i = 0; i < rows.written.size(); ++i)
        whole[static_cast<std::size_t>(rows.written[i])] = proposed[i];
    TRY(bool const goes_on, fire_row({relation, TriggerTiming::before, Command::insert}, {}, whole));
    if (!goes_on) return 0;
    auto const values = picked(whole, rows.written);
    TRY_VOID(check_row(*rows.write, given, values));
    TRY(auto const inserted, step_write(*rows.write, 0, given.with_row(values), row, Keep::further));
    if (inserted == 0 && rows.update != nullptr) return update_conflicting(plan, given, row, values);
    if (inserted > 0 && rows.update != nullptr) state_.written.insert(sqlite3_last_insert_rowid(db_.get()));
    return inserted;
}

Result<std::int64_t> Executor::update_conflicting(WritePlan& plan, Given const& given, RowHandler const& row,
                                                  StoredRow const& proposed) {
    auto& rows = *plan.rows;
    TRY(auto const found, rows_of(rows.conflicting, rows.conflicting_statement, given.with_row(proposed)));
    if (found.empty()) return 0;  // the WHERE of DO UPDATE does not let it
    auto const row_id = std::get<std::int64_t>(found.front().front());
    if (!state_.written.insert(row_id).second)
        return failure("21000", "ON CONFLICT DO UPDATE command cannot affect row a second time")
            .hint(
                "Ensure that no rows proposed for insertion within the same command have duplicate "
                "constrained values.");
    TRY(auto const updated, update_row(*rows.update, rows, given, row, found.front(), rows.conflict_set));
    state_.updated += updated;
    return updated;
}

Result<std::int64_t> Executor::update_row(WritePlan& one, RowPlan const& plan, Given const& given,
                                          RowHandler const& row, StoredRow const& found,
                                          std::vector<int> const& set) {
    auto const& relation = *catalog_->relation(plan.relation);
    auto const width = relation.columns.size();
    auto const old_row = row_in(found, width);
    auto new_row = old_row;
    for (std::size_t i = 0; i < width; ++i)
        if (relation.columns[i].generated) new_row[i] = Value();  // not worked out yet
    std::set<int> const updated(set.begin(), set.end());
    for (std::size_t i = 0; i < set.size(); ++i)
        new_row[static_cast<std::size_t>(set[i])] = found[1 + width + i];
    TRY(bool const goes_on,
        fire_row({relation, TriggerTiming::before, Command::update, &updated}, old_row, new_row));
    if (!goes_on) return 0;
    auto values = picked(new_row, plan.written);
    TRY_VOID(check_row(one, given, values));
    values.push_back(found.front());
    return step_write(one, 0, given.with_row(values), row, Keep::further);
}

Result<std::int64_t> Executor::delete_row(WritePlan& plan, Given const& given, RowHandler const& row,
                                          StoredRow const& found) {
    auto& rows = *plan.rows;
    auto const& relation = *catalog_->relation(rows.relation);
    StoredRow none;
    TRY(bool const goes_on, fire_row({relation, TriggerTiming::before, Command::delete_},
                                     row_in(found, relation.columns.size()), none));
    if (!goes_on) return 0;
    StoredRow const values{found.front()};
    return step_write(*rows.write, 0, given.with_row(values), row, Keep::further);
}

Result<std::int64_t> Executor::change_view_row(WritePlan& plan, Given const& given, RowHandler const& row,
                                               StoredRow const& found) {
    auto& rows = *plan.rows;
    auto const& view = *catalog_->relation(rows.relation);
    auto const command = plan.query->command;
    auto const width = view.columns.size();
    StoredRow old_row, new_row(width);
    if (command != Command::insert) old_row = new_row = row_in(found, width);
    auto const first = command == Command::insert ? 0 : 1 + width;
    for (std::size_t i = 0; i < rows.set.size(); ++i)
        new_row[static_cast<std::size_t>(rows.set[i])] = found[first + i];
    TRY(bool const goes_on, fire_row({view, TriggerTiming::instead_of, command}, old_row, new_row));
    if (!goes_on) return 0;
    if (rows.write != nullptr) {
        auto const values = command == Command::delete_ ? old_row : new_row;
        TRY_VOID(step_write(*rows.write, 0, given.with_row(values), row, Keep::further));
    }
    return 1;
}

}  // namespace backstay::engine::sqlite
