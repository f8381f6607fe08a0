// CREATE FUNCTION, CREATE PROCEDURE, their ALTER, and CREATE TRIGGER.

#include "sql/read/context.hpp"
#include "sql/read/lexer.hpp"

namespace backstay::sql::reading {
namespace {

ParameterMode parameter_mode(PgQuery__FunctionParameterMode mode) {
    switch (mode) {
        case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_OUT: return ParameterMode::out;
        case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_INOUT: return ParameterMode::inout;
        case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_VARIADIC: return ParameterMode::variadic;
        case PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_TABLE: return ParameterMode::table;
        default: return ParameterMode::in;
    }
}

FunctionParameter parameter(Context& context, PgQuery__FunctionParameter const& node) {
    return {.name = node.name,
            .type = type_name(context, *node.arg_type),
            .mode = parameter_mode(node.mode),
            .default_value = optional_expression(context, node.defexpr)};
}

// The offset of the first byte inside the quotes that follow the AS at `offset` of the parsed text.
int body_offset(Context const& context, int offset) {
    Lexer lexer(context.text(), static_cast<std::size_t>(offset));
    lexer.next();
    auto const token = lexer.next();
    if (!token) return -1;
    auto const text = lexer.text_of(*token);
    auto const quote = token->kind == TokenKind::dollar_string ? text.find('$', 1) : text.find('\'');
    if (quote == std::string_view::npos) return -1;
    return static_cast<int>(token->begin + quote + 1) - context.shift();
}

void read_body(Context& context, PgQuery__DefElem const& option, CreateFunction& result) {
    if (option.arg == nullptr || option.arg->node_case != PG_QUERY__NODE__NODE_LIST) return;
    Nodes const parts(option.arg->list->items, option.arg->list->n_items);
    if (parts.size() != 1) context.refuse("CREATE FUNCTION of an object file", option.location);
    if (!parts.empty()) result.body = text_of(parts.front());
    result.body_location.offset = body_offset(context, option.location);
}

bool is_true(PgQuery__DefElem const& option) {
    return option.arg != nullptr && option.arg->node_case == PG_QUERY__NODE__NODE_BOOLEAN &&
           option.arg->boolean->boolval != 0;
}

Volatility volatility(std::string_view word) {
    if (word == "immutable") return Volatility::immutable;
    return word == "stable" ? Volatility::stable : Volatility::volatile_;
}

// ROWS and COST, which may have a fraction that the tree drops.
int number(Context& context, PgQuery__DefElem const& option) {
    auto const text = option_value(context, option.arg);
    int value = 0;
    for (char const c : text) {
        if (c < '0' || c > '9' || value > 100'000'000) break;
        value = value * 10 + (c - '0');
    }
    return value;
}

void read_option(Context& context, PgQuery__DefElem const& option, CreateFunction& result) {
    std::string_view const name = option.defname;
    if (name == "as") {
        read_body(context, option, result);
    } else if (name == "language") {
        result.language = option_value(context, option.arg);
    } else if (name == "volatility") {
        result.volatility = volatility(option_value(context, option.arg));
    } else if (name == "strict") {
        result.strict = is_true(option);
    } else if (name == "security") {
        result.security_definer = is_true(option);
    } else if (name == "leakproof") {
        result.leakproof = is_true(option);
    } else if (name == "window") {
        result.window = is_true(option);
    } else if (name == "parallel") {
        result.parallel = option_value(context, option.arg);
    } else if (name == "rows") {
        result.rows = number(context, option);
    } else if (name == "cost") {
        result.cost = number(context, option);
    } else if (name == "set") {
        auto const& set = *option.arg->variable_set_stmt;
        result.settings.push_back({set.name, setting_value(context, set).value_or("")});
    } else {
        context.refuse("CREATE FUNCTION with " + std::string(name), option.location);
    }
}

void read_sql_body(Context& context, Node const& body, CreateFunction& result) {
    if (body.node_case == PG_QUERY__NODE__NODE_RETURN_STMT) {
        Select returned;
        returned.targets.push_back({expression(context, body.return_stmt->returnval), ""});
        result.statements.emplace_back(Statement(std::move(returned)));
        return;
    }
    if (body.node_case != PG_QUERY__NODE__NODE_LIST) return;
    // BEGIN ATOMIC: a list with one list of statements.
    for (auto const* block : Nodes(body.list->items, body.list->n_items)) {
        if (block->node_case != PG_QUERY__NODE__NODE_LIST) continue;
        for (auto const* inner : Nodes(block->list->items, block->list->n_items)) {
            result.statements.emplace_back(Statement(statement_node(context, *inner)));
        }
    }
}

}  // namespace

CreateFunction create_function(Context& context, PgQuery__CreateFunctionStmt const& node) {
    CreateFunction result;
    result.name = qualified_name(context, {node.funcname, node.n_funcname});
    for (auto const* item : Nodes(node.parameters, node.n_parameters)) {
        result.parameters.push_back(parameter(context, *item->function_parameter));
    }
    if (node.return_type != nullptr) result.returns = type_name(context, *node.return_type);
    result.or_replace = node.replace != 0;
    result.procedure = node.is_procedure != 0;
    for (auto const* option : Nodes(node.options, node.n_options))
        read_option(context, *option->def_elem, result);
    if (node.sql_body != nullptr) read_sql_body(context, *node.sql_body, result);
    return result;
}

AlterFunction alter_function(Context& context, PgQuery__AlterFunctionStmt const& node) {
    AlterFunction result;
    result.function = function_name(context, *node.func);
    result.procedure = node.objtype == PG_QUERY__OBJECT_TYPE__OBJECT_PROCEDURE;
    for (auto const* action : Nodes(node.actions, node.n_actions)) {
        auto const& option = *action->def_elem;
        std::string_view const name = option.defname;
        if (name == "volatility") {
            result.volatility = volatility(option_value(context, option.arg));
        } else if (name == "strict") {
            result.strict = is_true(option);
        } else if (name == "security") {
            result.security_definer = is_true(option);
        } else if (name == "leakproof") {
            result.leakproof = is_true(option);
        } else if (name == "set") {
            auto const& set = *option.arg->variable_set_stmt;
            auto value = setting_value(context, set);
            if (value)
                result.settings.push_back({set.name, *std::move(value)});
            else
                result.resets.emplace_back(*set.name != '\0' ? set.name : "all");
        } else {
            context.refuse("ALTER FUNCTION ... " + std::string(name), option.location);
        }
    }
    return result;
}

CreateTrigger create_trigger(Context& context, PgQuery__CreateTrigStmt const& node) {
    // TRIGGER_TYPE_* of PostgreSQL's catalog/pg_trigger.h.
    constexpr int before = 1 << 1, on_insert = 1 << 2, on_delete = 1 << 3, on_update = 1 << 4,
                  on_truncate = 1 << 5, instead = 1 << 6;
    CreateTrigger result;
    result.name = node.trigname;
    result.table = relation(context, *node.relation);
    if (node.timing == before) result.timing = TriggerTiming::before;
    if (node.timing == instead) result.timing = TriggerTiming::instead_of;
    result.on_insert = (node.events & on_insert) != 0;
    result.on_update = (node.events & on_update) != 0;
    result.on_delete = (node.events & on_delete) != 0;
    result.on_truncate = (node.events & on_truncate) != 0;
    result.update_columns = strings({node.columns, node.n_columns});
    result.for_each_row = node.row != 0;
    result.or_replace = node.replace != 0;
    result.constraint = node.isconstraint != 0;
    result.deferrable = node.deferrable != 0;
    result.initially_deferred = node.initdeferred != 0;
    result.when = optional_expression(context, node.when_clause);
    result.function = qualified_name(context, {node.funcname, node.n_funcname});
    result.arguments = strings({node.args, node.n_args});
    for (auto const* item : Nodes(node.transition_rels, node.n_transition_rels)) {
        auto const& transition = *item->trigger_transition;
        (transition.is_new != 0 ? result.new_table : result.old_table) = transition.name;
    }
    if (node.constrrel != nullptr) context.refuse("CREATE CONSTRAINT TRIGGER ... FROM");
    return result;
}

}  // namespace backstay::sql::reading
