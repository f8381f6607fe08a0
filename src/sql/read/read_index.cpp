// CREATE INDEX and CREATE VIEW.

#include "sql/read/context.hpp"
#include "sql/read/lexer.hpp"

namespace backstay::sql::reading {

IndexElement index_element(Context& context, PgQuery__IndexElem const& node) {
    IndexElement result;
    result.column = node.name;
    result.expression = optional_expression(context, node.expr);
    if (node.ordering == PG_QUERY__SORT_BY_DIR__SORTBY_DESC) result.direction = SortDirection::descending;
    if (node.nulls_ordering == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST) result.nulls = NullsOrder::first;
    if (node.nulls_ordering == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_LAST) result.nulls = NullsOrder::last;
    auto const operator_class = qualified_name(context, {node.opclass, node.n_opclass});
    result.operator_class = operator_class.name;
    if (!operator_class.schema.empty())
        result.operator_class = operator_class.schema + "." + operator_class.name;
    if (node.n_opclassopts > 0) context.refuse("an operator class with parameters");
    if (node.n_collation > 0) result.collation = qualified_name(context, {node.collation, node.n_collation});
    return result;
}

CreateIndex create_index(Context& context, PgQuery__IndexStmt const& node) {
    CreateIndex result;
    result.name = node.idxname;
    result.table = relation(context, *node.relation);
    result.method = node.access_method;
    result.unique = node.unique != 0;
    result.concurrently = node.concurrent != 0;
    result.if_not_exists = node.if_not_exists != 0;
    result.nulls_not_distinct = node.nulls_not_distinct != 0;
    for (auto const* element : Nodes(node.index_params, node.n_index_params)) {
        result.elements.push_back(index_element(context, *element->index_elem));
    }
    for (auto const* element : Nodes(node.index_including_params, node.n_index_including_params)) {
        result.include.emplace_back(element->index_elem->name);
    }
    result.where = optional_expression(context, node.where_clause);
    result.options = storage_options(context, {node.options, node.n_options});
    if (*node.table_space != '\0') context.refuse("TABLESPACE");
    return result;
}

CreateView create_view(Context& context, PgQuery__ViewStmt const& node) {
    CreateView result{.view = relation(context, *node.view),
                      .columns = strings({node.aliases, node.n_aliases}),
                      .select = select(context, node.query)};
    result.or_replace = node.replace != 0;
    result.temporary = *node.view->relpersistence == 't';
    result.options = storage_options(context, {node.options, node.n_options});
    if (node.with_check_option == PG_QUERY__VIEW_CHECK_OPTION__LOCAL_CHECK_OPTION)
        result.check = CheckOption::local;
    if (node.with_check_option == PG_QUERY__VIEW_CHECK_OPTION__CASCADED_CHECK_OPTION) {
        result.check = CheckOption::cascaded;
    }
    result.text = view_text(context, result.check != CheckOption::none);
    return result;
}

// The query stands behind the first AS outside parentheses. `has_tail`: it ends before the last WITH (CHECK
// OPTION, NO DATA).
std::string view_text(Context const& context, bool has_tail) {
    auto const statement =
        context.text().substr(static_cast<std::size_t>(context.statement_begin),
                              static_cast<std::size_t>(context.statement_end - context.statement_begin));
    Lexer lexer(statement);
    int depth = 0;
    std::size_t begin = 0, end = 0, tail = statement.size();
    for (auto token = lexer.next(); token; token = lexer.next()) {
        if (lexer.is_symbol(*token, '(')) ++depth;
        if (lexer.is_symbol(*token, ')')) --depth;
        if (begin == 0 && depth == 0 && lexer.is_word(*token, "as")) begin = token->end;
        if (begin != 0 && depth == 0 && lexer.is_word(*token, "with")) tail = end;
        end = token->end;
    }
    auto const last = has_tail ? tail : end;
    if (begin == 0 || last <= begin) return "";
    auto const text = statement.substr(begin, last - begin);
    auto const first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? "" : std::string(text.substr(first));
}

}  // namespace backstay::sql::reading
