// Transactions, settings, SET CONSTRAINTS and COPY ... FROM STDIN.

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "sql/read/context.hpp"

namespace backstay::sql::reading {
namespace {

// The settings whose value is a list of names, which PostgreSQL quotes one by one.
bool is_list_of_names(std::string_view setting) {
    constexpr std::array<std::string_view, 5> lists = {"search_path", "temp_tablespaces",
                                                       "session_preload_libraries",
                                                       "shared_preload_libraries", "local_preload_libraries"};
    return std::find(lists.begin(), lists.end(), to_lower(setting)) != lists.end();
}

std::optional<Statement::Node> transaction(Context& context, PgQuery__TransactionStmt const& node) {
    Transaction result;
    switch (node.kind) {
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_BEGIN:
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_START: result.kind = TransactionKind::begin; break;
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT: result.kind = TransactionKind::commit; break;
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK:
            result.kind = TransactionKind::rollback;
            break;
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_SAVEPOINT:
            result.kind = TransactionKind::savepoint;
            break;
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_RELEASE:
            result.kind = TransactionKind::release;
            break;
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK_TO:
            result.kind = TransactionKind::rollback_to;
            break;
        default: return std::nullopt;  // prepared transactions
    }
    if (node.chain != 0) context.refuse("AND CHAIN");
    result.savepoint = node.savepoint_name;
    result.options = transaction_options(context, {node.options, node.n_options});
    return result;
}

std::optional<Statement::Node> set_setting(Context& context, PgQuery__VariableSetStmt const& node) {
    if (node.kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_MULTI) {
        bool const is_transaction = std::string_view(node.name) == "TRANSACTION";
        if (!is_transaction) return std::nullopt;
        return Transaction{.kind = TransactionKind::set,
                           .options = transaction_options(context, {node.args, node.n_args})};
    }
    SetSetting result;
    result.name = node.kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL ? "all" : node.name;
    result.value = setting_value(context, node);
    result.local = node.is_local != 0;
    return result;
}

SetConstraints set_constraints(Context& context, PgQuery__ConstraintsSetStmt const& node) {
    SetConstraints result;
    for (auto const* name : Nodes(node.constraints, node.n_constraints)) {
        result.names.push_back(qualified_name(context, *name->range_var));
    }
    result.deferred = node.deferred != 0;
    return result;
}

std::optional<Statement::Node> copy(Context& context, PgQuery__CopyStmt const& node) {
    bool const from_stdin =
        node.is_from != 0 && node.is_program == 0 && *node.filename == '\0' && node.relation != nullptr;
    if (!from_stdin || node.where_clause != nullptr) return std::nullopt;
    CopyFromStdin result;
    result.table = relation(context, *node.relation);
    result.columns = strings({node.attlist, node.n_attlist});
    result.options = storage_options(context, {node.options, node.n_options});
    return result;
}

// NOTIFY channel, 'payload' is the call of the function.
Select notify(PgQuery__NotifyStmt const& node) {
    std::string const payload = node.payload == nullptr ? "" : node.payload;
    Select result;
    result.targets = {
        {sql::call({"pg_catalog", "pg_notify"}, {text_literal(node.conditionname), text_literal(payload)}),
         ""}};
    return result;
}

}  // namespace

std::vector<Option> transaction_options(Context& context, Nodes options) {
    std::vector<Option> result;
    for (auto const* node : options) {
        auto const& option = *node->def_elem;
        auto value = option_value(context, option.arg);
        std::string_view const name = option.defname;
        if (name == "transaction_isolation") {
            result.push_back({"isolation level", std::move(value)});
        } else {
            result.push_back({name == "transaction_read_only" ? "read only" : "deferrable",
                              value == "1" ? "true" : "false"});
        }
    }
    return result;
}

std::optional<std::string> setting_value(Context& context, PgQuery__VariableSetStmt const& node) {
    if (node.kind == PG_QUERY__VARIABLE_SET_KIND__VAR_SET_CURRENT) context.refuse("SET ... FROM CURRENT");
    if (node.kind != PG_QUERY__VARIABLE_SET_KIND__VAR_SET_VALUE) return std::nullopt;
    bool const names = is_list_of_names(node.name);
    std::vector<std::string> parts;
    for (auto const* arg : Nodes(node.args, node.n_args)) {
        auto const* value = arg->node_case == PG_QUERY__NODE__NODE_TYPE_CAST ? arg->type_cast->arg : arg;
        auto part = option_value(context, value);
        parts.push_back(names ? quote_identifier(part) : std::move(part));
    }
    return join(parts, ", ");
}

std::optional<Statement::Node> session_statement(Context& context, Node const& node) {
    switch (node.node_case) {
        case PG_QUERY__NODE__NODE_TRANSACTION_STMT: return transaction(context, *node.transaction_stmt);
        case PG_QUERY__NODE__NODE_VARIABLE_SET_STMT: return set_setting(context, *node.variable_set_stmt);
        case PG_QUERY__NODE__NODE_VARIABLE_SHOW_STMT: return ShowSetting{node.variable_show_stmt->name};
        case PG_QUERY__NODE__NODE_CONSTRAINTS_SET_STMT:
            return set_constraints(context, *node.constraints_set_stmt);
        case PG_QUERY__NODE__NODE_NOTIFY_STMT: return notify(*node.notify_stmt);
        case PG_QUERY__NODE__NODE_COPY_STMT: return copy(context, *node.copy_stmt);
        default: return std::nullopt;
    }
}

}  // namespace backstay::sql::reading
