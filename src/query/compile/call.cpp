// A function in FROM, with its arguments by name.

#include <algorithm>

#include "base/box.hpp"
#include "query/compile/compiler.hpp"
#include "sql/read/read.hpp"

namespace backstay::query {

using sql::Expression;
using sql::Select;

namespace {

constexpr auto call_name = "pgrst_call";
constexpr auto arguments_name = "pgrst_args";

sql::FunctionParameterInfo const* find(sql::Function const& function, std::string_view name) {
    auto const found = std::ranges::find(function.parameters, name, &sql::FunctionParameterInfo::name);
    return found == function.parameters.end() ? nullptr : &*found;
}

// What is said of char in a signature has no length, and would be read as char(1).
Result<sql::TypeName> type_of(sql::FunctionParameterInfo const& parameter) {
    if (parameter.type.base != sql::BaseType::bpchar) return sql::read_type(parameter.type_name);
    return sql::read_type(parameter.type.array ? "character varying[]" : "character varying");
}

Expression typed(Expression value, sql::TypeName type) {
    return sql::cast(std::move(value), std::move(type));
}

// variadic array[$1, $2]::text[]
Result<void> add_arguments(Compiler& compiler, CallOptions const& call, sql::Call& out) {
    for (auto const& parameter : call.function->parameters) {
        sql::Expressions values;
        for (auto const& [name, number] : call.arguments)
            if (name == parameter.name) values.push_back(compiler.parameter(number, {sql::BaseType::text}));
        if (values.empty()) continue;
        TRY(auto type, type_of(parameter));
        if (!parameter.variadic) {
            out.args.push_back({parameter.name, typed(std::move(values.back()), std::move(type))});
            continue;
        }
        out.variadic = true;
        out.args.push_back(
            {parameter.name, typed(sql::ArrayConstructor{.elements = std::move(values)}, std::move(type))});
    }
    return {};
}

// json_to_record($1) as pgrst_args("a" integer)
Result<sql::TableFunction> arguments_of(Compiler& compiler, CallOptions const& call) {
    sql::Expressions args;
    args.push_back(sql::cast(compiler.parameter(*call.body, {sql::BaseType::json}),
                             sql::TypeName{.name = {"", "json"}, .modifiers = {}}));
    sql::TableFunction record{.calls = {sql::call({"", "json_to_record"}, std::move(args))},
                              .alias = sql::Alias{.name = arguments_name, .columns = {}},
                              .column_definitions = {}};
    for (auto const& name : call.names) {
        auto const* const parameter = find(*call.function, name);
        if (parameter == nullptr) return internal_error("an argument that the function does not take");
        TRY(auto type, type_of(*parameter));
        record.column_definitions.push_back({.name = name, .type = std::move(type)});
    }
    return record;
}

Result<void> add_body(Compiler& compiler, CallOptions const& call, sql::Call& out, Select& select) {
    if (call.single_unnamed) {
        TRY(auto type, type_of(call.function->parameters.front()));
        auto const given = call.function->parameters.front().type.base == sql::BaseType::bytea
                               ? sql::BaseType::bytea
                               : sql::BaseType::text;
        out.args.push_back({"", typed(compiler.parameter(*call.body, {given}), std::move(type))});
        return {};
    }
    if (call.names.empty()) return {};
    TRY(auto record, arguments_of(compiler, call));
    select.from.push_back(std::move(record));
    for (auto const& name : call.names) {
        auto const* const parameter = find(*call.function, name);
        if (parameter != nullptr && parameter->variadic) out.variadic = true;
        out.args.push_back({name, sql::column(arguments_name, name)});
    }
    return {};
}

}  // namespace

Result<Compiled> compile_call(Node const& root, CallOptions const& call, CompileOptions const& options) {
    TRY_VOID(check_protected(root));
    auto const& function = *call.function;
    Compiler compiler(options);
    compiler.columns = &function.result_columns;
    if (function.result_relation) compiler.written = *function.result_relation;
    compiler.written_alias = call_name;
    Select select;
    sql::Call expression{.name = function.name, .args = {}};
    if (call.body) {
        TRY_VOID(add_body(compiler, call, expression, select));
    } else {
        TRY_VOID(add_arguments(compiler, call, expression));
    }
    bool const scalar = function.result_columns.empty();
    sql::Alias alias{.name = call_name, .columns = {}};
    if (scalar) alias.columns.emplace_back("pgrst_scalar");
    select.from.push_back(sql::TableFunction{.calls = {Expression(std::move(expression))},
                                             .lateral = select.from.size() == 1,
                                             .alias = std::move(alias),
                                             .column_definitions = {}});
    sql::Exchange exchange{
        .id = new_exchange_id(), .format = options.format, .handler = options.handler, .read_only = false};
    if (scalar) {
        sql::ReadTree tree{.select = select, .output = {{"pgrst_scalar", sql::TargetIndex{0}}}};
        tree.select.targets.push_back({sql::column(call_name, "pgrst_scalar"), ""});
        TRY(tree.select.where, compiler.conditions(root, call_name, true));
        exchange.read = std::move(tree);
    } else {
        TRY(exchange.read, compiler.tree(root, call_name, select, false));
    }
    if (function.returns_set) TRY_VOID(compiler.count(root, call_name, std::move(select), exchange));
    return compiler.finish(std::move(exchange));
}

}  // namespace backstay::query
