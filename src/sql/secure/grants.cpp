// Grants: each column that is read needs SELECT on it or on its table, each that is written INSERT or UPDATE,
// a function EXECUTE, a schema that is named USAGE.

#include <algorithm>

#include "sql/secure/guard.hpp"
#include "sql/typed_walk.hpp"

namespace backstay::sql::securing {
namespace {

Failure denied(std::string const& what) { return failure("42501", "permission denied for " + what); }

std::string shown(CatalogRelation const& relation) {
    switch (relation.kind) {
        case CatalogRelationKind::view: return "view " + relation.name.name;
        case CatalogRelationKind::materialized_view: return "materialized view " + relation.name.name;
        case CatalogRelationKind::sequence: return "sequence " + relation.name.name;
        default: return "table " + relation.name.name;
    }
}

bool granted(Guard const& state, ObjectId role, std::vector<GrantEntry> const& grants, Right right,
             std::string_view column = {}) {
    return std::ranges::any_of(grants, [&](GrantEntry const& entry) {
        return (entry.rights & static_cast<std::uint16_t>(right)) != 0 &&
               (entry.column.empty() || entry.column == column) &&
               (entry.grantee == 0 || state.acts_as(role, entry.grantee));
    });
}

// The right on all of these columns; on any one where there is none.
bool may(Guard const& state, ObjectId role, CatalogRelation const& relation, Right right,
         std::set<int> const& columns) {
    if (state.acts_as(role, relation.owner)) return true;
    if (granted(state, role, relation.grants, right)) return true;
    auto const on = [&](std::size_t column) {
        return granted(state, role, relation.grants, right, relation.columns[column].name);
    };
    auto const all = relation.columns.size();
    if (columns.empty()) {
        for (std::size_t i = 0; i < all; ++i)
            if (on(i)) return true;
        return false;
    }
    if (columns.contains(-1)) {
        for (std::size_t i = 0; i < all; ++i)
            if (!on(i)) return false;
        return true;
    }
    return std::ranges::all_of(columns, [&](int column) { return on(static_cast<std::size_t>(column)); });
}

Right right_of(typed::Command command) {
    switch (command) {
        case typed::Command::insert: return Right::insert;
        case typed::Command::update: return Right::update;
        case typed::Command::delete_: return Right::delete_;
        case typed::Command::select: break;
    }
    return Right::select;
}

class Check {
public:
    explicit Check(Guard& state) : state_(state) {}

    Result<void> level(typed::Query& q) {
        bool const in_view = views_.contains(&q);
        for (auto const& view : q.views) TRY_VOID(through(q, view));
        for (std::size_t i = 0; i < q.entries.size(); ++i) {
            auto& entry = q.entries[i];
            if (auto* s = std::get_if<typed::SubqueryEntry>(&entry.source); s != nullptr && s->view != 0) {
                remember(*s->query);
                // A view that is changed itself: its triggers are there instead.
                if (i == 0 && q.command != typed::Command::select) {
                    TRY_VOID(write(q, s->view));
                } else {
                    TRY_VOID(read(q, i, s->view, in_view));
                }
            }
            auto const* r = std::get_if<typed::RelationEntry>(&entry.source);
            if (r == nullptr) continue;
            if (i == 0 && q.command != typed::Command::select) {
                TRY_VOID(write(q, r->relation));
            } else {
                TRY_VOID(read(q, i, r->relation, in_view));
            }
        }
        return functions(q, in_view);
    }

private:
    void remember(typed::Query& body) {
        typed::walk(body, {.query = [&](typed::Query& q, int) {
                        views_.insert(&q);
                        return true;
                    }});
    }

    Result<CatalogRelation const*> relation(ObjectId id) const {
        auto const* found = state_.catalog().relation(id);
        if (found == nullptr) return internal_error("a relation that is gone");
        return found;
    }

    Result<void> schema(std::string const& name) const {
        auto const found = state_.catalog().schemas.find(name);
        if (found == state_.catalog().schemas.end()) return {};
        auto const role = state_.context.role;
        if (state_.acts_as(role, found->second.owner) ||
            granted(state_, role, found->second.grants, Right::usage))
            return {};
        return denied("schema " + name);
    }

    Result<void> require(ObjectId role, CatalogRelation const& table, Right right,
                         std::set<int> const& columns) const {
        if (may(state_, role, table, right, columns)) return {};
        return denied(shown(table));
    }

    Result<void> read(typed::Query& q, std::size_t entry, ObjectId id, bool in_view) const {
        TRY(auto const* table, relation(id));
        if (!in_view && q.entries[entry].as_role == 0) TRY_VOID(schema(table->name.schema));
        return require(state_.role_of(q.entries[entry]), *table, Right::select,
                       columns_read(q, static_cast<int>(entry)));
    }

    Result<void> write(typed::Query& q, ObjectId id) const {
        TRY(auto const* table, relation(id));
        auto const role = state_.role_of(q.entries.front());
        if (q.views.empty()) TRY_VOID(schema(table->name.schema));
        std::set<int> written(q.insert_columns.begin(), q.insert_columns.end());
        for (auto const& a : q.assignments) written.insert(a.column);
        if (q.command == typed::Command::delete_) {
            if (!state_.acts_as(role, table->owner) && !granted(state_, role, table->grants, Right::delete_))
                return denied(shown(*table));
        } else {
            TRY_VOID(require(role, *table, right_of(q.command), written));
        }
        if (q.on_conflict && q.on_conflict->update) {
            std::set<int> updated;
            for (auto const& a : q.on_conflict->assignments) updated.insert(a.column);
            TRY_VOID(require(role, *table, Right::update, updated));
        }
        auto read_columns = columns_read(q, 0);
        // What EXCLUDED gives is read of the table's column.
        if (q.on_conflict && q.on_conflict->update) read_columns.merge(columns_read(q, 1));
        if (q.on_conflict)
            for (auto const& name : q.on_conflict->key_columns) {
                auto const column = std::ranges::find(table->columns, name, &CatalogColumn::name);
                read_columns.insert(static_cast<int>(column - table->columns.begin()));
            }
        if (read_columns.empty()) return {};
        return require(role, *table, Right::select, read_columns);
    }

    Result<void> through(typed::Query const& q, typed::ThroughView const& view) const {
        TRY(auto const* table, relation(view.view));
        if (view.as_role == 0) TRY_VOID(schema(table->name.schema));
        auto const role = view.as_role != 0 ? view.as_role : state_.context.role;
        TRY_VOID(require(role, *table, right_of(q.command), {view.written.begin(), view.written.end()}));
        if (q.on_conflict && q.on_conflict->update) TRY_VOID(require(role, *table, Right::update, {}));
        if (view.read.empty()) return {};
        return require(role, *table, Right::select, {view.read.begin(), view.read.end()});
    }

    Result<void> function(ObjectId id, bool in_view) const {
        auto const found = state_.catalog().functions.find(id);
        if (found == state_.catalog().functions.end()) return internal_error("a function that is gone");
        auto const& f = found->second;
        if (!in_view) TRY_VOID(schema(f.name.schema));
        auto const role = state_.context.role;
        if (state_.acts_as(role, f.owner) || granted(state_, role, f.grants, Right::execute)) return {};
        return denied((f.procedure ? "procedure " : "function ") + f.name.name);
    }

    Result<void> sequence(typed::SequenceCall const& call) const {
        auto const* s = state_.catalog().relation(call.sequence);
        if (s == nullptr) return {};
        auto const role = state_.context.role;
        auto const has = [&](Right right) { return granted(state_, role, s->grants, right); };
        bool const changes = call.function == "nextval" || call.function == "setval";
        if (state_.acts_as(role, s->owner) || (has(Right::usage) && call.function != "setval") ||
            (changes ? has(Right::update) : has(Right::select)))
            return {};
        return denied("sequence " + s->name.name);
    }

    Result<void> functions(typed::Query& q, bool in_view) const {
        std::set<ObjectId> called;
        std::vector<typed::SequenceCall> sequences;
        typed::walk(q, {.expression =
                            [&](typed::Expression& e, int) {
                                if (auto const* f = std::get_if<typed::FunctionCall>(&e.node))
                                    called.insert(f->function);
                                if (auto const* s = std::get_if<typed::SequenceCall>(&e.node))
                                    sequences.push_back(*s);
                                return true;
                            },
                        .query = [](typed::Query&, int depth) { return depth == 0; }});
        for (auto const id : called) TRY_VOID(function(id, in_view));
        for (auto const& call : sequences) TRY_VOID(sequence(call));
        return {};
    }

    Guard& state_;
    std::set<typed::Query const*> views_;
};

}  // namespace

Result<void> check_grants(Guard& state, typed::Query& query) {
    Check check(state);
    std::vector<typed::Query*> levels;
    typed::walk(query, {.query = [&](typed::Query& q, int) {
                    levels.push_back(&q);
                    return true;
                }});
    for (auto* level : levels) TRY_VOID(check.level(*level));
    return {};
}

}  // namespace backstay::sql::securing
