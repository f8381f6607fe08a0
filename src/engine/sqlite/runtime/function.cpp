#include "engine/sqlite/runtime/function.hpp"

#include <sqlite3.h>

#include <cstdlib>
#include <limits>
#include <string>

#include "base/box.hpp"
#include "base/limitation.hpp"

namespace backstay::engine::sqlite {
namespace {

// What a registered function has as its user data. Executor functions have the SessionState itself.
template <class Definition>
struct Bound {
    Definition const* definition;
    StatementState* state;
};

template <class Definition>
Bound<Definition> const& bound(sqlite3_context* context) {
    return *static_cast<Bound<Definition> const*>(sqlite3_user_data(context));
}

void fail(sqlite3_context* context, StatementState& state, Error error) {
    sqlite3_result_error(context, error->message.c_str(), static_cast<int>(error->message.size()));
    state.error = std::move(error);
}

void answer(sqlite3_context* context, StatementState& state, Result<Value>&& result) {
    if (!result) return fail(context, state, std::move(result.error()));
    answer_value(context, *result);
}

bool any_null(int count, sqlite3_value** values) {
    for (int i = 0; i < count; ++i)
        if (sqlite3_value_type(values[i]) == SQLITE_NULL) return true;
    return false;
}

void call_scalar(sqlite3_context* context, int count, sqlite3_value** values) {
    auto const& [scalar, state] = bound<Scalar>(context);
    if (scalar->strictness == Strictness::strict && any_null(count, values))
        return sqlite3_result_null(context);
    answer(context, *state, scalar->call(Arguments(*state, count, values)));
}

Accumulator* accumulator(sqlite3_context* context, bool make) {
    auto** const slot =
        static_cast<Accumulator**>(sqlite3_aggregate_context(context, make ? sizeof(Accumulator*) : 0));
    if (slot == nullptr) return nullptr;
    if (*slot == nullptr && make) *slot = bound<Aggregate>(context).definition->make().release();
    return *slot;
}

void change(sqlite3_context* context, int count, sqlite3_value** values,
            Result<void> (Accumulator::*how)(Arguments const&)) {
    auto const& [aggregate, state] = bound<Aggregate>(context);
    if (aggregate->strictness == Strictness::strict && any_null(count, values)) return;
    auto* const rows = accumulator(context, true);
    if (rows == nullptr) return sqlite3_result_error_nomem(context);
    if (auto done = (rows->*how)(Arguments(*state, count, values)); !done)
        fail(context, *state, std::move(done.error()));
}
void step(sqlite3_context* context, int count, sqlite3_value** values) {
    change(context, count, values, &Accumulator::add);
}
void inverse(sqlite3_context* context, int count, sqlite3_value** values) {
    change(context, count, values, &Accumulator::remove);
}
void value(sqlite3_context* context) {
    auto const& [aggregate, state] = bound<Aggregate>(context);
    if (auto* const rows = accumulator(context, false)) return answer(context, *state, rows->result(*state));
    answer(context, *state, aggregate->make()->result(*state));
}
void finish(sqlite3_context* context) {
    value(context);
    std::unique_ptr<Accumulator> const ended(accumulator(context, false));
}

std::string_view bytes_of(sqlite3_value* stored) {
    auto const* const data = sqlite3_value_type(stored) == SQLITE_BLOB
                                 ? static_cast<char const*>(sqlite3_value_blob(stored))
                                 : reinterpret_cast<char const*>(sqlite3_value_text(stored));
    return data == nullptr ? std::string_view()
                           : std::string_view(data, static_cast<std::size_t>(sqlite3_value_bytes(stored)));
}

template <class Definition>
void forget(void* data) {
    delete static_cast<Bound<Definition>*>(data);
}

}  // namespace

bool Arguments::is_null(int index) const { return sqlite3_value_type(values_[index]) == SQLITE_NULL; }
std::int64_t Arguments::integer(int index) const { return sqlite3_value_int64(values_[index]); }

double Arguments::real(int index) const {
    if (sqlite3_value_type(values_[index]) != SQLITE_TEXT) return sqlite3_value_double(values_[index]);
    return text(index) == "NaN" ? std::numeric_limits<double>::quiet_NaN()
                                : std::strtod(std::string(text(index)).c_str(), nullptr);
}

std::string_view Arguments::text(int index) const { return bytes_of(values_[index]); }

Value Arguments::value(int index) const { return stored_value(values_[index]); }

sql::Type Arguments::type(int index) const {
    auto names = text(count_ - 1);
    for (; index > 0 && names.find(',') != std::string_view::npos; --index)
        names.remove_prefix(names.find(',') + 1);
    names = names.substr(0, names.find(','));
    bool const array = names.ends_with("[]");
    if (array) names.remove_suffix(2);
    return {.base = sql::find_builtin_type(names), .array = array};
}

Value stored_value(sqlite3_value* value) {
    switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER: return std::int64_t{sqlite3_value_int64(value)};
        case SQLITE_FLOAT: return sqlite3_value_double(value);
        case SQLITE_TEXT: return std::string(bytes_of(value));
        case SQLITE_BLOB: return Bytes{std::string(bytes_of(value))};
        default: return {};
    }
}

void answer_value(sqlite3_context* context, Value const& value) {
    std::visit(Overloaded{[&](std::monostate) { sqlite3_result_null(context); },
                          [&](std::int64_t number) { sqlite3_result_int64(context, number); },
                          [&](double number) {
                              // SQLite would make NULL of it.
                              if (number != number)
                                  sqlite3_result_text(context, "NaN", 3, SQLITE_STATIC);
                              else
                                  sqlite3_result_double(context, number);
                          },
                          [&](std::string const& text) {
                              sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT,
                                                    SQLITE_UTF8);
                          },
                          [&](Bytes const& bytes) {
                              sqlite3_result_blob64(context, bytes.data.data(), bytes.data.size(),
                                                    SQLITE_TRANSIENT);
                          }},
               value);
}

Result<void> Accumulator::remove(Arguments const&) { return not_supported(Limitation::moving_frame); }

Result<void> register_scalars(Connection const& db, StatementState& state,
                              std::span<Scalar const> functions) {
    for (auto const& f : functions) {
        auto data = std::make_unique<Bound<Scalar>>(&f, &state);
        int const flags = SQLITE_UTF8 | (f.purity == Purity::deterministic ? SQLITE_DETERMINISTIC : 0);
        // SQLite forgets the data itself, also when it refuses.
        if (sqlite3_create_function_v2(db.get(), f.name, f.arity, flags, data.release(), call_scalar, nullptr,
                                       nullptr, forget<Scalar>) != SQLITE_OK)
            return std::unexpected(db.error());
    }
    return {};
}

Result<void> register_aggregates(Connection const& db, StatementState& state,
                                 std::span<Aggregate const> aggregates) {
    for (auto const& a : aggregates) {
        auto data = std::make_unique<Bound<Aggregate>>(&a, &state);
        if (sqlite3_create_window_function(db.get(), a.name, a.arity, SQLITE_UTF8, data.release(), step,
                                           finish, value, inverse, forget<Aggregate>) != SQLITE_OK)
            return std::unexpected(db.error());
    }
    return {};
}

}  // namespace backstay::engine::sqlite
