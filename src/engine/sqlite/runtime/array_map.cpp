// backstay_map('integer', 'pg_int4_to_text(?1)', array): an array of what SQL makes of each of its elements.
// Casts of arrays are this, whatever the cast of an element is.

#include <sqlite3.h>

#include <array>

#include "engine/sqlite/runtime/array.hpp"

namespace backstay::engine::sqlite {
namespace {

void bind(sqlite3_stmt* statement, Value const& value) {
    if (auto const* whole = std::get_if<std::int64_t>(&value)) {
        sqlite3_bind_int64(statement, 1, *whole);
    } else if (auto const* real = std::get_if<double>(&value)) {
        sqlite3_bind_double(statement, 1, *real);
    } else if (auto const* text = std::get_if<std::string>(&value)) {
        sqlite3_bind_text64(statement, 1, text->data(), text->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    } else if (auto const* bytes = std::get_if<Bytes>(&value)) {
        sqlite3_bind_blob64(statement, 1, bytes->data.data(), bytes->data.size(), SQLITE_TRANSIENT);
    } else {
        sqlite3_bind_null(statement, 1);
    }
}

// backstay_map(type of the elements, expression of ?1, array)
Result<Value> map(Arguments const& args) {
    auto array = stored_array(args.text(2), sql::type_of_code(args.text(0)));
    auto const db = Connection::borrow(args.state().connection);
    TRY(auto statement, db.prepare("select " + std::string(args.text(1))));
    for (auto& element : array.elements) {
        bind(statement.get(), element);
        if (statement.step() != SQLITE_ROW) {
            if (auto const& kept = args.state().error) return std::unexpected(*kept);
            return std::unexpected(db.error());
        }
        element = stored_value(sqlite3_column_value(statement.get(), 0));
        statement.reset();
    }
    return array_answer(array);
}

constexpr auto functions = std::to_array<Scalar>({{"backstay_map", 3, map}});

}  // namespace

Result<void> register_array_map(Connection const& db, StatementState& state) {
    state.connection = db.get();
    return register_scalars(db, state, functions);
}

}  // namespace backstay::engine::sqlite
