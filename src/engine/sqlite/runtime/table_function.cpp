#include "engine/sqlite/runtime/table_function.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/text.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr int most_columns = 500;
constexpr int most_arguments = 100;

struct Bound {
    TableFunction const* function;
    StatementState* state;

    int columns() const { return function->columns < 0 ? most_columns : function->columns; }
    int arguments() const { return function->arity < 0 ? most_arguments : function->arity; }
};

struct Table : sqlite3_vtab {
    Bound const* bound = nullptr;
};

struct Cursor : sqlite3_vtab_cursor {
    Rows rows;
    Row row;
    std::int64_t ordinality = 0;
    bool ended = true;
};

Bound const& bound(sqlite3_vtab_cursor* cursor) { return *static_cast<Table*>(cursor->pVtab)->bound; }

int fail(sqlite3_vtab_cursor* cursor, Error error) {
    sqlite3_free(cursor->pVtab->zErrMsg);
    cursor->pVtab->zErrMsg = sqlite3_mprintf("%s", error->message.c_str());
    bound(cursor).state->error = std::move(error);
    return SQLITE_ERROR;
}

std::string declaration(Bound const& bound) {
    std::string out = "create table t(c1";
    for (int i = 2; i <= bound.columns() + 1; ++i) out += ", c" + std::to_string(i);
    for (int i = 1; i <= bound.arguments(); ++i) out += ", a" + std::to_string(i) + " hidden";
    return out + ")";
}

int connect(sqlite3* db, void* data, int, char const* const*, sqlite3_vtab** out, char**) {
    auto const* function = static_cast<Bound const*>(data);
    sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
    if (int const rc = sqlite3_declare_vtab(db, declaration(*function).c_str()); rc != SQLITE_OK) return rc;
    auto table = std::make_unique<Table>();
    table->bound = function;
    *out = table.release();
    return SQLITE_OK;
}

int disconnect(sqlite3_vtab* table) {
    delete static_cast<Table*>(table);
    return SQLITE_OK;
}

// The arguments are the constraints on hidden columns. A plan where one is not known yet is no plan.
int best_index(sqlite3_vtab* table, sqlite3_index_info* info) {
    int const first = static_cast<Table*>(table)->bound->columns() + 1;
    int count = 0;
    for (int i = 0; i < info->nConstraint; ++i) {
        auto const& constraint = info->aConstraint[i];
        if (constraint.iColumn < first || constraint.op != SQLITE_INDEX_CONSTRAINT_EQ) continue;
        if (constraint.usable == 0) return SQLITE_CONSTRAINT;
        info->aConstraintUsage[i].argvIndex = constraint.iColumn - first + 1;
        info->aConstraintUsage[i].omit = 1;
        ++count;
    }
    info->idxNum = count;
    info->estimatedCost = 100;
    info->estimatedRows = 100;
    return SQLITE_OK;
}

int open(sqlite3_vtab*, sqlite3_vtab_cursor** out) {
    *out = std::make_unique<Cursor>().release();
    return SQLITE_OK;
}

int close(sqlite3_vtab_cursor* cursor) {
    delete static_cast<Cursor*>(cursor);
    return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* base) {
    auto& cursor = *static_cast<Cursor*>(base);
    auto const more = cursor.rows(cursor.row);
    if (!more) return fail(base, more.error());
    cursor.ended = !*more;
    ++cursor.ordinality;
    return SQLITE_OK;
}

int filter(sqlite3_vtab_cursor* base, int, char const*, int count, sqlite3_value** values) {
    auto& cursor = *static_cast<Cursor*>(base);
    auto const& [function, state] = bound(base);
    cursor.row.clear();
    cursor.ordinality = 0;
    cursor.ended = true;
    auto const is_null = [](sqlite3_value* v) { return sqlite3_value_type(v) == SQLITE_NULL; };
    if (function->strictness == Strictness::strict && std::any_of(values, values + count, is_null))
        return SQLITE_OK;
    auto rows = function->open(Arguments(*state, count, values));
    if (!rows) return fail(base, std::move(rows.error()));
    cursor.rows = *std::move(rows);
    return next(base);
}

int eof(sqlite3_vtab_cursor* cursor) { return static_cast<Cursor*>(cursor)->ended ? 1 : 0; }

int column(sqlite3_vtab_cursor* base, sqlite3_context* context, int index) {
    auto const& cursor = *static_cast<Cursor*>(base);
    auto const place = static_cast<std::size_t>(index);
    if (place < cursor.row.size()) {
        answer_value(context, cursor.row[place]);
    } else if (place == cursor.row.size()) {
        sqlite3_result_int64(context, cursor.ordinality);
    }
    return SQLITE_OK;
}

int rowid(sqlite3_vtab_cursor* cursor, sqlite3_int64* out) {
    *out = static_cast<Cursor*>(cursor)->ordinality;
    return SQLITE_OK;
}

// No xCreate: the table stands ready by its name and cannot be made under another.
constexpr sqlite3_module module = {
    .iVersion = 0,
    .xCreate = nullptr,
    .xConnect = connect,
    .xBestIndex = best_index,
    .xDisconnect = disconnect,
    .xDestroy = nullptr,
    .xOpen = open,
    .xClose = close,
    .xFilter = filter,
    .xNext = next,
    .xEof = eof,
    .xColumn = column,
    .xRowid = rowid,
    .xUpdate = nullptr,
    .xBegin = nullptr,
    .xSync = nullptr,
    .xCommit = nullptr,
    .xRollback = nullptr,
    .xFindFunction = nullptr,
    .xRename = nullptr,
    .xSavepoint = nullptr,
    .xRelease = nullptr,
    .xRollbackTo = nullptr,
    .xShadowName = nullptr,
};

void forget(void* data) { delete static_cast<Bound*>(data); }

}  // namespace

Rows rows_of(std::vector<Row> rows) {
    return [rows = std::move(rows), place = std::size_t{0}](Row& row) mutable -> Result<bool> {
        if (place == rows.size()) return false;
        row = std::move(rows[place++]);
        return true;
    };
}

Rows column_of(std::vector<Value> values) {
    return [values = std::move(values), place = std::size_t{0}](Row& row) mutable -> Result<bool> {
        if (place == values.size()) return false;
        row.resize(1);
        row.front() = std::move(values[place++]);
        return true;
    };
}

Rows no_rows() {
    return [](Row&) -> Result<bool> { return false; };
}

Result<void> register_tables(Connection const& db, StatementState& state,
                             std::span<TableFunction const> functions) {
    for (auto const& function : functions) {
        auto data = std::make_unique<Bound>(Bound{&function, &state});
        // SQLite forgets the data itself, also when it refuses.
        if (sqlite3_create_module_v2(db.get(), function.name, &module, data.release(), forget) != SQLITE_OK)
            return std::unexpected(db.error());
    }
    return {};
}

std::vector<RowColumn> row_columns(std::string_view names, std::string_view types) {
    std::vector<RowColumn> out;
    if (types.empty()) return out;
    auto const name = split(names, '\x1f');
    auto const type = split(types, ',');
    for (std::size_t i = 0; i < type.size(); ++i)
        out.push_back({i < name.size() ? name[i] : std::string(), sql::type_of_code(type[i])});
    return out;
}

}  // namespace backstay::engine::sqlite
