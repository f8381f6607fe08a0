#pragma once

// What the files of sql/read/ share: the access to libpg_query's tree (PostgreSQL's raw parse tree as
// protobuf-c structs) and the functions that turn its nodes into ours, a group of nodes per file. They return
// plain values: what the tree cannot hold is noted with refuse(), and the whole statement becomes
// Unsupported.

#include <pg_query/pg_query.pb-c.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sql/ast.hpp"

namespace backstay::sql::reading {

using Node = PgQuery__Node;
using Nodes = std::span<Node* const>;

class Context {
public:
    // `shift` is how many bytes stand before the caller's text in what was parsed.
    explicit Context(std::string_view text, int shift = 0) : text_(text), shift_(shift) {}

    Location at(int offset) const { return {offset < shift_ ? -1 : offset - shift_}; }
    std::string_view text() const { return text_; }
    int shift() const { return shift_; }

    // Notes what the tree cannot hold; the first one is told.
    void refuse(std::string_view construct, int offset = -1);
    std::optional<Unsupported> take_refusal();

    // Where the statement at hand stands in text(), for what the parser leaves out (a view's text).
    int statement_begin = 0;
    int statement_end = 0;

private:
    std::string_view text_;
    int shift_;
    std::optional<Unsupported> refusal_;
};

// ---- lists and names (read_name.cpp) ----

std::string text_of(Node const* node);  // of a String node
std::vector<std::string> strings(Nodes nodes);
QualifiedName qualified_name(Context& context, Nodes names);
QualifiedName qualified_name(Context& context, PgQuery__RangeVar const& name);
std::optional<QualifiedName> collation(Context& context, PgQuery__CollateClause const* clause);
std::string role_name(PgQuery__RoleSpec const* role);
std::vector<std::string> role_names(Nodes nodes);
FunctionName function_name(Context& context, PgQuery__ObjectWithArgs const& object);
DropBehaviour behaviour(PgQuery__DropBehavior value);
ObjectKind object_kind(Context& context, PgQuery__ObjectType type);

// A DefElem's value as it was written: word, number, string, list.
std::string option_value(Context& context, Node const* value);
std::vector<Option> storage_options(Context& context, Nodes options);

// ---- types (read_type.cpp) ----

TypeName type_name(Context& context, PgQuery__TypeName const& type);

// ---- expressions (read_expression.cpp, read_operator.cpp, read_call.cpp) ----

Expression expression(Context& context, Node const* node);
Expressions expressions(Context& context, Nodes nodes);
std::optional<Expression> optional_expression(Context& context, Node const* node);
std::optional<ExpressionBox> optional_box(Context& context, Node const* node);
Expression operator_expression(Context& context, PgQuery__AExpr const& node);
Expression call(Context& context, PgQuery__FuncCall const& node);
Expression sql_value(Context& context, PgQuery__SQLValueFunction const& node);
Window window(Context& context, PgQuery__WindowDef const& node);
OrderBy order_by(Context& context, Nodes nodes);

// ---- queries and changes of rows (read_query.cpp, read_from.cpp, read_change.cpp) ----

Select select(Context& context, PgQuery__SelectStmt const& node);
Select select(Context& context, Node const* node);
std::optional<With> with(Context& context, PgQuery__WithClause const* clause);
std::vector<Target> targets(Context& context, Nodes nodes);
std::vector<FromItem> from_items(Context& context, Nodes nodes);
RelationRef relation(Context& context, PgQuery__RangeVar const& node);
Insert insert(Context& context, PgQuery__InsertStmt const& node);
Update update(Context& context, PgQuery__UpdateStmt const& node);
Delete delete_from(Context& context, PgQuery__DeleteStmt const& node);

// ---- definitions, a file per group ----

Statement::Node create_table(Context& context, PgQuery__CreateStmt const& node);
Statement::Node create_table_as(Context& context, PgQuery__CreateTableAsStmt const& node);
ColumnSpec column_spec(Context& context, PgQuery__ColumnDef const& node);
std::vector<Constraint> constraints(Context& context, Nodes nodes);
Constraint constraint(Context& context, PgQuery__Constraint const& node);
SequenceOptions sequence_options(Context& context, Nodes options);
AlterTable alter_table(Context& context, PgQuery__AlterTableStmt const& node);
IndexElement index_element(Context& context, PgQuery__IndexElem const& node);
CreateIndex create_index(Context& context, PgQuery__IndexStmt const& node);
CreateView create_view(Context& context, PgQuery__ViewStmt const& node);
std::string view_text(Context const& context, bool has_tail);
CreateFunction create_function(Context& context, PgQuery__CreateFunctionStmt const& node);
AlterFunction alter_function(Context& context, PgQuery__AlterFunctionStmt const& node);
CreateTrigger create_trigger(Context& context, PgQuery__CreateTrigStmt const& node);
std::optional<std::string> setting_value(Context& context, PgQuery__VariableSetStmt const& node);
std::vector<Option> transaction_options(Context& context, Nodes options);

// Each gives the statement if the node is one of its group.
std::optional<Statement::Node> definition(Context& context, Node const& node);  // types, schemas, sequences
std::optional<Statement::Node> role_statement(Context& context, Node const& node);
std::optional<Statement::Node> object_statement(Context& context, Node const& node);
std::optional<Statement::Node> session_statement(Context& context, Node const& node);

// ---- statements (read_statement.cpp) ----

Statement::Node statement_node(Context& context, Node const& node);
// "CREATE RULE", "DO": what PostgreSQL calls a statement that the tree has no form for.
std::string statement_words(Context const& context);

}  // namespace backstay::sql::reading
