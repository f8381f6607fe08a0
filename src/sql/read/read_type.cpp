#include "sql/read/context.hpp"

namespace backstay::sql::reading {

TypeName type_name(Context& context, PgQuery__TypeName const& type) {
    TypeName result;
    result.location = context.at(type.location);
    result.setof = type.setof != 0;
    result.percent_type = type.pct_type != 0;
    result.array_dimensions = static_cast<int>(type.n_array_bounds);
    Nodes const names(type.names, type.n_names);
    if (result.percent_type) {
        // schema.table.column%type: the relation is what the name holds as its schema, dots and all.
        auto const parts = strings(names);
        for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
            result.name.schema += (i > 0 ? "." : "") + parts[i];
        }
        result.name.name = parts.empty() ? "" : parts.back();
    } else {
        result.name = qualified_name(context, names);
    }
    for (auto const* modifier : Nodes(type.typmods, type.n_typmods)) {
        bool const is_integer = modifier->node_case == PG_QUERY__NODE__NODE_A_CONST &&
                                modifier->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL;
        if (!is_integer) {
            context.refuse("the type " + result.name.name + " with a modifier that is not a number",
                           type.location);
            continue;
        }
        result.modifiers.push_back(modifier->a_const->ival->ival);
    }
    return result;
}

}  // namespace backstay::sql::reading
