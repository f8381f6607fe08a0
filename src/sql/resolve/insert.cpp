// INSERT: what it gives, column by column. The rows cannot see the table; ON CONFLICT and RETURNING can.

#include <algorithm>
#include <utility>

#include "sql/resolve/names.hpp"
#include "sql/resolve/select.hpp"
#include "sql/resolve/write.hpp"

namespace backstay::sql::resolving {
namespace {

struct Work {
    State& state;
    Insert const& statement;
    CatalogRelation const& relation;
    std::vector<int> columns = {};

    std::size_t names() const { return statement.columns.size(); }
};

Result<std::vector<int>> named_columns(Work const& work) {
    std::vector<int> columns;
    for (auto const& named : work.statement.columns) {
        TRY(auto const column, target_column(work.relation, named.name));
        if (std::ranges::find(columns, column) != columns.end())
            return failure("42701", "column \"" + named.name + "\" specified more than once");
        columns.push_back(column);
    }
    if (columns.empty())
        for (std::size_t i = 0; i < work.relation.columns.size(); ++i) columns.push_back(static_cast<int>(i));
    return columns;
}

// Without a list of columns, the first ones are meant.
Result<void> require_width(Work& work, std::size_t width) {
    if (width > work.columns.size())
        return failure("42601", "INSERT has more expressions than target columns");
    if (width < work.names()) return failure("42601", "INSERT has more target columns than expressions");
    work.columns.resize(std::min(work.columns.size(), width));
    return {};
}

Result<void> require_default(Work const& work, int column) {
    auto const& known = work.relation.columns[static_cast<std::size_t>(column)];
    auto const name = "\"" + known.name + "\"";
    auto const message = "cannot insert a non-DEFAULT value into column " + name;
    if (known.generated)
        return failure("428C9", message).detail("Column " + name + " is a generated column.");
    if (known.identity == IdentityKind::always && work.statement.overriding == Overriding::none)
        return failure("428C9", message)
            .detail("Column " + name + " is an identity column defined as GENERATED ALWAYS.")
            .hint("Use OVERRIDING SYSTEM VALUE to override.");
    return {};
}

// values (new.*): the record's fields, one by one.
Expressions with_fields(State const& state, Expressions const& row) {
    Expressions out;
    for (auto const& e : row) {
        auto const* ref = std::get_if<ColumnRef>(&e.node);
        auto const* record = ref != nullptr && ref->star && ref->names.size() == 1
                                 ? find_outer_record(state, ref->names.front())
                                 : nullptr;
        if (record == nullptr) {
            out.push_back(e);
        } else {
            for (auto const& field : record->fields)
                out.emplace_back(ColumnRef{.names = {record->name, field.name}});
        }
    }
    return out;
}

Result<typed::Query> rows(Work& work, Select const& written) {
    auto select = written;
    for (auto& row : select.values) row = with_fields(work.state, row);
    Scope scope;
    Entered const entered(work.state, scope);
    scope.clause = {.name = "VALUES"};
    auto const width = select.values.front().size();
    TRY_VOID(require_width(work, width));
    for (auto const& row : select.values) {
        if (row.size() != width) return failure("42601", "VALUES lists must all be the same length");
        typed::Expressions list;
        for (std::size_t i = 0; i < width; ++i) {
            TRY(auto value, assigned(work.state, work.relation, work.columns[i], row[i]));
            if (!std::holds_alternative<typed::DefaultOf>(value.node))
                TRY_VOID(require_default(work, work.columns[i]));
            list.push_back(std::move(value));
        }
        scope.query.values.push_back(std::move(list));
    }
    for (auto const& first : scope.query.values.front())
        scope.query.targets.push_back(
            {{.node = typed::Constant{.null = true, .text = {}}, .type = first.type},
             "column" + std::to_string(scope.query.targets.size() + 1)});
    return std::move(scope.query);
}

// DISTINCT and UNION compare the values as they are, before they are converted.
typed::Query wrapped(typed::Query inner) {
    typed::Query outer;
    typed::Entry entry{.source = typed::WrittenEntry{}, .alias = "*SELECT*", .columns = {}};
    for (auto const& target : inner.targets) {
        auto const type = target.expression.type;
        auto const index = static_cast<int>(entry.columns.size());
        entry.columns.push_back({target.name, type});
        outer.targets.push_back(
            {{.node = typed::Variable{0, 0, index, target.name}, .type = type}, target.name});
    }
    entry.source = typed::SubqueryEntry{.query = std::move(inner)};
    outer.entries.push_back(std::move(entry));
    outer.from.push_back({typed::EntryRef{0}});
    return outer;
}

Result<typed::Query> selected(Work& work, Select const& select) {
    TRY(auto source, open_query(work.state, select));
    TRY_VOID(require_width(work, source.targets.size()));
    bool converts = false;
    for (std::size_t i = 0; i < source.targets.size(); ++i) {
        auto const type = source.targets[i].expression.type;
        auto const& column = work.relation.columns[static_cast<std::size_t>(work.columns[i])];
        converts = converts || (type != column.type && type.base != BaseType::unknown);
        TRY_VOID(require_default(work, work.columns[i]));
    }
    bool const compared = source.distinct || !source.distinct_on.empty() || source.set_operation;
    if (converts && compared) {
        TRY_VOID(settle_output(work.state, source));
        source = wrapped(std::move(source));
    }
    for (std::size_t i = 0; i < source.targets.size(); ++i) {
        auto probe = source.targets[i].expression;
        TRY(probe, assigned(work.state, work.relation, work.columns[i], std::move(probe)));
        TRY_VOID(coerce_output(work.state, source, i, probe.type, CastContext::assignment));
    }
    return source;
}

bool plain_rows(Select const& s) {
    return !s.values.empty() && s.order_by.empty() && !s.limit && !s.offset && !s.with;
}

Result<void> source(Work& work) {
    auto& scope = work.state.scope();
    TRY(work.columns, named_columns(work));
    if (work.statement.source) {
        auto const names = std::exchange(scope.names, {});
        auto const visible = std::exchange(scope.visible, {});
        auto const& select = **work.statement.source;
        auto resolved = plain_rows(select) ? rows(work, select) : selected(work, select);
        scope.names = names;
        scope.visible = visible;
        TRY(auto given, std::move(resolved));
        scope.query.source = std::move(given);
    } else {
        work.columns.clear();
    }
    scope.query.insert_columns = work.columns;
    scope.query.overriding = work.statement.overriding;
    return {};
}

}  // namespace

Result<typed::Query> insert(State& state, Insert const& statement) {
    Scope scope;
    scope.query.command = typed::Command::insert;
    Entered const entered(state, scope);
    if (statement.with) TRY_VOID(with_clause(state, *statement.with));
    TRY(auto const target, target_table(state, statement.table));
    Work work{state, statement, *target.relation};
    TRY_VOID(source(work));
    if (statement.on_conflict) {
        TRY(scope.query.on_conflict, conflict_rule(state, *target.relation, *statement.on_conflict));
    }
    TRY_VOID(returning(state, statement.returning));
    TRY_VOID(write_through_view(state, scope.query));
    return std::move(scope.query);
}

}  // namespace backstay::sql::resolving
