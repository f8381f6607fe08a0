// CREATE TABLE, its columns and its constraints.

#include "sql/read/context.hpp"

namespace backstay::sql::reading {
namespace {

// CREATE_TABLE_LIKE_* of PostgreSQL's nodes/parsenodes.h.
enum LikeOption : std::uint32_t {
    comments = 1 << 0,
    constraints_too = 1 << 2,
    defaults = 1 << 3,
    generated = 1 << 4,
    identity = 1 << 5,
    indexes = 1 << 6,
    all = 0x7FFFFFFF,
};

LikeClause like(Context& context, PgQuery__TableLikeClause const& node) {
    auto const has = [&](std::uint32_t option) { return (node.options & option) != 0; };
    return {.table = qualified_name(context, *node.relation),
            .including_all = node.options == LikeOption::all,
            .including_defaults = has(LikeOption::defaults),
            .including_constraints = has(LikeOption::constraints_too),
            .including_indexes = has(LikeOption::indexes),
            .including_identity = has(LikeOption::identity),
            .including_generated = has(LikeOption::generated),
            .including_comments = has(LikeOption::comments)};
}

Persistence persistence(PgQuery__RangeVar const& name) {
    switch (*name.relpersistence) {
        case 't': return Persistence::temporary;
        case 'u': return Persistence::unlogged;
        default: return Persistence::permanent;
    }
}

OnCommit on_commit(PgQuery__OnCommitAction action) {
    switch (action) {
        case PG_QUERY__ON_COMMIT_ACTION__ONCOMMIT_PRESERVE_ROWS: return OnCommit::preserve_rows;
        case PG_QUERY__ON_COMMIT_ACTION__ONCOMMIT_DELETE_ROWS: return OnCommit::delete_rows;
        case PG_QUERY__ON_COMMIT_ACTION__ONCOMMIT_DROP: return OnCommit::drop;
        default: return OnCommit::by_default;
    }
}

std::string unsupported_part(PgQuery__CreateStmt const& node) {
    if (node.partspec != nullptr) return "PARTITION BY";
    if (node.partbound != nullptr) return "PARTITION OF";
    if (node.n_inh_relations > 0) return "INHERITS";
    if (node.of_typename != nullptr) return "CREATE TABLE ... OF";
    if (*node.tablespacename != '\0') return "TABLESPACE";
    if (*node.access_method != '\0') return "CREATE TABLE ... USING";
    return "";
}

}  // namespace

Statement::Node create_table(Context& context, PgQuery__CreateStmt const& node) {
    CreateTable result;
    result.table = relation(context, *node.relation);
    result.persistence = persistence(*node.relation);
    result.if_not_exists = node.if_not_exists != 0;
    for (auto const* element : Nodes(node.table_elts, node.n_table_elts)) {
        switch (element->node_case) {
            case PG_QUERY__NODE__NODE_COLUMN_DEF:
                result.columns.push_back(column_spec(context, *element->column_def));
                break;
            case PG_QUERY__NODE__NODE_CONSTRAINT:
                result.constraints.push_back(constraint(context, *element->constraint));
                break;
            case PG_QUERY__NODE__NODE_TABLE_LIKE_CLAUSE:
                result.likes.push_back(like(context, *element->table_like_clause));
                break;
            default: context.refuse("a table element of this form");
        }
    }
    result.options = storage_options(context, {node.options, node.n_options});
    result.on_commit = on_commit(node.oncommit);
    result.unsupported = unsupported_part(node);
    // What such a table consists of is not in the tree, so nothing of it may be printed again.
    if (!result.unsupported.empty()) context.refuse("CREATE TABLE with " + result.unsupported);
    return result;
}

Statement::Node create_table_as(Context& context, PgQuery__CreateTableAsStmt const& node) {
    auto const& into = *node.into;
    if (node.is_select_into != 0) context.refuse("SELECT INTO");
    if (*into.table_space_name != '\0') context.refuse("TABLESPACE");
    if (node.query == nullptr || node.query->node_case != PG_QUERY__NODE__NODE_SELECT_STMT) {
        context.refuse("CREATE TABLE ... AS EXECUTE");
    }
    auto query = select(context, node.query);
    if (node.objtype == PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW) {
        CreateView view{.view = relation(context, *into.rel),
                        .columns = strings({into.col_names, into.n_col_names}),
                        .select = std::move(query)};
        view.materialized = true;
        view.if_not_exists = node.if_not_exists != 0;
        view.with_data = into.skip_data == 0;
        view.options = storage_options(context, {into.options, into.n_options});
        view.text = view_text(context, into.skip_data != 0);
        return view;
    }
    CreateTable table;
    table.table = relation(context, *into.rel);
    table.persistence = persistence(*into.rel);
    table.if_not_exists = node.if_not_exists != 0;
    table.as_select = SelectBox(std::move(query));
    table.as_columns = strings({into.col_names, into.n_col_names});
    table.with_data = into.skip_data == 0;
    table.options = storage_options(context, {into.options, into.n_options});
    table.on_commit = on_commit(into.on_commit);
    return table;
}

ColumnSpec column_spec(Context& context, PgQuery__ColumnDef const& node) {
    ColumnSpec result;
    result.name = node.colname;
    if (node.type_name != nullptr) result.type = type_name(context, *node.type_name);
    result.constraints = constraints(context, {node.constraints, node.n_constraints});
    result.collation = collation(context, node.coll_clause);
    result.location = context.at(node.location);
    if (*node.compression != '\0') context.refuse("COMPRESSION", node.location);
    return result;
}

}  // namespace backstay::sql::reading
