#pragma once

// An exchange compiled for one role and one version of the catalog, with its statements prepared on one
// connection: what is kept so that a repeated request only binds and steps.

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "engine/sqlite/column_json.hpp"
#include "engine/sqlite/stmt.hpp"
#include "sql/exchange.hpp"
#include "sql/lower/lower.hpp"

namespace backstay::engine::sqlite {

struct ReadPlan;

struct OutputPlan {
    std::string key;  // `,"name":`; a row's first member goes without the comma
    std::string name;
    int column = -1;  // of the statement; or
    sql::Type type = {};
    JsonForm form = JsonForm::other;
    std::unique_ptr<ReadPlan> nested = {};
    sql::NestKind kind = sql::NestKind::array;
};

struct ReadPlan {
    sql::LoweredStatement lowered;
    Statement statement;
    std::vector<OutputPlan> output;
    std::vector<int> outer_columns;  // where the row around this one has what OuterSlots take
    bool strip_nulls = false;
    bool nested = false;  // printed as jsonb: in its layout and its order of keys, each once
    bool merges = false;  // nested, and its spreads' keys stand among its own: ordered as they are written
};

struct WritePlan;

// A change of a table with BEFORE ROW triggers or with policies that look for rows of it, or of a view with
// INSTEAD OF triggers: its rows are found first, then each is given to the triggers, checked and written by
// itself.
//
//     update task set done = true where id = 1 returning title
//     rows     select rowid, id, title, done, true from task where id = 1
//     write    update task set id = $1000000001, title = $1000000002, ... where rowid = ... returning title
struct RowPlan {
    sql::ObjectId relation = 0;
    bool instead = false;        // nothing is written: `write` only gives what RETURNING asks for
    sql::LoweredStatement rows;  // insert: the columns that are not generated. Otherwise rowid, the row as it
    Statement rows_statement;    // is; and for an update the values of SET
    std::vector<int> set;        // the columns that those are of
    std::vector<int> written;    // the columns that `write` takes, in order; then rowid
    std::unique_ptr<WritePlan> write;  // null: a view without RETURNING
    // ON CONFLICT DO UPDATE: the row in the way, and its update.
    sql::LoweredStatement conflicting;
    Statement conflicting_statement;
    std::vector<int> conflict_set;
    std::unique_ptr<WritePlan> update;
};

struct WritePlan {
    std::vector<sql::LoweredStep> steps;
    std::vector<Statement> statements;         // one a step, prepared when its turn comes
    std::unique_ptr<sql::typed::Query> query;  // what the steps carry out
    std::unique_ptr<RowPlan> rows = {};        // where something comes before what is written
    // Of one row of a RowPlan: what policies ask of it before it is written, where the answer could depend on
    // its being there.
    std::optional<sql::LoweredStatement> checks = {};
    Statement checks_statement = {};
    std::optional<bool> watched = {};  // whether triggers come after it, asked once
    // The rows of a delete, where they are read before it: what is nested in them is as it was, as
    // PostgreSQL's statement sees it, and not as keys with ON DELETE left it.
    std::optional<sql::LoweredStatement> before = {};
};

// Whether a read is likely to exceed its budget, as it did before: then trying it costs what it will not
// give. The next 2 are not tried, then the next 4, up to 64, as long as each trial says the same.
class Pace {
public:
    bool is_long() {
        if (left_ == 0) return false;
        --left_;
        return true;
    }
    void ran(bool over_budget) {
        step_ = over_budget ? std::min(std::max(step_ * 2, 2), 64) : 0;
        left_ = step_;
    }

private:
    int step_ = 0, left_ = 0;
};

struct ExchangePlan {
    Pace pace;  // of the trials within a budget
    std::uint64_t catalog_version = 0;
    std::optional<Error> denied = {};  // what the role may not do: then nothing of the plan may be run
    std::vector<sql::ParameterSlot> inputs = {};         // of all its statements, by their numbers
    std::vector<sql::ParameterSlot> nested_inputs = {};  // of those that may never be bound
    std::unique_ptr<WritePlan> write;
    std::unique_ptr<ReadPlan> read;
    std::unique_ptr<ReadPlan> count, planned;
};

}  // namespace backstay::engine::sqlite
