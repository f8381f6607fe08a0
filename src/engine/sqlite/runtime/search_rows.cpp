#include "engine/sqlite/runtime/search_rows.hpp"

#include <sqlite3.h>

#include <array>

#include "base/text.hpp"
#include "engine/sqlite/runtime/table_function.hpp"
#include "engine/sqlite/search/narrow.hpp"

namespace backstay::engine::sqlite {
namespace {

Result<Value> terms(Arguments const& args) {
    TRY(auto const vector, search::read_vector(args.text(0)));
    return Value(search::index_terms(vector));
}

Rows row_ids(std::shared_ptr<Statement> statement, sqlite3* db) {
    return [statement = std::move(statement), db](Row& row) -> Result<bool> {
        auto const code = statement->step();
        if (code == SQLITE_DONE) return false;
        if (code == SQLITE_INTERRUPT) return failure("57014", "canceling statement due to statement timeout");
        if (code != SQLITE_ROW) return std::unexpected(Connection::borrow(db).error());
        row.assign(1, Value(statement->integer(0)));
        return true;
    };
}

Result<Rows> rows(Arguments const& args) {
    TRY(auto const query, search::read_query(args.text(2)));
    auto const sought = search::narrowed(query);
    if (sought && sought->empty()) return no_rows();
    auto* const db = args.state().connection;
    auto const name = quote_always(std::string(args.text(sought ? 0 : 1)));
    auto const where = sought ? " where " + name + " match ?1" : std::string();
    TRY(auto statement, Connection::borrow(db).prepare("select rowid from " + name + where));
    if (sought) statement.bind(1, *sought);
    return row_ids(std::make_shared<Statement>(std::move(statement)), db);
}

constexpr auto search_rows_functions = std::to_array<Scalar>({{"backstay_search_terms", 1, terms}});
constexpr auto tables = std::to_array<TableFunction>({{"backstay_search_rows", 1, 3, rows}});

}  // namespace

Result<void> register_search_rows(Connection const& db, StatementState& state) {
    TRY_VOID(register_scalars(db, state, search_rows_functions));
    return register_tables(db, state, tables);
}

}  // namespace backstay::engine::sqlite
