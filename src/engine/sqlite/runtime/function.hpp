#pragma once

// PostgreSQL's functions as C++ functions on stored values (values/value.hpp), and how SQLite is given them.
//
//     Result<Value> upper(Arguments const& args) { return to_upper(args.text(0)); }
//     constexpr auto functions = std::to_array<Scalar>({{"pg_upper", 1, upper}});
//     register_scalars(db, state, functions)
//
// `strict` functions are not called with a NULL: they give NULL. An Error ends the statement with it.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "engine/sqlite/statement_state.hpp"
#include "engine/sqlite/stmt.hpp"
#include "engine/sqlite/values/value.hpp"
#include "sql/type.hpp"

struct sqlite3_context;
struct sqlite3_value;

namespace backstay::engine::sqlite {

// The arguments of one call. Views live as long as the call.
class Arguments {
public:
    Arguments(StatementState& state, int count, sqlite3_value** values)
        : state_(state), count_(count), values_(values) {}

    int size() const { return count_; }
    bool is_null(int index) const;
    std::int64_t integer(int index) const;
    bool boolean(int index) const { return integer(index) != 0; }
    double real(int index) const;            // the text "NaN" is not a number
    std::string_view text(int index) const;  // of a text or a blob
    Value value(int index) const;            // as it is stored
    sqlite3_value* stored(int index) const { return values_[index]; }
    // The type of argument `index`, said by the last argument where a function takes any type (builtin.hpp).
    sql::Type type(int index) const;
    StatementState& state() const { return state_; }  // now, time zone, settings, catalog

private:
    StatementState& state_;
    int count_;
    sqlite3_value** values_;
};

enum class Strictness : std::uint8_t { strict, takes_null };
enum class Purity : std::uint8_t {
    deterministic,  // the same for the same arguments: may stand in indexes and CHECKs
    changing        // reads the clock, the session, chance
};

struct Scalar {
    char const* name;
    int arity;  // -1: any number
    Result<Value> (*call)(Arguments const& args);
    Strictness strictness = Strictness::strict;
    Purity purity = Purity::deterministic;
};
// REQUIRES: `functions` and `state` outlive the connection.
Result<void> register_scalars(Connection const& db, StatementState& state, std::span<Scalar const> functions);

Value stored_value(sqlite3_value* value);

// Gives SQLite a value as the answer of a function or a column.
void answer_value(sqlite3_context* context, Value const& value);

// One group's running state. result() may be asked for again after more rows (windows).
class Accumulator {
public:
    virtual ~Accumulator() = default;
    virtual Result<void> add(Arguments const& args) = 0;
    virtual Result<Value> result(StatementState& state) = 0;
    // Takes a row out that was added before: moving window frames. Refused unless overridden.
    virtual Result<void> remove(Arguments const& args);
};
struct Aggregate {
    char const* name;
    int arity;
    std::unique_ptr<Accumulator> (*make)();
    Strictness strictness = Strictness::strict;  // strict: rows with a NULL are passed over
};
Result<void> register_aggregates(Connection const& db, StatementState& state,
                                 std::span<Aggregate const> aggregates);

// Casts through the text form and modifiers: what sql/lower/cast.cpp prints by itself.
Result<void> register_cast(Connection const& db, StatementState& state);
// Each family registers what its table in sql/builtin/ names.
Result<void> register_comparison(Connection const& db, StatementState& state);
Result<void> register_number(Connection const& db, StatementState& state);
Result<void> register_text(Connection const& db, StatementState& state);
Result<void> register_catalog(Connection const& db, StatementState& state);
Result<void> register_system(Connection const& db, StatementState& state);
Result<void> register_time(Connection const& db, StatementState& state);
Result<void> register_json(Connection const& db, StatementState& state);
Result<void> register_array(Connection const& db, StatementState& state);

}  // namespace backstay::engine::sqlite
