// json_to_record(set), json_populate_record(set) and those of jsonb. After their own arguments come the names
// and the types of the columns (table_function.hpp), then the types of those of any type (builtin.hpp).

#include <array>

#include "engine/sqlite/runtime/json.hpp"
#include "engine/sqlite/runtime/json_reader.hpp"
#include "engine/sqlite/values/json_view.hpp"

namespace backstay::engine::sqlite {
namespace {

using Form = JsonReader::Form;

std::string_view spelled(Form form) { return form == Form::json ? "json" : "jsonb"; }

// What one of the functions was given.
struct Given {
    std::string name;  // of the function
    std::vector<RowColumn> columns;
    Row base = {};  // what absent keys leave
    std::optional<std::string> json = {};
};

Result<Row> base_row(Arguments const& args, std::vector<RowColumn> const& columns) {
    Row row;
    if (args.is_null(0)) return row;
    JsonReader reader(args.state(), Form::json);
    TRY_VOID(reader.row(json_argument(args, 0), columns, {}, row));
    return row;
}

template <Form form>
Result<Given> given(Arguments const& args, std::string_view populate, std::string_view plain) {
    bool const has_base = args.size() == 5;
    int const at = has_base ? 1 : 0;
    auto const names = at + 1;
    Given result{.name = std::string(spelled(form)) + std::string(has_base ? populate : plain),
                 .columns = row_columns(args.text(names), args.text(names + 1))};
    if (has_base) {
        TRY(result.base, base_row(args, result.columns));
    }
    if (args.is_null(at)) return result;
    if (form == Form::json) {
        TRY(auto const json, json_with_strings(args, at));
        result.json = json;
    } else {
        result.json = args.text(at);
    }
    return result;
}

Result<Row> one_row(Arguments const& args, Form form, Given const& g) {
    Row row = g.base;
    row.resize(g.columns.size());
    if (!g.json) return row;
    if (!is_object(*g.json)) return no_composite(*g.json);
    JsonReader reader(args.state(), form);
    TRY_VOID(reader.row(*g.json, g.columns, g.base, row));
    return row;
}

template <Form form>
Result<Rows> record(Arguments const& args) {
    TRY(auto const g, given<form>(args, "_populate_record", "_to_record"));
    TRY(auto row, one_row(args, form, g));
    std::vector<Row> rows;
    rows.push_back(std::move(row));
    return rows_of(std::move(rows));
}

template <Form form>
Result<Value> record_value(Arguments const& args) {
    TRY(auto const g, given<form>(args, "_populate_record", "_to_record"));
    if (!g.json && g.base.empty()) return Value();
    TRY(auto const row, one_row(args, form, g));
    return Value(row_object(g.columns, row, args.state()));
}

Result<void> check_set(Given const& g, Form form) {
    if (!is_array(*g.json)) {
        if (form == Form::jsonb) return failure("22023", "cannot call " + g.name + " on a non-array");
        return failure("22023",
                       "cannot call " + g.name + (is_object(*g.json) ? " on an object" : " on a scalar"));
    }
    return {};
}

// The rows of an array of objects, one after another.
template <Form form>
Result<Rows> recordset(Arguments const& args) {
    struct Cursor {
        Given given;
        JsonReader reader;
        JsonWalk walk;
    };
    TRY(auto g, given<form>(args, "_populate_recordset", "_to_recordset"));
    if (!g.json) return no_rows();
    TRY_VOID(check_set(g, form));
    auto cursor =
        std::make_shared<Cursor>(Cursor{std::move(g), JsonReader(args.state(), form), JsonWalk("[]")});
    cursor->walk = JsonWalk(*cursor->given.json);
    return [cursor = std::move(cursor)](Row& row) -> Result<bool> {
        auto& [own, reader, walk] = *cursor;
        if (!walk.next()) return false;
        if (!is_object(walk.value()))
            return failure("22023", "argument of " + own.name + " must be an array of objects");
        TRY_VOID(reader.row(walk.value(), own.columns, own.base, row));
        return true;
    };
}

constexpr auto takes_null = Strictness::takes_null;

constexpr auto tables = std::to_array<TableFunction>({
    {"pg_json_to_record", -1, 3, record<Form::json>, takes_null},
    {"pg_jsonb_to_record", -1, 3, record<Form::jsonb>, takes_null},
    {"pg_json_populate_record", -1, 5, record<Form::json>, takes_null},
    {"pg_jsonb_populate_record", -1, 5, record<Form::jsonb>, takes_null},
    {"pg_json_to_recordset", -1, 3, recordset<Form::json>, takes_null},
    {"pg_jsonb_to_recordset", -1, 3, recordset<Form::jsonb>, takes_null},
    {"pg_json_populate_recordset", -1, 5, recordset<Form::json>, takes_null},
    {"pg_jsonb_populate_recordset", -1, 5, recordset<Form::jsonb>, takes_null},
});

constexpr auto scalars = std::to_array<Scalar>({
    {"pg_json_populate_record", 5, record_value<Form::json>, takes_null},
    {"pg_jsonb_populate_record", 5, record_value<Form::jsonb>, takes_null},
});

}  // namespace

Result<void> register_json_records(Connection const& db, StatementState& state) {
    TRY_VOID(register_scalars(db, state, scalars));
    return register_tables(db, state, tables);
}

}  // namespace backstay::engine::sqlite
