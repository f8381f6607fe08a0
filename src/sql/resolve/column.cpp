// Names in expressions: a column, bare or qualified, of this level or one around it; a whole row; a parameter
// of the function whose body this is; VALUE in a domain's CHECK; and what * stands for.

#include <algorithm>
#include <array>

#include "sql/resolve/names.hpp"
#include "sql/typed_walk.hpp"

namespace backstay::sql::resolving {
namespace {

using Found = Result<std::optional<typed::Expression>>;

Failure ambiguous(std::string const& column) {
    return failure("42702", "column reference \"" + column + "\" is ambiguous");
}

typed::Expression seen_from(typed::Expression value, std::size_t levels) {
    typed::raise_levels(value, static_cast<int>(levels));
    return value;
}

// Whether a bare name's column may be named here: not one beside a subquery that is not LATERAL.
bool reachable(Scope const& scope, VisibleColumn const& column) {
    auto const* v = std::get_if<typed::Variable>(&column.value.node);
    if (v == nullptr) return true;
    auto const name = std::ranges::find(scope.names, v->entry, &Name::entry);
    return name == scope.names.end() || !name->lateral_only;
}

Result<VisibleColumn const*> bare_in(Scope const& scope, std::string const& column) {
    VisibleColumn const* found = nullptr;
    for (auto const& candidate : scope.visible) {
        if (candidate.name != column || !reachable(scope, candidate)) continue;
        if (found != nullptr) return ambiguous(column);
        found = &candidate;
    }
    return found;
}

Found bare_column(State& state, ColumnRef const& ref) {
    auto const& column = ref.names.front();
    for (std::size_t level = 0; level < state.scopes.size(); ++level) {
        auto const& scope = *state.scopes[state.scopes.size() - 1 - level];
        TRY(auto const* found, bare_in(scope, column));
        if (found == nullptr) continue;
        note_bare(state, ref, *found, level);
        return seen_from(found->value, level);
    }
    return std::nullopt;
}

struct Table {
    Name const* name = nullptr;
    Scope const* scope = nullptr;
    std::size_t level = 0;
};

Result<Table> find_table(State const& state, std::string const& schema, std::string const& table) {
    for (std::size_t level = 0; level < state.scopes.size(); ++level) {
        auto const& scope = *state.scopes[state.scopes.size() - 1 - level];
        Table found;
        for (auto const& name : scope.names) {
            if (name.name != table || name.lateral_only) continue;
            if (!schema.empty() && name.schema != schema) continue;
            if (found.name != nullptr)
                return failure("42P09", "table reference \"" + table + "\" is ambiguous");
            found = {&name, &scope, level};
        }
        if (found.name != nullptr) return found;
    }
    return Table{};
}

typed::Entry const& entry_of(Table const& table) {
    return table.scope->query.entries[static_cast<std::size_t>(table.name->entry)];
}

Found column_of(State& state, Table const& table, std::string const& column) {
    typed::Expression const* found = nullptr;
    for (auto const& candidate : table.name->columns) {
        if (candidate.name != column) continue;
        if (found != nullptr) return ambiguous(column);
        found = &candidate.value;
    }
    if (found != nullptr) return seen_from(*found, table.level);
    if (table.name->entry < 0) return std::nullopt;
    int index = -1;
    auto const& columns = entry_of(table).columns;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].name != column) continue;
        if (index >= 0) return ambiguous(column);
        index = static_cast<int>(i);
    }
    if (index < 0) return std::nullopt;
    return variable(state, static_cast<int>(table.level), table.name->entry, index);
}

typed::Expression whole_row(State& state, Table const& table) {
    if (table.name->entry >= 0) {
        // A function that returns one value is that value.
        auto const& entry = entry_of(table);
        auto const* function = std::get_if<typed::FunctionEntry>(&entry.source);
        bool const scalar = function != nullptr && function->calls.size() == 1 && !function->ordinality &&
                            entry.columns.size() == 1 &&
                            function->calls.front().type.base != BaseType::composite &&
                            function->calls.front().type.base != BaseType::record;
        return variable(state, static_cast<int>(table.level), table.name->entry, scalar ? 0 : -1);
    }
    typed::RowConstructor row;
    for (auto const& column : table.name->columns) {
        row.elements.push_back(seen_from(column.value, table.level));
        row.names.push_back(column.name);
    }
    return {.node = std::move(row), .type = {.base = BaseType::record}};
}

// A parameter of the function whose body this is.
std::optional<typed::Expression> parameter(State& state, std::string const& name) {
    auto const* function = state.with.function;
    if (function == nullptr) return std::nullopt;
    int number = 0;
    for (auto const& p : function->parameters) {
        if (p.mode == ParameterMode::out || p.mode == ParameterMode::table) continue;
        ++number;
        if (p.name == name) return typed::Expression{.node = typed::Parameter{number}, .type = p.type};
    }
    return std::nullopt;
}

Found field_of(State& state, typed::Expression row, std::string const& field) {
    auto const* relation = row.type.base == BaseType::composite && !row.type.array
                               ? state.catalog().relation(row.type.user)
                               : nullptr;
    if (relation == nullptr) return std::nullopt;
    auto const found = std::ranges::find(relation->columns, field, &CatalogColumn::name);
    if (found == relation->columns.end()) return std::nullopt;
    auto const index = static_cast<int>(found - relation->columns.begin());
    return typed::Expression{.node = typed::FieldAccess{std::move(row), field, index}, .type = found->type};
}

Found parameter_path(State& state, std::vector<std::string> const& names) {
    std::size_t next = 0;
    auto const* function = state.with.function;
    if (function == nullptr) return std::nullopt;
    if (names.size() > 1 && names[0] == function->name.name && parameter(state, names[1])) next = 1;
    auto value = parameter(state, names[next]);
    for (++next; value && next < names.size(); ++next) {
        TRY(value, field_of(state, std::move(*value), names[next]));
    }
    return value;
}

Result<typed::Expression> bare(State& state, ColumnRef const& ref) {
    auto const& name = ref.names.front();
    if (state.domain_value && name == "value")
        return typed::Expression{.node = typed::Parameter{1}, .type = *state.domain_value};
    TRY(auto found, bare_column(state, ref));
    TRY(auto outer, outer_value(state, name));
    if (found && outer)
        return ambiguous(name).detail("It could refer to either a PL/pgSQL variable or a table column.");
    if (found) return *std::move(found);
    TRY(auto const table, find_table(state, "", name));
    if (table.name != nullptr) return whole_row(state, table);
    if (outer) return *std::move(outer);
    TRY(auto given, parameter_path(state, {name}));
    if (given) return *std::move(given);
    return unknown_column(state, "", name);
}

// t.c, s.t.c; c may be a function of the table's row.
Result<typed::Expression> qualified(State& state, ColumnRef const& ref) {
    auto const& names = ref.names;
    auto const& table_name = names[names.size() - 2];
    auto const& column_name = names.back();
    TRY(auto const table, find_table(state, names.size() > 2 ? names[names.size() - 3] : "", table_name));
    if (table.name == nullptr) {
        TRY(auto outer, outer_field(state, names));
        if (outer) return *std::move(outer);
        TRY(auto given, parameter_path(state, names));
        if (given) return *std::move(given);
        return unknown_table(state, table_name);
    }
    TRY(auto found, column_of(state, table, column_name));
    if (found) {
        note_qualified(state, ref, *table.name, *found);
        return *std::move(found);
    }
    if (!state.catalog().find_functions({"", column_name}, state.with.search_path).empty()) {
        ColumnRef const row{.names = {names.begin(), names.end() - 1}, .star = false};
        auto value = expression(state, sql::call({"", column_name}, {row}));
        if (value) return value;
    }
    // count(t) of all rows of the table, as t.count.
    if (column_name == "count" && table.level == 0)
        return expression(state, sql::Call{.name = {"", "count"}, .args = {}, .star = true});
    return unknown_column(state, table_name, column_name);
}

}  // namespace

typed::Expression variable(State& state, int levels_up, int entry, int column) {
    auto const& scope = *state.scopes[state.scopes.size() - 1 - static_cast<std::size_t>(levels_up)];
    auto const& source = scope.query.entries[static_cast<std::size_t>(entry)];
    if (column >= 0) {
        auto const& c = source.columns[static_cast<std::size_t>(column)];
        return {.node = typed::Variable{levels_up, entry, column, c.name}, .type = c.type};
    }
    Type type{.base = BaseType::record};
    if (auto const* relation = std::get_if<typed::RelationEntry>(&source.source))
        type = {.base = BaseType::composite, .user = relation->relation};
    if (auto const* view = std::get_if<typed::SubqueryEntry>(&source.source);
        view != nullptr && view->view != 0)
        type = {.base = BaseType::composite, .user = view->view};
    if (auto const* f = std::get_if<typed::FunctionEntry>(&source.source);
        f != nullptr && f->calls.size() == 1 && !f->ordinality &&
        f->calls.front().type.base == BaseType::composite)
        type = f->calls.front().type;
    return {.node = typed::Variable{levels_up, entry, -1, source.alias}, .type = type};
}

Result<typed::Expression> column(State& state, ColumnRef const& ref) {
    // old.* is distinct from new.*: the row.
    if (ref.star && ref.names.size() == 1 && find_outer_record(state, ref.names.front()) != nullptr)
        return bare(state, ref);
    if (ref.star) return failure("42601", "row expansion via \"*\" is not supported here");
    if (ref.names.size() == 1) return bare(state, ref);
    if (ref.names.size() > 3) return failure("42601", "improper qualified name (too many dotted names)");
    return qualified(state, ref);
}

Result<std::vector<typed::Target>> star(State& state, ColumnRef const& ref) {
    std::vector<typed::Target> out;
    if (ref.names.empty()) {
        for (auto const& column : state.scope().visible) out.push_back({column.value, column.name});
        if (out.empty() && state.scope().names.empty())
            return failure("42601", "SELECT * with no tables specified is not valid");
        return out;
    }
    auto const& name = ref.names.back();
    TRY(auto const table,
        find_table(state, ref.names.size() > 1 ? ref.names[ref.names.size() - 2] : "", name));
    if (table.name == nullptr && ref.names.size() == 1)
        if (auto const* record = find_outer_record(state, name)) return outer_fields(*record);
    if (table.name == nullptr) return unknown_table(state, name);
    for (auto const& column : table.name->columns)
        out.push_back({seen_from(column.value, table.level), column.name});
    if (table.name->entry < 0) return out;
    auto const& columns = entry_of(table).columns;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].hidden) continue;
        auto value = variable(state, static_cast<int>(table.level), table.name->entry, static_cast<int>(i));
        out.push_back({std::move(value), columns[i].name});
    }
    return out;
}

}  // namespace backstay::sql::resolving
