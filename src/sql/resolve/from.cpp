// FROM: tables, views, WITH entries, subqueries. Joins are in join.cpp, functions in table_function.cpp.

#include <algorithm>

#include "base/limitation.hpp"
#include "sql/resolve/from_part.hpp"
#include "sql/typed_walk.hpp"

namespace backstay::sql::resolving {
namespace {

std::string shown_name(QualifiedName const& name) {
    return name.schema.empty() ? name.name : name.schema + "." + name.name;
}

// A WITH entry of this level or of one around it.
std::optional<typed::Entry> common_entry(State& state, std::string const& name) {
    for (std::size_t level = 0; level < state.scopes.size(); ++level) {
        auto const& common = state.scopes[state.scopes.size() - 1 - level]->common;
        auto const found = std::ranges::find(common, name, &CommonName::name);
        if (found == common.end()) continue;
        return typed::Entry{.source = typed::CommonTableEntry{static_cast<int>(level), found->index},
                            .alias = name,
                            .columns = found->columns,
                            .as_role = state.as_role};
    }
    return std::nullopt;
}

// A relation of information_schema or pg_catalog: a table function of that name.
std::optional<typed::Entry> system_entry(State const& state, QualifiedName const& name) {
    auto const full = (name.schema.empty() ? "pg_catalog" : name.schema) + "." + name.name;
    auto const functions = builtin_functions();
    auto const found = std::ranges::find(functions, std::string_view(full), &Builtin::name);
    if (found == functions.end()) return std::nullopt;
    typed::FunctionEntry source;
    source.calls.push_back({.node = typed::BuiltinCall{&*found, {}}, .type = found->result});
    typed::Entry entry{
        .source = std::move(source), .alias = name.name, .columns = {}, .as_role = state.as_role};
    for (auto const& [column, type] : found->columns) entry.columns.push_back({std::string(column), type});
    return entry;
}

Result<typed::Entry> catalog_entry(State& state, RelationRef const& ref) {
    auto const* relation = state.catalog().find_relation(ref.name, state.with.search_path);
    if (relation != nullptr) note_relation(state, ref, *relation);
    if (relation == nullptr)
        if (auto system = system_entry(state, ref.name)) return *std::move(system);
    if (relation == nullptr)
        return failure("42P01", "relation \"" + shown_name(ref.name) + "\" does not exist");
    switch (relation->kind) {
        case CatalogRelationKind::table:
        case CatalogRelationKind::materialized_view: return relation_entry(state, *relation);
        case CatalogRelationKind::view: return view_entry(state, *relation);
        case CatalogRelationKind::sequence: return not_supported(Limitation::sequence_in_from);
        case CatalogRelationKind::composite: break;
    }
    return failure("42809", "cannot open relation \"" + relation->name.name + "\"")
        .detail("This operation is not supported for composite types.");
}

Result<typed::Entry> named_entry(State& state, RelationRef const& ref) {
    if (ref.name.schema.empty()) {
        if (!state.with.written_alias.empty() && ref.name.name == state.with.written_alias)
            return typed::Entry{
                .source = typed::WrittenEntry{}, .alias = ref.name.name, .columns = state.with.written};
        if (auto common = common_entry(state, ref.name.name)) return *std::move(common);
    }
    return catalog_entry(state, ref);
}

// Whether a query reads the entries that stand beside it.
bool reads_beside(typed::Query& query) {
    bool found = false;
    typed::walk(query, {.expression = [&](typed::Expression& e, int depth) {
                    auto const* v = std::get_if<typed::Variable>(&e.node);
                    found = found || (v != nullptr && v->levels_up == depth + 1);
                    return !found;
                }});
    return found;
}

Result<int> derived_table(State& state, DerivedTable const& table) {
    if (!table.alias || table.alias->name.empty())
        return failure("42601", "subquery in FROM must have an alias")
            .hint("For example, FROM (SELECT ...) [AS] foo.");
    auto const seen = state.scope().names;
    for (auto& name : state.scope().names) name.lateral_only = name.lateral_only || !table.lateral;
    auto resolved = query(state, *table.select);
    state.scope().names = seen;
    TRY(auto inner, std::move(resolved));
    typed::Entry entry{.source = typed::WrittenEntry{}, .alias = table.alias->name, .columns = {}};
    for (auto const& target : inner.targets)
        if (!target.junk) entry.columns.push_back({target.name, target.expression.type});
    bool const lateral = reads_beside(inner);
    entry.source = typed::SubqueryEntry{std::move(inner), lateral};
    TRY_VOID(rename_columns(entry, *table.alias));
    auto const name = entry.alias;
    return add_entry(state, std::move(entry), "", name);
}

}  // namespace

typed::Entry relation_entry(State const& state, CatalogRelation const& relation) {
    typed::Entry entry{.source = typed::RelationEntry{relation.id},
                       .alias = relation.name.name,
                       .columns = {},
                       .as_role = state.as_role};
    for (auto const& column : relation.columns) entry.columns.push_back({column.name, column.type});
    return entry;
}

Result<void> rename_columns(typed::Entry& entry, Alias const& alias) {
    if (alias.columns.size() > entry.columns.size())
        return failure("42P10", "table \"" + entry.alias + "\" has " + std::to_string(entry.columns.size()) +
                                    " columns available but " + std::to_string(alias.columns.size()) +
                                    " columns specified");
    for (std::size_t i = 0; i < alias.columns.size(); ++i) entry.columns[i].name = alias.columns[i];
    return {};
}

Result<void> require_distinct(std::vector<Name> const& left, std::vector<Name> const& right) {
    for (auto const& a : left)
        for (auto const& b : right)
            if (a.name == b.name && (a.schema == b.schema || a.schema.empty() || b.schema.empty()))
                return failure("42712", "table name \"" + b.name + "\" specified more than once");
    return {};
}

int add_entry(State& state, typed::Entry entry, std::string schema, std::string name) {
    auto& scope = state.scope();
    auto const index = static_cast<int>(scope.query.entries.size());
    scope.query.entries.push_back(std::move(entry));
    scope.names.push_back({.schema = std::move(schema), .name = std::move(name), .entry = index});
    auto const& columns = scope.query.entries.back().columns;
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (!columns[i].hidden)
            scope.visible.push_back({columns[i].name, variable(state, 0, index, static_cast<int>(i))});
    return index;
}

// t tablesample bernoulli (p): (select * from t where random() < p / 100) t. A sample of blocks is a sample
// of rows here, of the same size.
Result<int> sampled(State& state, RelationRef const& ref) {
    bool const known = ref.sample_method == "system" || ref.sample_method == "bernoulli";
    if (!known) return failure("42704", "tablesample method " + ref.sample_method + " does not exist");
    if (ref.sample_args.size() != 1)
        return failure("2202H", "tablesample method " + ref.sample_method + " requires 1 argument, not " +
                                    std::to_string(ref.sample_args.size()));
    Select rows;
    rows.targets.push_back({ColumnRef{.names = {}, .star = true}, ""});
    auto share = sql::operation(
        "/", sql::cast(ref.sample_args.front(), TypeName{.name = {"pg_catalog", "float8"}, .modifiers = {}}),
        sql::integer_literal(100));
    rows.where = sql::operation("<", sql::call({"pg_catalog", "random"}, {}), std::move(share));
    auto alias = ref.alias.value_or(Alias{.name = ref.name.name, .columns = {}});
    rows.from.push_back(RelationRef{.name = ref.name, .location = ref.location});
    return derived_table(state, {.select = std::move(rows), .alias = std::move(alias)});
}

Result<int> add_relation(State& state, RelationRef const& ref) {
    if (!ref.sample_method.empty()) return sampled(state, ref);
    TRY(auto entry, named_entry(state, ref));
    std::string schema;
    if (ref.alias) {
        entry.alias = ref.alias->name;
        TRY_VOID(rename_columns(entry, *ref.alias));
    } else if (auto const* relation = state.catalog().find_relation(ref.name, state.with.search_path);
               relation != nullptr && (std::holds_alternative<typed::RelationEntry>(entry.source) ||
                                       std::holds_alternative<typed::SubqueryEntry>(entry.source))) {
        schema = relation->name.schema;
    }
    auto name = entry.alias;
    return add_entry(state, std::move(entry), std::move(schema), std::move(name));
}

Result<Part> from_part(State& state, FromItem const& item) {
    if (auto const* join = std::get_if<Join>(&item.node)) return join_part(state, *join);
    auto& scope = state.scope();
    auto const names = static_cast<std::ptrdiff_t>(scope.names.size());
    auto const visible = static_cast<std::ptrdiff_t>(scope.visible.size());
    TRY(auto const entry,
        std::visit(
            Overloaded{[&](RelationRef const& r) { return add_relation(state, r); },
                       [&](DerivedTable const& d) { return derived_table(state, d); },
                       [&](TableFunction const& f) { return table_function(state, f); },
                       [](Join const&) -> Result<int> { return internal_error("a join is no table"); }},
            item.node));
    Part part{.tree = {typed::EntryRef{entry}},
              .names = {scope.names.begin() + names, scope.names.end()},
              .visible = {scope.visible.begin() + visible, scope.visible.end()}};
    scope.names.resize(static_cast<std::size_t>(names));
    scope.visible.erase(scope.visible.begin() + visible, scope.visible.end());
    return part;
}

Result<void> from_clause(State& state, std::vector<FromItem> const& items) {
    auto& scope = state.scope();
    for (auto const& item : items) {
        TRY(auto part, from_part(state, item));
        TRY_VOID(require_distinct(scope.names, part.names));
        for (auto& name : part.names) scope.names.push_back(std::move(name));
        for (auto& column : part.visible) scope.visible.push_back(std::move(column));
        scope.query.from.push_back(std::move(part.tree));
    }
    return {};
}

}  // namespace backstay::sql::resolving
