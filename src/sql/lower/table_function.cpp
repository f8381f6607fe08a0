// A function in FROM. Each is a table-valued function of SQLite with the columns c1, c2, ... and one more for
// WITH ORDINALITY (engine/sqlite/runtime/table_function.hpp).

#include <algorithm>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

using Text = Result<std::string>;
using Columns = std::vector<typed::EntryColumn>;

bool is_row(Type type) {
    return !type.array && (type.base == BaseType::record || type.base == BaseType::composite);
}

// How many of an entry's columns are those of one call of several.
std::size_t width_of(State& state, typed::Expression const& call) {
    if (auto const* builtin = std::get_if<typed::BuiltinCall>(&call.node);
        builtin != nullptr && !builtin->function->columns.empty())
        return builtin->function->columns.size();
    if (auto const* f = std::get_if<typed::FunctionCall>(&call.node)) {
        auto const declared = std::ranges::count_if(
            state.catalog().functions.at(f->function).parameters, [](CatalogParameter const& p) {
                return p.mode == ParameterMode::out || p.mode == ParameterMode::inout ||
                       p.mode == ParameterMode::table;
            });
        if (declared > 1) return static_cast<std::size_t>(declared);
    }
    if (is_row(call.type))
        if (auto const* relation = state.catalog().relation(call.type.user)) return relation->columns.size();
    return 1;
}

Text builtin_rows(State& state, typed::BuiltinCall const& call, Type type, Columns const& columns) {
    if (call.function->sqlite.empty())
        return not_supported(Limitation::function_in_from, call.function->name);
    TRY(auto list, expressions(state, call.args));
    if (call.function->columns.empty() && is_row(type))
        list += (list.empty() ? "" : ", ") + row_description(state, type, columns);
    return std::string(call.function->sqlite) + "(" + with_types(state, *call.function, call.args, list) +
           ")";
}

Text catalog_rows(State& state, typed::FunctionCall const& call, std::size_t width) {
    TRY(auto const body, inline_body(state, call));
    auto const& function = state.catalog().functions.at(call.function);
    if (!body.text)
        return "backstay_unpack(backstay_call_rows(" + std::to_string(call.function) +
               argument_list(body.arguments) + "))";
    // What returns no set gives its first row, or one of nulls.
    auto const source = function.returns_set ? "(" + *body.text + ")"
                                             : "(select r.* from (select 1) left join (select * from (" +
                                                   *body.text + ") limit 1) as r on true)";
    auto rows = packed(state, source, width);
    std::string nulls;
    for (std::size_t i = 1; i <= width; ++i)
        nulls += (i > 1 ? ", null as c" : "null as c") + std::to_string(i);
    auto const none = function.returns_set ? "null" : packed(state, "(select " + nulls + ")", width);
    if (!body.wrapped.empty()) rows = "(select " + rows + body.wrapped + ")";
    if (function.strict && !body.arguments.empty())
        rows = "case when " + some_null(body.arguments) + " then " + none + " else " + rows + " end";
    return "backstay_unpack(" + rows + ")";
}

Text rows_of_call(State& state, typed::Expression const& call, Columns const& columns) {
    if (auto const* function = std::get_if<typed::FunctionCall>(&call.node))
        return catalog_rows(state, *function, columns.size());
    auto const* builtin = std::get_if<typed::BuiltinCall>(&call.node);
    if (builtin != nullptr &&
        (builtin->function->kind == BuiltinKind::table || builtin->function->told_columns))
        return builtin_rows(state, *builtin, call.type, columns);
    if (is_row(call.type)) return not_supported(Limitation::row_in_from);
    TRY(auto const text, expression(state, call));
    return "backstay_single(" + text + ")";
}

}  // namespace

Text table_function(State& state, typed::FunctionEntry const& f, typed::Entry const& entry) {
    auto columns = entry.columns;
    if (f.ordinality) columns.pop_back();
    if (f.calls.size() == 1) return rows_of_call(state, f.calls.front(), columns);
    std::string out;
    auto next = columns.begin();
    for (auto const& call : f.calls) {
        auto const width = width_of(state, call);
        Columns const own(next, next + static_cast<std::ptrdiff_t>(width));
        next += static_cast<std::ptrdiff_t>(width);
        TRY(auto const source, rows_of_call(state, call, own));
        out += (out.empty() ? "" : ", ") + std::to_string(width) + ", " + packed(state, source, width);
    }
    return "backstay_rows_from(" + out + ")";
}

}  // namespace backstay::sql::lowering
