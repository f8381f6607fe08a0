// A function in FROM, and the columns of what it returns: those it declares, those of the row type it
// returns, those written after AS, or one with its own name.

#include <algorithm>
#include <utility>

#include "sql/resolve/from_part.hpp"
#include "sql/resolve/select.hpp"
#include "sql/typed_walk.hpp"

namespace backstay::sql::resolving {
namespace {

using Columns = std::vector<typed::EntryColumn>;

// OUT and TABLE parameters: the columns of the result, where there is more than the value itself.
Columns declared_columns(CatalogFunction const& function) {
    Columns columns;
    for (auto const& p : function.parameters)
        if (p.mode == ParameterMode::out || p.mode == ParameterMode::inout || p.mode == ParameterMode::table)
            columns.push_back(
                {p.name.empty() ? "column" + std::to_string(columns.size() + 1) : p.name, p.type});
    return columns;
}

Result<Columns> written_columns(State& state, std::vector<ColumnDefinition> const& definitions) {
    Columns columns;
    for (auto const& definition : definitions) {
        TRY(auto const type, find_type(state, definition.type));
        if (std::ranges::find(columns, definition.name, &typed::EntryColumn::name) != columns.end())
            return failure("42701", "column name \"" + definition.name + "\" specified more than once");
        columns.push_back({definition.name, type});
    }
    return columns;
}

Columns row_columns(State const& state, Type type) {
    Columns columns;
    if (auto const* relation = state.catalog().relation(type.user); relation != nullptr && !type.array)
        for (auto const& column : relation->columns) columns.push_back({column.name, column.type});
    return columns;
}

struct Shape {
    Columns columns;
    bool scalar = false;  // one value, whose name an alias gives
};

Result<Shape> shape(State& state, typed::Expression const& call, TableFunction const& written) {
    if (auto const* f = std::get_if<typed::FunctionCall>(&call.node)) {
        auto const& function = state.catalog().functions.at(f->function);
        auto declared = declared_columns(function);
        if (declared.size() > 1) return Shape{std::move(declared)};
        if (declared.size() == 1 && call.type.base != BaseType::composite)
            return Shape{std::move(declared), true};
    }
    if (auto const* b = std::get_if<typed::BuiltinCall>(&call.node);
        b != nullptr && !b->function->columns.empty()) {
        Columns columns;
        for (auto const& [name, type] : b->function->columns) columns.push_back({std::string(name), type});
        return Shape{std::move(columns)};
    }
    if (call.type.base == BaseType::composite && !call.type.array)
        return Shape{row_columns(state, call.type)};
    if (call.type.base == BaseType::record && !call.type.array) {
        if (written.column_definitions.empty())
            return failure("42601",
                           "a column definition list is required for functions returning \"record\"");
        TRY(auto columns, written_columns(state, written.column_definitions));
        return Shape{std::move(columns)};
    }
    return Shape{{{"", call.type}}, true};
}

Result<Columns> columns_of(State& state, typed::Expression const& call, Expression const& as_written,
                           TableFunction const& written) {
    TRY(auto found, shape(state, call, written));
    if (!found.scalar || !found.columns.front().name.empty()) return std::move(found.columns);
    bool const renamed = written.calls.size() == 1 && written.alias && !written.alias->name.empty();
    found.columns.front().name = renamed ? written.alias->name : output_name(as_written);
    return std::move(found.columns);
}

// Whether a set is among the arguments of a call.
bool reads_set(State const& state, typed::Expression& call) {
    bool found = false;
    typed::walk(call, {.expression =
                           [&](typed::Expression& e, int depth) {
                               found = found || (depth == 0 && &e != &call && returns_set(state, e));
                               return depth == 0;
                           },
                       .query = [](typed::Query&, int) { return false; }});
    return found;
}

// unnest(a, b) is rows from (unnest(a), unnest(b)).
std::vector<Expression> single_calls(TableFunction const& function) {
    std::vector<Expression> all;
    for (auto const& written : function.calls) {
        auto const* c = std::get_if<Call>(&written.node);
        bool const several = c != nullptr && c->name.name == "unnest" && c->args.size() > 1 &&
                             (c->name.schema.empty() || c->name.schema == "pg_catalog") && !c->variadic;
        if (!several) {
            all.push_back(written);
            continue;
        }
        for (auto const& arg : c->args) {
            auto one = *c;
            one.args.assign(1, arg);
            all.push_back({std::move(one)});
        }
    }
    return all;
}

}  // namespace

std::vector<typed::EntryColumn> call_columns(State& state, typed::Expression const& call) {
    bool const is_call = std::holds_alternative<typed::BuiltinCall>(call.node) ||
                         std::holds_alternative<typed::FunctionCall>(call.node);
    if (!is_call || call.type.base != BaseType::record || call.type.array) return {};
    auto found = shape(state, call, {});
    return found ? std::move(found->columns) : Columns{};
}

Result<std::vector<typed::EntryColumn>> set_columns(State& state, typed::Expression const& call) {
    if (call.type.base == BaseType::record && !call.type.array && call_columns(state, call).empty())
        return failure("0A000", "function returning record called in context that cannot accept type record");
    TRY(auto found, shape(state, call, {}));
    return std::move(found.columns);
}

Result<int> table_function(State& state, TableFunction const& function) {
    typed::FunctionEntry source{.calls = {}, .ordinality = function.ordinality, .lateral = function.lateral};
    typed::Entry entry{.source = typed::WrittenEntry{}, .alias = {}, .columns = {}, .as_role = state.as_role};
    auto const clause =
        std::exchange(state.scope().clause, Clause{.name = "functions in FROM", .sets = true});
    for (auto const& written : single_calls(function)) {
        TRY(auto call, expression(state, written));
        TRY(call, settle(state, std::move(call)));
        if (reads_set(state, call))
            return failure("0A000", "set-returning functions must appear at top level of FROM");
        TRY(auto columns, columns_of(state, call, written, function));
        entry.columns.insert(entry.columns.end(), columns.begin(), columns.end());
        source.calls.push_back(std::move(call));
    }
    state.scope().clause = clause;
    if (function.ordinality) entry.columns.push_back({"ordinality", {.base = BaseType::int8}});
    entry.alias = function.alias && !function.alias->name.empty() ? function.alias->name
                                                                  : output_name(function.calls.front());
    entry.source = std::move(source);
    if (function.alias) TRY_VOID(rename_columns(entry, *function.alias));
    auto name = entry.alias;
    return add_entry(state, std::move(entry), "", std::move(name));
}

}  // namespace backstay::sql::resolving
