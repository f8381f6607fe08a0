// ON CONFLICT: which key or unique index it means, and what is done instead of the insert. `excluded`, entry
// 1, is the row that was to be inserted.

#include <algorithm>
#include <set>

#include "sql/resolve/write.hpp"
#include "sql/resolve/write_view.hpp"

namespace backstay::sql::resolving {
namespace {

struct Arbiter {
    std::set<std::string> columns;
    Expressions expressions;
};

Result<Arbiter> arbiter(CatalogRelation const& written, BaseTable const& base, ConflictTarget const& target) {
    Arbiter out;
    for (auto const& element : target.elements) {
        auto const* ref = std::get_if<ColumnRef>(&element.node);
        if (ref == nullptr || ref->names.size() != 1) {
            out.expressions.push_back(element);
            continue;
        }
        auto const column = std::ranges::find(written.columns, ref->names.front(), &CatalogColumn::name);
        if (column == written.columns.end())
            return failure("42703", "column \"" + ref->names.front() + "\" does not exist");
        auto const index = base.columns[static_cast<std::size_t>(column - written.columns.begin())];
        if (index >= 0) out.columns.insert(base.relation->columns[static_cast<std::size_t>(index)].name);
    }
    return out;
}

bool fits(Arbiter const& wanted, CatalogIndex const& index) {
    std::set<std::string> columns;
    Expressions expressions;
    for (auto const& element : index.elements) {
        if (element.expression) {
            expressions.push_back(*element.expression);
        } else {
            columns.insert(element.column);
        }
    }
    return columns == wanted.columns && expressions.size() == wanted.expressions.size() &&
           std::ranges::is_permutation(expressions, wanted.expressions);
}

Result<bool> infer(State& state, BaseTable const& base, ConflictTarget const& target, Arbiter const& wanted,
                   typed::ConflictRule& rule) {
    for (auto const& key : base.relation->keys) {
        std::set<std::string> const columns(key.columns.begin(), key.columns.end());
        if (key.deferrable || columns != wanted.columns || !wanted.expressions.empty()) continue;
        rule.key_columns = key.columns;
        rule.key_name = key.name;
        return true;
    }
    for (auto const& index : base.relation->indexes) {
        if (!index.unique || !fits(wanted, index)) continue;
        if (index.where && index.where != target.where) continue;
        rule.key_name = index.name;
        if (wanted.expressions.empty())
            for (auto const& element : index.elements) rule.key_columns.push_back(element.column);
        if (index.where) {
            ResolveContext const context{.catalog = state.catalog(), .search_path = state.with.search_path};
            TRY(rule.key_where,
                resolve_expression(context, base.relation, *index.where, Type{.base = BaseType::boolean}));
        }
        return true;
    }
    return false;
}

Result<void> find_key(State& state, CatalogRelation const& written, ConflictTarget const& target,
                      typed::ConflictRule& rule) {
    TRY(auto const base, base_table(state, written));
    if (!target.constraint.empty()) {
        auto const& keys = base.relation->keys;
        auto const key = std::ranges::find(keys, target.constraint, &KeyConstraint::name);
        if (key == keys.end())
            return failure("42704", "constraint \"" + target.constraint + "\" for table \"" +
                                        base.relation->name.name + "\" does not exist");
        rule.key_columns = key->columns;
        rule.key_name = key->name;
        return {};
    }
    TRY(auto const wanted, arbiter(written, base, target));
    TRY(bool const found, infer(state, base, target, wanted, rule));
    if (!found)
        return failure("42P10",
                       "there is no unique or exclusion constraint matching the ON CONFLICT specification");
    return {};
}

}  // namespace

Result<typed::ConflictRule> conflict_rule(State& state, CatalogRelation const& relation,
                                          OnConflict const& conflict) {
    typed::ConflictRule rule;
    rule.update = conflict.update;
    if (conflict.target) {
        TRY_VOID(find_key(state, relation, *conflict.target, rule));
    } else if (conflict.update) {
        return failure("42601", "ON CONFLICT DO UPDATE requires inference specification or constraint name")
            .hint("For example, ON CONFLICT (column_name).");
    }
    if (!conflict.update) return rule;
    auto& scope = state.scope();
    auto excluded = scope.query.entries.front();
    excluded.source = typed::WrittenEntry{};
    excluded.alias = "excluded";
    scope.query.entries.push_back(std::move(excluded));
    scope.names.push_back(
        {.schema = "", .name = "excluded", .entry = 1, .columns = {}, .qualified_only = true});
    scope.clause = {.name = "UPDATE"};
    TRY(rule.assignments, assignments(state, relation, conflict.assignments));
    if (conflict.where) {
        scope.clause = {.name = "WHERE"};
        TRY(rule.where, condition(state, *conflict.where, "WHERE"));
    }
    scope.names.pop_back();
    return rule;
}

}  // namespace backstay::sql::resolving
