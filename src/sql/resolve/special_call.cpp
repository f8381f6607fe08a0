// Calls with a node of their own: sequences, and settings whose name is known.

#include <algorithm>
#include <array>

#include "base/limitation.hpp"
#include "sql/read/read.hpp"
#include "sql/resolve/call.hpp"

namespace backstay::sql::resolving {
namespace {

constexpr std::array<std::string_view, 4> sequence_functions{"nextval", "currval", "setval", "lastval"};

// 'task_id_seq', 'app.task_id_seq'::regclass
Result<std::string> constant_text(State& state, Expression const& e) {
    if (auto const* const cast = std::get_if<Cast>(&e.node)) return constant_text(state, *cast->arg);
    auto const* const literal = std::get_if<Literal>(&e.node);
    if (literal != nullptr && literal->kind == LiteralKind::string) return literal->text;
    return not_supported(Limitation::computed_sequence_name);
}

Result<ObjectId> sequence_of(State& state, Expression const& e) {
    TRY(auto const text, constant_text(state, e));
    TRY(auto const name, read_type(text));  // a name with or without a schema, quoted or not
    auto const* const found = state.catalog().find_relation(name.name, state.with.search_path);
    if (found == nullptr) return failure("42P01", "relation \"" + text + "\" does not exist");
    if (found->kind == CatalogRelationKind::sequence) return found->id;
    return failure("42809", "\"" + text + "\" is not a sequence");
}

Result<typed::Expression> sequence_call(State& state, Call const& c) {
    typed::SequenceCall call{.function = c.name.name};
    if (c.name.name != "lastval") {
        TRY(call.sequence, sequence_of(state, c.args.front().value));
    }
    for (std::size_t i = 1; i < c.args.size(); ++i) {
        TRY(auto value, expression(state, c.args[i].value));
        auto const type = i == 1 ? BaseType::int8 : BaseType::boolean;
        TRY(value, coerce(state, std::move(value), {type}, CastContext::implicit));
        call.args.push_back(std::move(value));
    }
    return typed::Expression{.node = std::move(call), .type = {BaseType::int8}};
}

std::optional<typed::Expression> setting_call(Call const& c) {
    if (c.name.name != "current_setting" || c.args.empty() || c.args.size() > 2) return std::nullopt;
    auto const* const name = std::get_if<Literal>(&c.args[0].value.node);
    if (name == nullptr || name->kind != LiteralKind::string) return std::nullopt;
    typed::SettingValue setting{.name = name->text, .missing_ok = false};
    if (c.args.size() == 2) {
        auto const* const missing = std::get_if<Literal>(&c.args[1].value.node);
        if (missing == nullptr || missing->kind != LiteralKind::boolean) return std::nullopt;
        setting.missing_ok = missing->text == "true";
    }
    return typed::Expression{.node = std::move(setting), .type = {BaseType::text}};
}

// The function is given the name: SQLite's values do not carry it.
Result<typed::Expression> type_call(State& state, Call const& c) {
    TRY(auto value, expression(state, c.args.front().value));
    typed::Expression name{.node = typed::Constant{.null = false, .text = state.shown(value.type)},
                           .type = {BaseType::text}};
    auto const functions = builtin_functions();
    auto const found = std::ranges::find(functions, std::string_view("pg_typeof"), &Builtin::name);
    if (found == functions.end()) return internal_error("pg_typeof() is gone");
    TRY(value, settle(state, std::move(value)));
    typed::BuiltinCall made{.function = &*found, .args = {}};
    made.args.push_back(std::move(value));
    made.args.push_back(std::move(name));
    return typed::Expression{.node = std::move(made), .type = {BaseType::regtype}};
}

}  // namespace

Result<std::optional<typed::Expression>> special_call(State& state, Call const& c) {
    if (!c.name.schema.empty() && c.name.schema != "pg_catalog") return std::nullopt;
    if (c.name.name == "pg_typeof" && c.args.size() == 1) {
        TRY(auto found, type_call(state, c));
        return found;
    }
    bool const counts = c.name.name == "lastval" ? c.args.empty() : !c.args.empty();
    for (auto const name : sequence_functions)
        if (c.name.name == name && counts) {
            TRY(auto found, sequence_call(state, c));
            return found;
        }
    return setting_call(c);
}

}  // namespace backstay::sql::resolving
