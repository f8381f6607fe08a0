#include <algorithm>
#include <array>

#include "sql/read/context.hpp"
#include "sql/read/lexer.hpp"

namespace backstay::sql::reading {
namespace {

std::optional<Statement::Node> row_statement(Context& context, Node const& node) {
    switch (node.node_case) {
        case PG_QUERY__NODE__NODE_SELECT_STMT: return select(context, *node.select_stmt);
        case PG_QUERY__NODE__NODE_INSERT_STMT: return insert(context, *node.insert_stmt);
        case PG_QUERY__NODE__NODE_UPDATE_STMT: return update(context, *node.update_stmt);
        case PG_QUERY__NODE__NODE_DELETE_STMT: return delete_from(context, *node.delete_stmt);
        default: return std::nullopt;
    }
}

std::optional<Statement::Node> table_statement(Context& context, Node const& node) {
    switch (node.node_case) {
        case PG_QUERY__NODE__NODE_CREATE_STMT: return create_table(context, *node.create_stmt);
        case PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT:
            return create_table_as(context, *node.create_table_as_stmt);
        case PG_QUERY__NODE__NODE_ALTER_TABLE_STMT: return alter_table(context, *node.alter_table_stmt);
        case PG_QUERY__NODE__NODE_INDEX_STMT: return create_index(context, *node.index_stmt);
        case PG_QUERY__NODE__NODE_VIEW_STMT: return create_view(context, *node.view_stmt);
        case PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT:
            return create_function(context, *node.create_function_stmt);
        case PG_QUERY__NODE__NODE_ALTER_FUNCTION_STMT:
            return alter_function(context, *node.alter_function_stmt);
        case PG_QUERY__NODE__NODE_CREATE_TRIG_STMT: return create_trigger(context, *node.create_trig_stmt);
        default: return std::nullopt;
    }
}

}  // namespace

Statement::Node statement_node(Context& context, Node const& node) {
    if (auto found = row_statement(context, node)) return *std::move(found);
    if (auto found = table_statement(context, node)) return *std::move(found);
    if (auto found = definition(context, node)) return *std::move(found);
    if (auto found = role_statement(context, node)) return *std::move(found);
    if (auto found = object_statement(context, node)) return *std::move(found);
    if (auto found = session_statement(context, node)) return *std::move(found);
    context.refuse(statement_words(context), context.statement_begin);
    return Unsupported{};
}

// The leading key words: two or more after CREATE, ALTER and DROP, up to the name.
std::string statement_words(Context const& context) {
    constexpr std::array<std::string_view, 3> takes_object = {"CREATE", "ALTER", "DROP"};
    constexpr std::array<std::string_view, 12> goes_on = {"OR",      "REPLACE", "EVENT",  "FOREIGN",
                                                          "TEXT",    "SEARCH",  "USER",   "OPERATOR",
                                                          "TRUSTED", "DEFAULT", "ACCESS", "DATA"};
    auto const is_in = [](auto const& words, std::string_view word) {
        return std::find(words.begin(), words.end(), word) != words.end();
    };
    Lexer lexer(context.text(), static_cast<std::size_t>(context.statement_begin));
    std::string result;
    std::string last;
    for (auto token = lexer.next(); token && token->kind == TokenKind::word; token = lexer.next()) {
        bool const more = result.empty() || is_in(takes_object, last) || is_in(goes_on, last);
        if (!more) break;
        last.clear();
        for (char const c : lexer.text_of(*token)) {
            last += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        }
        if (!result.empty()) result += ' ';
        result += last;
    }
    return result;
}

}  // namespace backstay::sql::reading
