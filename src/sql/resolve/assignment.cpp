// Values for columns: of SET, and of the rows of INSERT.

#include <algorithm>

#include "base/limitation.hpp"
#include "sql/resolve/write.hpp"

namespace backstay::sql::resolving {
namespace {

std::string const always = " is an identity column defined as GENERATED ALWAYS.";

Result<void> require_writable(CatalogColumn const& column, typed::Expression const& value) {
    if (std::holds_alternative<typed::DefaultOf>(value.node)) return {};
    auto const refuse = [&](std::string const& why) {
        return failure("428C9", "column \"" + column.name + "\" can only be updated to DEFAULT")
            .detail("Column \"" + column.name + "\"" + why);
    };
    if (column.generated) return refuse(" is a generated column.");
    if (column.identity == IdentityKind::always) return refuse(always);
    return {};
}

struct Setting {
    State& state;
    CatalogRelation const& relation;
    std::vector<typed::Assignment> out = {};

    Result<void> add(int column, typed::Expression value) {
        auto const& known = relation.columns[static_cast<std::size_t>(column)];
        if (std::ranges::find(out, column, &typed::Assignment::column) != out.end())
            return failure("42601", "multiple assignments to same column \"" + known.name + "\"");
        TRY_VOID(require_writable(known, value));
        out.push_back({column, std::move(value)});
        return {};
    }

    Result<void> one(std::string const& name, Expression const& written) {
        TRY(auto const column, target_column(relation, name));
        TRY(auto value, assigned(state, relation, column, written));
        return add(column, std::move(value));
    }

    // (a, b) = (select x, y ...): a subquery for each column, with its column alone.
    Result<void> from_subquery(Assignment const& assignment, Subquery const& written) {
        TRY(auto const whole, query(state, *written.select));
        if (whole.targets.size() != assignment.columns.size())
            return failure("42601", "number of columns does not match number of values");
        if (whole.distinct || whole.set_operation || !whole.values.empty())
            return not_supported(Limitation::set_columns_from_union);
        for (std::size_t i = 0; i < assignment.columns.size(); ++i) {
            auto single = whole;
            single.targets = {whole.targets[i]};
            auto const type = whole.targets[i].expression.type;
            TRY(auto const column, target_column(relation, assignment.columns[i]));
            typed::Expression value{.node = typed::Subquery{.kind = SubqueryKind::scalar,
                                                            .query = std::move(single),
                                                            .test = {},
                                                            .operators = {}},
                                    .type = type};
            TRY(value, assigned(state, relation, column, std::move(value)));
            TRY_VOID(add(column, std::move(value)));
        }
        return {};
    }

    Result<void> several(Assignment const& assignment) {
        if (auto const* s = std::get_if<Subquery>(&assignment.value.node);
            s != nullptr && s->kind == SubqueryKind::scalar)
            return from_subquery(assignment, *s);
        auto const* row = std::get_if<RowConstructor>(&assignment.value.node);
        if (row == nullptr)
            return failure(
                "0A000", "source for a multiple-column UPDATE item must be a sub-SELECT or ROW() expression");
        if (row->elements.size() != assignment.columns.size())
            return failure("42601", "number of columns does not match number of values");
        for (std::size_t i = 0; i < row->elements.size(); ++i)
            TRY_VOID(one(assignment.columns[i], row->elements[i]));
        return {};
    }
};

}  // namespace

Result<int> target_column(CatalogRelation const& relation, std::string const& name) {
    auto const found = std::ranges::find(relation.columns, name, &CatalogColumn::name);
    if (found == relation.columns.end())
        return failure("42703",
                       "column \"" + name + "\" of relation \"" + relation.name.name + "\" does not exist");
    return static_cast<int>(found - relation.columns.begin());
}

Result<typed::Expression> assigned(State& state, CatalogRelation const& relation, int column,
                                   typed::Expression value) {
    auto const& known = relation.columns[static_cast<std::size_t>(column)];
    if (value.type.base != BaseType::unknown &&
        !can_coerce(state, value.type, known.type, CastContext::assignment))
        return failure("42804", "column \"" + known.name + "\" is of type " +
                                    state.shown(unmodified(known.type)) + " but expression is of type " +
                                    state.shown(unmodified(value.type)))
            .hint("You will need to rewrite or cast the expression.");
    return coerce(state, std::move(value), known.type, CastContext::assignment);
}

Result<typed::Expression> assigned(State& state, CatalogRelation const& relation, int column,
                                   Expression const& value) {
    if (std::holds_alternative<DefaultValue>(value.node))
        return typed::Expression{.node = typed::DefaultOf{column},
                                 .type = relation.columns[static_cast<std::size_t>(column)].type};
    TRY(auto resolved, expression(state, value));
    return assigned(state, relation, column, std::move(resolved));
}

Result<std::vector<typed::Assignment>> assignments(State& state, CatalogRelation const& relation,
                                                   std::vector<Assignment> const& list) {
    Setting setting{state, relation};
    for (auto const& assignment : list) {
        if (assignment.columns.size() == 1) {
            TRY_VOID(setting.one(assignment.columns.front(), assignment.value));
        } else {
            TRY_VOID(setting.several(assignment));
        }
    }
    return std::move(setting.out);
}

}  // namespace backstay::sql::resolving
