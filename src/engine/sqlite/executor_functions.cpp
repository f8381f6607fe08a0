#include "engine/sqlite/executor_functions.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <string>

#include "engine/sqlite/runtime/array_order.hpp"
#include "engine/sqlite/runtime/function.hpp"

namespace backstay::engine::sqlite {
namespace {

StatementState& state_of(sqlite3_context* context) {
    return static_cast<StatementState&>(session_of(context));
}

std::string text(sqlite3_value* value) {
    auto const* data = reinterpret_cast<char const*>(sqlite3_value_text(value));
    return data == nullptr ? std::string()
                           : std::string(data, static_cast<std::size_t>(sqlite3_value_bytes(value)));
}

sql::CatalogRelation const* sequence(sqlite3_context* context, sqlite3_value* id) {
    auto const& state = state_of(context);
    auto const* found = state.catalog == nullptr ? nullptr : state.catalog->relation(sqlite3_value_int64(id));
    if (found == nullptr) raise(context, failure("42P01", "the sequence does not exist"));
    return found;
}

// Where the connection only reads, it has no sequences to move.
bool may_move(sqlite3_context* context, std::string const& function) {
    if (state_of(context).sequences != nullptr) return true;
    raise(context, failure("25006", "cannot execute " + function + "() in a read-only transaction"));
    return false;
}

void nextval(sqlite3_context* context, int, sqlite3_value** args) {
    auto const* relation = sequence(context, args[0]);
    if (relation == nullptr || !may_move(context, "nextval")) return;
    auto& state = state_of(context);
    auto const value = state.sequences->next(*relation);
    if (!value) return raise(context, value.error());
    state.current_values[relation->id] = *value;
    state.last_value = *value;
    sqlite3_result_int64(context, *value);
}

void currval(sqlite3_context* context, int, sqlite3_value** args) {
    auto const* relation = sequence(context, args[0]);
    if (relation == nullptr) return;
    auto const& values = state_of(context).current_values;
    auto const found = values.find(relation->id);
    if (found == values.end())
        return raise(context, failure("55000", "currval of sequence \"" + relation->name.name +
                                                   "\" is not yet defined in this session"));
    sqlite3_result_int64(context, found->second);
}

void lastval(sqlite3_context* context, int, sqlite3_value**) {
    auto const& last = state_of(context).last_value;
    if (!last) return raise(context, failure("55000", "lastval is not yet defined in this session"));
    sqlite3_result_int64(context, *last);
}

void setval(sqlite3_context* context, int count, sqlite3_value** args) {
    auto const* relation = sequence(context, args[0]);
    if (relation == nullptr || !may_move(context, "setval")) return;
    auto const value = sqlite3_value_int64(args[1]);
    bool const called = count < 3 || sqlite3_value_int(args[2]) != 0;
    auto& state = state_of(context);
    if (auto const set = state.sequences->set(*relation, value, called); !set)
        return raise(context, set.error());
    if (called) state.current_values[relation->id] = value;
    sqlite3_result_int64(context, value);
}

void require(sqlite3_context* context, int, sqlite3_value** args) {
    if (sqlite3_value_type(args[0]) != SQLITE_NULL && sqlite3_value_int64(args[0]) != 0)
        return sqlite3_result_int(context, 1);
    raise(context, failure(text(args[1]), text(args[2])));
}

// As SQLite says it of any other column, so that it is explained like one.
void not_null(sqlite3_context* context, int, sqlite3_value** args) {
    auto const message = "NOT NULL constraint failed: " + text(args[0]);
    sqlite3_result_error(context, message.c_str(), static_cast<int>(message.size()));
    sqlite3_result_error_code(context, SQLITE_CONSTRAINT_NOTNULL);
}

void conflict(sqlite3_context* context, int, sqlite3_value** args) {
    auto& state = state_of(context);
    if (!state.written.insert(sqlite3_value_int64(args[0])).second)
        return raise(context,
                     failure("21000", "ON CONFLICT DO UPDATE command cannot affect row a second time")
                         .hint("Ensure that no rows proposed for insertion within the same command have "
                               "duplicate constrained values."));
    ++state.updated;
    sqlite3_result_int(context, 1);
}

void written(sqlite3_context* context, int, sqlite3_value** args) {
    state_of(context).written.insert(sqlite3_value_int64(args[0]));
    sqlite3_result_int(context, 1);
}

void bound(sqlite3_context* context, sqlite3_value* value, std::int64_t none, char const* code,
           char const* word) {
    if (sqlite3_value_type(value) == SQLITE_NULL) return sqlite3_result_int64(context, none);
    auto const number = sqlite3_value_int64(value);
    if (number < 0) return raise(context, failure(code, std::string(word) + " must not be negative"));
    sqlite3_result_int64(context, number);
}
void limit(sqlite3_context* context, int, sqlite3_value** args) {
    bound(context, args[0], -1, "2201W", "LIMIT");
}
void offset(sqlite3_context* context, int, sqlite3_value** args) {
    bound(context, args[0], 0, "2201X", "OFFSET");
}

void enum_value(sqlite3_context* context, int, sqlite3_value** args) {
    if (sqlite3_value_type(args[0]) == SQLITE_NULL) return sqlite3_result_null(context);
    auto const& state = state_of(context);
    auto const found = state.catalog->enums.find(sqlite3_value_int64(args[1]));
    auto const label = text(args[0]);
    if (found != state.catalog->enums.end() && std::ranges::count(found->second.labels, label))
        return sqlite3_result_value(context, args[0]);
    auto const name = found == state.catalog->enums.end() ? std::string("?") : found->second.name.name;
    raise(context, failure("22P02", "invalid input value for enum " + name + ": \"" + label + "\""));
}

void domain_value(sqlite3_context* context, int, sqlite3_value** args) {
    auto const& state = state_of(context);
    if (state.check_domain)
        if (auto const checked = state.check_domain(sqlite3_value_int64(args[1]), stored_value(args[0]));
            !checked)
            return raise(context, checked.error());
    sqlite3_result_value(context, args[0]);
}

void call_scalar(sqlite3_context* context, int count, sqlite3_value** args) {
    state_of(context).call(context, sqlite3_value_int64(args[0]), count - 1, args + 1,
                           StatementState::CallResult::scalar);
}
void call_rows(sqlite3_context* context, int count, sqlite3_value** args) {
    state_of(context).call(context, sqlite3_value_int64(args[0]), count - 1, args + 1,
                           StatementState::CallResult::rows);
}

struct Registered {
    char const* name;
    int args;
    void (*function)(sqlite3_context*, int, sqlite3_value**);
    int flags = 0;
};
constexpr auto executor_functions = std::to_array<Registered>({
    {"backstay_nextval", 1, nextval},
    {"backstay_currval", 1, currval},
    {"backstay_lastval", 0, lastval},
    {"backstay_setval", 2, setval},
    {"backstay_setval", 3, setval},
    {"backstay_require", 3, require},
    {"backstay_not_null", 1, not_null},
    {"backstay_conflict", 1, conflict},
    {"backstay_written", 1, written},
    {"backstay_limit", 1, limit, SQLITE_DETERMINISTIC},
    {"backstay_offset", 1, offset, SQLITE_DETERMINISTIC},
    {"backstay_enum", 2, enum_value, SQLITE_DETERMINISTIC},
    {"backstay_domain", 2, domain_value, SQLITE_DETERMINISTIC},
    {"backstay_call", -1, call_scalar},
    {"backstay_call_rows", -1, call_rows},
});

int compare_labels(void* data, int left_size, void const* left, int right_size, void const* right) {
    auto const& labels = *static_cast<std::vector<std::string> const*>(data);
    auto const place = [&](void const* label, int size) {
        std::string_view const view(static_cast<char const*>(label), static_cast<std::size_t>(size));
        return std::ranges::find(labels, view) - labels.begin();
    };
    auto const difference = place(left, left_size) - place(right, right_size);
    return difference < 0 ? -1 : difference > 0 ? 1 : 0;
}

}  // namespace

Result<void> register_executor_functions(Connection const& db, StatementState& state) {
    SessionState* const user = &state;
    for (auto const& f : executor_functions)
        if (sqlite3_create_function_v2(db.get(), f.name, f.args, SQLITE_UTF8 | f.flags, user, f.function,
                                       nullptr, nullptr, nullptr) != SQLITE_OK)
            return std::unexpected(db.error());
    return register_ordered_aggregate(db, state);
}

Result<void> register_enum_collation(Connection const& db, sql::EnumType const& type) {
    auto labels = std::make_unique<std::vector<std::string>>(type.labels);
    auto const destroy = [](void* data) { delete static_cast<std::vector<std::string>*>(data); };
    auto const name = "enum_" + std::to_string(type.id);
    if (sqlite3_create_collation_v2(db.get(), name.c_str(), SQLITE_UTF8, labels.get(), compare_labels,
                                    destroy) != SQLITE_OK)
        return std::unexpected(db.error());
    static_cast<void>(labels.release());
    return register_enum_array_collation(db, "pg_array_" + name, type.labels);
}

}  // namespace backstay::engine::sqlite
