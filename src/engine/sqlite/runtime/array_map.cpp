// backstay_map('integer', 'pg_int4_to_text(?1)', array): an array of what SQL makes of each of its elements.
// Casts of arrays are this, whatever the cast of an element is.

#include <sqlite3.h>

#include <array>

#include "engine/sqlite/runtime/array.hpp"
#include "engine/sqlite/value_text.hpp"

namespace backstay::engine::sqlite {
namespace {

// backstay_map(type of the elements, expression of ?1, array)
Result<Value> map(Arguments const& args) {
    auto array = stored_array(args.text(2), sql::type_of_code(args.text(0)));
    auto const db = Connection::borrow(args.state().connection);
    TRY(auto statement, db.prepare("select " + std::string(args.text(1))));
    for (auto& element : array.elements) {
        bind_value(statement.get(), 1, element);
        if (statement.step() != SQLITE_ROW) {
            if (auto const& kept = args.state().error) return std::unexpected(*kept);
            return std::unexpected(db.error());
        }
        element = stored_value(sqlite3_column_value(statement.get(), 0));
        statement.reset();
    }
    return array_answer(array);
}

constexpr auto array_map_functions = std::to_array<Scalar>({{"backstay_map", 3, map}});

}  // namespace

Result<void> register_array_map(Connection const& db, StatementState& state) {
    state.connection = db.get();
    return register_scalars(db, state, array_map_functions);
}

}  // namespace backstay::engine::sqlite
