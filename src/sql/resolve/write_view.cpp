// A change of a simple view is one of its table: the view's columns are replaced by what they stand for, its
// WHERE is added, and with a check option it has to hold for what was written.
// https://www.postgresql.org/docs/15/sql-createview.html#SQL-CREATEVIEW-UPDATABLE-VIEWS

#include "sql/resolve/write_view.hpp"

#include <algorithm>
#include <set>

#include "base/limitation.hpp"
#include "sql/resolve/from_part.hpp"
#include "sql/resolve/write.hpp"
#include "sql/typed_walk.hpp"

namespace backstay::sql::resolving {
namespace {

bool calls_window(typed::Query& q) {
    bool found = false;
    for (auto& target : q.targets)
        typed::walk(target.expression, {.expression = [&](typed::Expression& e, int depth) {
                        auto const* a = std::get_if<typed::AggregateCall>(&e.node);
                        found = found || (depth == 0 && a != nullptr && a->over);
                        return true;
                    }});
    return found;
}

bool one_table(typed::Query const& q) {
    if (q.entries.size() != 1 || q.from.size() != 1) return false;
    auto const* inner = std::get_if<typed::SubqueryEntry>(&q.entries.front().source);
    return std::holds_alternative<typed::RelationEntry>(q.entries.front().source) ||
           (inner != nullptr && inner->view != 0);
}

// Why the view is not simple; "" when it is.
std::string obstacle(typed::Query& q) {
    auto const containing = [](std::string const& what) {
        return "Views containing " + what + " are not automatically updatable.";
    };
    if (q.distinct || !q.distinct_on.empty()) return containing("DISTINCT");
    if (!q.grouping_sets.empty()) return containing("GROUP BY");
    if (q.having) return containing("HAVING");
    if (q.set_operation) return containing("UNION, INTERSECT, or EXCEPT");
    if (!q.common_tables.empty()) return containing("WITH");
    if (q.limit || q.offset) return containing("LIMIT or OFFSET");
    if (q.grouped) return "Views that return aggregate functions are not automatically updatable.";
    if (calls_window(q)) return "Views that return window functions are not automatically updatable.";
    if (!one_table(q))
        return "Views that do not select from a single table or view are not automatically updatable.";
    return {};
}

struct Words {
    std::string_view refusal, doing, event;
};
Words words(typed::Command command) {
    switch (command) {
        case typed::Command::update: return {"update", "updating", "UPDATE"};
        case typed::Command::delete_: return {"delete from", "deleting from", "DELETE"};
        default: return {"insert into", "inserting into", "INSERT"};
    }
}

Result<typed::Query> simple_query(State& state, CatalogRelation const& view, typed::Command command) {
    TRY(auto q, view_query(state, view, *view.view_query));
    auto const why = obstacle(q);
    if (why.empty()) return q;
    auto const [refusal, doing, event] = words(command);
    return failure("55000", "cannot " + std::string(refusal) + " view \"" + view.name.name + "\"")
        .detail(why)
        .hint("To enable " + std::string(doing) + " the view, provide an INSTEAD OF " + std::string(event) +
              " trigger or an unconditional ON " + std::string(event) + " DO INSTEAD rule.");
}

// The view's only entry, an inner view by its own id again.
typed::Entry base_entry(typed::Query const& q) {
    auto entry = q.entries.front();
    if (auto const* inner = std::get_if<typed::SubqueryEntry>(&entry.source)) {
        auto const id = inner->view;
        entry.source = typed::RelationEntry{id};
    }
    return entry;
}

int base_column(typed::Query const& q, int column) {
    auto const* v =
        std::get_if<typed::Variable>(&q.targets[static_cast<std::size_t>(column)].expression.node);
    return v == nullptr || v->levels_up != 0 ? -1 : v->column;
}

typed::Expression whole_row(typed::Query const& view, typed::Entry const& seen, int depth) {
    typed::RowConstructor row;
    for (std::size_t i = 0; i < seen.columns.size(); ++i) {
        auto value = view.targets[i].expression;
        typed::raise_levels(value, depth);
        row.elements.push_back(std::move(value));
        row.names.push_back(seen.columns[i].name);
    }
    return {.node = std::move(row), .type = {.base = BaseType::record}};
}

struct Rewrite {
    typed::Query& q;
    CatalogRelation const& view;
    typed::Query inner;

    typed::ThroughView grants() {
        std::set<int> read, written(q.insert_columns.begin(), q.insert_columns.end());
        for (auto const& a : q.assignments) written.insert(a.column);
        if (q.on_conflict)
            for (auto const& a : q.on_conflict->assignments) written.insert(a.column);
        typed::walk(q, {.expression = [&](typed::Expression& e, int depth) {
                        if (auto const* v = std::get_if<typed::Variable>(&e.node);
                            v != nullptr && v->entry == 0 && v->levels_up == depth)
                            read.insert(v->column);
                        return true;
                    }});
        return {.view = view.id,
                .as_role = q.entries.front().as_role,
                .read = {read.begin(), read.end()},
                .written = {written.begin(), written.end()}};
    }

    Result<int> written(int column) {
        auto const base = base_column(inner, column);
        if (base >= 0) return base;
        auto const verb = q.command == typed::Command::insert ? "cannot insert into" : "cannot update";
        return failure("0A000", std::string(verb) + " column \"" +
                                    view.columns[static_cast<std::size_t>(column)].name + "\" of view \"" +
                                    view.name.name + "\"")
            .detail("View columns that are not columns of their base relation are not updatable.");
    }

    Result<void> columns() {
        for (auto& column : q.insert_columns) {
            TRY(column, written(column));
        }
        for (auto& a : q.assignments) {
            TRY(a.column, written(a.column));
        }
        if (!q.on_conflict) return {};
        for (auto& a : q.on_conflict->assignments) {
            TRY(a.column, written(a.column));
        }
        return {};
    }

    void expressions() {
        auto const seen = q.entries.front();
        auto const key_where = q.on_conflict ? q.on_conflict->key_where : std::nullopt;
        typed::walk(q, {.expression = [&](typed::Expression& e, int depth) {
                        auto* v = std::get_if<typed::Variable>(&e.node);
                        if (v == nullptr || v->levels_up != depth) return true;
                        bool const excluded = v->entry == 1 && q.on_conflict;
                        if (v->entry != 0 && !excluded) return true;
                        auto const entry = v->entry;
                        auto value = v->column < 0
                                         ? whole_row(inner, seen, depth)
                                         : inner.targets[static_cast<std::size_t>(v->column)].expression;
                        if (v->column >= 0) typed::raise_levels(value, depth);
                        if (excluded) as_entry(value, depth, entry);
                        e = std::move(value);
                        return false;
                    }});
        if (q.on_conflict) q.on_conflict->key_where = key_where;
    }

    static void as_entry(typed::Expression& value, int depth, int entry) {
        typed::walk(value, {.expression = [depth, entry](typed::Expression& e, int more) {
                        if (auto* v = std::get_if<typed::Variable>(&e.node);
                            v != nullptr && v->levels_up == depth + more && v->entry == 0)
                            v->entry = entry;
                        return true;
                    }});
    }

    void condition(bool checked) {
        if (!inner.where) return;
        if (checked && q.command != typed::Command::delete_)
            q.checks.push_back(
                {*inner.where, "44000", "new row violates check option for view \"" + view.name.name + "\""});
        if (q.command == typed::Command::insert) return;
        if (!q.where) {
            q.where = inner.where;
            return;
        }
        typed::Logic both{LogicKind::and_, {*inner.where, *std::move(q.where)}};
        q.where = typed::Expression{.node = std::move(both), .type = {.base = BaseType::boolean}};
    }

    void entries() {
        auto base = base_entry(inner);
        base.alias = q.entries.front().alias;
        if (q.on_conflict && q.on_conflict->update) q.entries[1].columns = base.columns;
        q.entries.front() = std::move(base);
    }
};

bool has_instead_of(CatalogRelation const& view, typed::Command command) {
    return std::ranges::any_of(view.triggers, [&](CatalogTrigger const& trigger) {
        auto const& t = trigger.definition;
        if (t.timing != TriggerTiming::instead_of) return false;
        return command == typed::Command::insert   ? t.on_insert
               : command == typed::Command::update ? t.on_update
                                                   : t.on_delete;
    });
}

// The view stays the target, as the query that it is: its rows go to its triggers.
Result<void> leave_to_triggers(State& state, CatalogRelation const& view, typed::Query& query) {
    if (query.on_conflict) return not_supported(Limitation::conflict_on_view);
    TRY(auto entry, view_entry(state, view));
    entry.alias = query.entries.front().alias;
    entry.as_role = query.entries.front().as_role;
    query.entries.front() = std::move(entry);
    return {};
}

CatalogRelation const* written_view(State& state, typed::Query const& q) {
    auto const* entry = std::get_if<typed::RelationEntry>(&q.entries.front().source);
    auto const* relation = entry == nullptr ? nullptr : state.catalog().relation(entry->relation);
    return relation != nullptr && relation->kind == CatalogRelationKind::view ? relation : nullptr;
}

}  // namespace

Result<BaseTable> base_table(State& state, CatalogRelation const& relation) {
    BaseTable base{&relation, {}};
    for (std::size_t i = 0; i < relation.columns.size(); ++i) base.columns.push_back(static_cast<int>(i));
    while (base.relation->kind == CatalogRelationKind::view) {
        TRY(auto const q, simple_query(state, *base.relation, typed::Command::insert));
        auto const entry = base_entry(q);
        for (auto& column : base.columns)
            if (column >= 0) column = base_column(q, column);
        base.relation = state.catalog().relation(std::get<typed::RelationEntry>(entry.source).relation);
        if (base.relation == nullptr) return internal_error("a view of a table that is gone");
    }
    return base;
}

Result<void> write_through_view(State& state, typed::Query& query) {
    bool cascaded = false;
    while (auto const* view = written_view(state, query)) {
        if (has_instead_of(*view, query.command)) return leave_to_triggers(state, *view, query);
        TRY(auto inner, simple_query(state, *view, query.command));
        Rewrite rewrite{query, *view, std::move(inner)};
        query.views.push_back(rewrite.grants());
        TRY_VOID(rewrite.columns());
        rewrite.expressions();
        rewrite.condition(cascaded || view->check_option != CheckOption::none);
        rewrite.entries();
        cascaded = cascaded || view->check_option == CheckOption::cascaded;
    }
    return {};
}

}  // namespace backstay::sql::resolving

namespace backstay::sql {

std::optional<std::vector<bool>> columns_written_through(ResolveContext const& with,
                                                         CatalogRelation const& view) {
    resolving::State state{.with = with};
    auto const base = resolving::base_table(state, view);
    if (!base) return std::nullopt;
    std::vector<bool> columns;
    for (auto const column : base->columns) columns.push_back(column >= 0);
    return columns;
}

}  // namespace backstay::sql
