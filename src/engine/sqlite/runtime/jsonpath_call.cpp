// jsonb_path_query() and its kin, @? and @@.

#include <array>
#include <memory>

#include "engine/sqlite/runtime/json.hpp"
#include "engine/sqlite/runtime/jsonpath_run.hpp"
#include "engine/sqlite/runtime/table_function.hpp"
#include "engine/sqlite/values/json_view.hpp"

namespace backstay::engine::sqlite {
namespace {

// target, path [, variables [, silent]]: what the functions are given, and keeps.
struct Call {
    std::string target;
    JsonPath path;
    std::string variables = "{}";
    PathErrors errors = PathErrors::thrown;
};

Result<std::unique_ptr<Call>> call_of(Arguments const& args, PathErrors errors) {
    auto call = std::make_unique<Call>();
    call->target = args.text(0);
    TRY(call->path, parse_jsonpath(args.text(1)));
    call->errors = errors;
    if (args.size() > 2) call->variables = args.text(2);
    if (args.size() > 3 && args.boolean(3)) call->errors = PathErrors::silent;
    if (!is_object(call->variables))
        return failure("22023", "\"vars\" argument is not an object")
            .detail("Jsonpath parameters should be encoded as key-value pairs of \"vars\" object.");
    return call;
}

PathRun run_of(Call const& call) { return {call.path, call.target, call.variables, call.errors}; }

Value truth(bool value) { return std::int64_t{value ? 1 : 0}; }

template <PathErrors errors>
Result<Value> exists(Arguments const& args) {
    TRY(auto const call, call_of(args, errors));
    TRY(auto const found, run_of(*call).exists());
    return found ? truth(*found) : Value();
}

template <PathErrors errors>
Result<Value> match(Arguments const& args) {
    TRY(auto const call, call_of(args, errors));
    auto run = run_of(*call);
    TRY(auto const found, run.all());
    if (found.size() == 1) {
        auto const kind = kind_of(found.front());
        if (kind == JsonKind::boolean) return truth(found.front() == "true");
        if (kind == JsonKind::null) return Value();
    }
    if (call->errors == PathErrors::thrown) return failure("22038", "single boolean result is expected");
    return Value();
}

Result<Value> first(Arguments const& args) {
    TRY(auto const call, call_of(args, PathErrors::thrown));
    auto run = run_of(*call);
    TRY(auto const found, run.all());
    return found.empty() ? Value() : Value(std::string(found.front()));
}

Result<Value> array(Arguments const& args) {
    TRY(auto const call, call_of(args, PathErrors::thrown));
    auto run = run_of(*call);
    TRY(auto const found, run.all());
    std::string out = "[";
    for (auto const item : found) {
        if (out.size() > 1) out += ", ";
        out += item;
    }
    return Value(out + "]");
}

Result<Rows> query(Arguments const& args) {
    TRY(auto const call, call_of(args, PathErrors::thrown));
    auto run = run_of(*call);
    TRY(auto const found, run.all());
    std::vector<Value> values;
    for (auto const item : found) values.emplace_back(std::string(item));
    return column_of(std::move(values));
}

constexpr auto jsonpath_call_functions = std::to_array<Scalar>({
    {"pg_jsonb_path_exists", -1, exists<PathErrors::thrown>},
    {"pg_jsonb_path_exists_silent", 2, exists<PathErrors::silent>},
    {"pg_jsonb_path_match", -1, match<PathErrors::thrown>},
    {"pg_jsonb_path_match_silent", 2, match<PathErrors::silent>},
    {"pg_jsonb_path_query_first", -1, first},
    {"pg_jsonb_path_query_array", -1, array},
});
constexpr auto tables = std::to_array<TableFunction>({{"pg_jsonb_path_query", 1, -1, query}});

}  // namespace

Result<void> register_jsonpath(Connection const& db, StatementState& state) {
    TRY_VOID(register_scalars(db, state, jsonpath_call_functions));
    return register_tables(db, state, tables);
}

}  // namespace backstay::engine::sqlite
