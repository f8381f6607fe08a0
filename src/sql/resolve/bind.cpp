// What the names of a statement were found to be (sql/binding.hpp). A name is spelled out only where its
// table's name means that table from where it stands; it is left as it was otherwise.

#include <algorithm>

#include "sql/find_type.hpp"
#include "sql/resolve/resolver.hpp"
#include "sql/typed_walk.hpp"

namespace backstay::sql::resolving {
namespace {

bool noted(State const& state, Location location) { return state.binding != nullptr && location.offset >= 0; }

Scope const& scope_at(State const& state, std::size_t levels) {
    return *state.scopes[state.scopes.size() - 1 - levels];
}

// The name that a column of this level can be qualified by, from the innermost level: null where the table
// has none of its own, or where another of the same name stands nearer or beside it.
Name const* qualifier(State const& state, VisibleColumn const& column, std::size_t levels) {
    auto const& names = scope_at(state, levels).names;
    auto const* v = std::get_if<typed::Variable>(&column.value.node);
    auto const of_column = [&](Name const& name) {
        if (name.entry >= 0) return v != nullptr && name.entry == v->entry;
        return std::ranges::any_of(name.columns, [&](VisibleColumn const& c) {
            return c.name == column.name && c.value == column.value;
        });
    };
    auto const found = std::ranges::find_if(names, of_column);
    if (found == names.end() || found->name.empty()) return nullptr;
    for (std::size_t level = 0; level <= levels; ++level)
        for (auto const& other : scope_at(state, level).names)
            if (&other != &*found && other.name == found->name) return nullptr;
    return &*found;
}

// How many columns of the name the table has: a name that means two cannot be written.
bool once(State const& state, Name const& table, std::string const& column, std::size_t levels) {
    if (table.entry < 0) return std::ranges::count(table.columns, column, &VisibleColumn::name) == 1;
    auto const& entry = scope_at(state, levels).query.entries[static_cast<std::size_t>(table.entry)];
    return std::ranges::count(entry.columns, column, &typed::EntryColumn::name) == 1;
}

// A merged column of USING is no column of either table under that name alone.
std::optional<std::vector<std::string>> spelled(State const& state, VisibleColumn const& column,
                                                std::size_t levels) {
    auto const* v = std::get_if<typed::Variable>(&column.value.node);
    auto const* table = qualifier(state, column, levels);
    if (table == nullptr || !once(state, *table, column.name, levels)) return std::nullopt;
    if (table->entry >= 0 && v != nullptr) {
        auto const& entry = scope_at(state, levels).query.entries[static_cast<std::size_t>(table->entry)];
        if (entry.columns[static_cast<std::size_t>(v->column)].name != column.name) return std::nullopt;
    }
    return std::vector{table->name, column.name};
}

// The only table of an expression's own scope is the outermost.
bool is_own(State const& state, std::size_t levels) {
    return state.relation != nullptr && levels + 1 == state.scopes.size();
}

class Reads {
public:
    Reads(Catalog const& catalog, std::set<std::pair<ObjectId, std::string>>& found)
        : catalog_(catalog), found_(found) {}

    typed::Visitor visitor() {
        return {.expression =
                    [this](typed::Expression& e, int depth) {
                        if (auto const* v = std::get_if<typed::Variable>(&e.node)) read(*v, depth);
                        return true;
                    },
                .query = [this](typed::Query& q, int depth) { return enter(q, depth); }};
    }
    // The level 0 of an expression that is no query's.
    void around(CatalogRelation const* own) { own_ = own; }

private:
    bool enter(typed::Query& query, int depth) {
        if (views_.contains(&query)) return false;
        levels_.resize(static_cast<std::size_t>(depth) + 1);
        levels_.back() = &query;
        for (auto& entry : query.entries)
            if (auto* s = std::get_if<typed::SubqueryEntry>(&entry.source); s != nullptr && s->view != 0)
                views_.insert(&*s->query);
        return true;
    }
    void read(typed::Variable const& v, int depth) {
        if (v.column < 0) return;
        auto const column = static_cast<std::size_t>(v.column);
        auto const level = depth - v.levels_up;
        if (own_ != nullptr && level == 0) {
            found_.insert({own_->id, own_->columns[column].name});
            return;
        }
        if (level < 0 || static_cast<std::size_t>(level) >= levels_.size()) return;
        auto const* query = levels_[static_cast<std::size_t>(level)];
        if (query == nullptr) return;
        auto const& source = query->entries[static_cast<std::size_t>(v.entry)].source;
        ObjectId id = 0;
        if (auto const* table = std::get_if<typed::RelationEntry>(&source)) id = table->relation;
        if (auto const* view = std::get_if<typed::SubqueryEntry>(&source)) id = view->view;
        auto const* relation = id == 0 ? nullptr : catalog_.relation(id);
        if (relation != nullptr && column < relation->columns.size())
            found_.insert({id, relation->columns[column].name});
    }

    Catalog const& catalog_;
    std::set<std::pair<ObjectId, std::string>>& found_;
    std::vector<typed::Query const*> levels_;
    std::set<typed::Query const*> views_;
    CatalogRelation const* own_ = nullptr;
};

}  // namespace

void note_relation(State& state, RelationRef const& ref, CatalogRelation const& relation) {
    if (noted(state, ref.location)) state.binding->relations[ref.location.offset] = relation.name;
}

void note_function(State& state, Call const& call, CatalogFunction const& function) {
    if (noted(state, call.location)) state.binding->functions[call.location.offset] = function.name.schema;
}

void note_type(State& state, TypeName const& name, Type type) {
    if (!noted(state, name.location)) return;
    auto& types = state.binding->types;
    auto const& catalog = state.catalog();
    if (auto const e = catalog.enums.find(type.user); e != catalog.enums.end())
        types[name.location.offset] = e->second.name.schema;
    if (auto const d = catalog.domains.find(type.user); d != catalog.domains.end())
        types[name.location.offset] = d->second.name.schema;
    if (auto const* c = catalog.relation(type.user); c != nullptr && type.base == BaseType::composite)
        types[name.location.offset] = c->name.schema;
}

void note_bare(State& state, ColumnRef const& ref, VisibleColumn const& column, std::size_t levels) {
    if (!noted(state, ref.location)) return;
    if (is_own(state, levels)) state.binding->own_columns.insert(ref.location.offset);
    if (auto names = spelled(state, column, levels))
        state.binding->columns[ref.location.offset] = *std::move(names);
}

void note_qualified(State& state, ColumnRef const& ref, Name const& table, typed::Expression const& value) {
    if (!noted(state, ref.location)) return;
    auto const* v = std::get_if<typed::Variable>(&value.node);
    if (v != nullptr && is_own(state, static_cast<std::size_t>(v->levels_up)))
        state.binding->own_columns.insert(ref.location.offset);
    // The schema of s.t.c goes with the name of the table, which an alias may take the place of.
    if (ref.names.size() < 3) return;
    auto const levels = v == nullptr ? 0 : static_cast<std::size_t>(v->levels_up);
    std::ptrdiff_t called_so = 0;
    for (std::size_t level = 0; level <= levels; ++level)
        called_so += std::ranges::count(scope_at(state, level).names, table.name, &Name::name);
    if (called_so == 1) state.binding->columns[ref.location.offset] = {table.name, ref.names.back()};
}

void note_star(State& state, ColumnRef const& ref) {
    if (!noted(state, ref.location)) return;
    std::vector<Target> targets;
    auto const add = [&](VisibleColumn const& column) {
        auto names = spelled(state, column, 0).value_or(std::vector{column.name});
        targets.push_back({ColumnRef{.names = std::move(names)}, ""});
    };
    auto const& scope = state.scope();
    if (ref.names.empty()) {
        for (auto const& column : scope.visible) {
            // What can only be named twice is of a subquery, whose own columns are spelled out.
            auto const same = std::ranges::count(scope.visible, column.name, &VisibleColumn::name);
            if (same > 1 && !spelled(state, column, 0)) return;
            add(column);
        }
    } else {
        auto const& name = ref.names.back();
        if (std::ranges::count(scope.names, name, &Name::name) != 1) return;
        auto const table = std::ranges::find(scope.names, name, &Name::name);
        std::vector<std::string> columns;
        if (table->entry < 0) {
            for (auto const& column : table->columns) columns.push_back(column.name);
        } else {
            for (auto const& column : scope.query.entries[static_cast<std::size_t>(table->entry)].columns)
                if (!column.hidden) columns.push_back(column.name);
        }
        for (auto const& column : columns) {
            if (std::ranges::count(columns, column) > 1) return;
            targets.push_back({ColumnRef{.names = {name, column}}, ""});
        }
    }
    state.binding->stars[ref.location.offset] = std::move(targets);
}

void note_natural(State& state, Join const& join, std::vector<std::string> const& columns) {
    auto const* item = &*join.right;
    while (auto const* inner = std::get_if<Join>(&item->node)) item = &*inner->left;
    if (auto const* relation = std::get_if<RelationRef>(&item->node);
        relation && noted(state, relation->location))
        state.binding->natural_joins[relation->location.offset] = columns;
}

void note_reads(State& state, typed::Query const& query) {
    if (state.binding == nullptr) return;
    auto walked = query;
    Reads reads(state.catalog(), state.binding->reads);
    typed::walk(walked, reads.visitor());
}

void note_reads(State& state, typed::Expression const& expression) {
    if (state.binding == nullptr) return;
    auto walked = expression;
    Reads reads(state.catalog(), state.binding->reads);
    reads.around(state.relation);
    typed::walk(walked, reads.visitor());
}

}  // namespace backstay::sql::resolving
