// CREATE TRIGGER: what PostgreSQL asks of one, and what the embedded engine does not run.
// https://www.postgresql.org/docs/15/sql-createtrigger.html

#include <algorithm>

#include "base/limitation.hpp"
#include "sql/define/work.hpp"
#include "sql/walk.hpp"

namespace backstay::sql::defining {
namespace {

Result<void> require_supported(CreateTrigger const& trigger) {
    if (trigger.on_truncate) return not_supported(Limitation::truncate_trigger);
    if (trigger.deferrable || trigger.initially_deferred)
        return not_supported(Limitation::deferrable_trigger);
    if (!trigger.old_table.empty() || !trigger.new_table.empty())
        return not_supported(Limitation::transition_tables);
    return {};
}

Result<void> require_kind(CatalogRelation const& relation, CreateTrigger const& trigger) {
    auto const name = "\"" + relation.name.name + "\"";
    bool const instead = trigger.timing == TriggerTiming::instead_of;
    if (relation.kind == CatalogRelationKind::table) {
        if (instead)
            return failure("42809", name + " is a table").detail("Tables cannot have INSTEAD OF triggers.");
        return {};
    }
    if (relation.kind != CatalogRelationKind::view)
        return failure("42809", "relation " + name + " cannot have triggers")
            .detail("This operation is not supported for " + kind_word(relation.kind) + "s.");
    if (!instead && trigger.for_each_row)
        return failure("42809", name + " is a view")
            .detail("Views cannot have row-level BEFORE or AFTER triggers.");
    if (!instead) return not_supported(Limitation::statement_trigger_on_view);
    if (!trigger.for_each_row) return failure("0A000", "INSTEAD OF triggers must be FOR EACH ROW");
    if (trigger.when) return failure("0A000", "INSTEAD OF triggers cannot have WHEN conditions");
    if (!trigger.update_columns.empty())
        return failure("0A000", "INSTEAD OF triggers cannot have column lists");
    return {};
}

Result<void> require_columns(CatalogRelation const& relation, CreateTrigger const& trigger) {
    for (auto const& column : trigger.update_columns) {
        if (relation.find_column(column) == nullptr)
            return failure("42703", "column \"" + column + "\" of relation \"" + relation.name.name +
                                        "\" does not exist");
        if (std::ranges::count(trigger.update_columns, column) > 1)
            return failure("42701", "column \"" + column + "\" specified more than once");
    }
    return {};
}

// WHEN may ask only for the rows that there are.
Result<void> require_rows(CreateTrigger const& trigger) {
    if (!trigger.when) return {};
    bool reads_old = false, reads_new = false;
    for_each_column(*trigger.when, [&](ColumnRef const& ref) {
        if (ref.names.empty()) return;
        reads_old = reads_old || ref.names.front() == "old";
        reads_new = reads_new || ref.names.front() == "new";
    });
    if (!trigger.for_each_row && (reads_old || reads_new))
        return failure("42P17", "statement trigger's WHEN condition cannot reference column values");
    if (reads_old && trigger.on_insert)
        return failure("42P17", "INSERT trigger's WHEN condition cannot reference OLD values");
    if (reads_new && trigger.on_delete)
        return failure("42P17", "DELETE trigger's WHEN condition cannot reference NEW values");
    return {};
}

// moddatetime is found where its extension was put, wherever that is.
std::vector<std::string> path_of(Work& work) {
    auto path = work.context.search_path;
    for (auto const& [name, schema] : work.catalog().extensions) path.push_back(schema);
    return path;
}

Result<ObjectId> trigger_function(Work& work, QualifiedName const& name) {
    auto const shown = (name.schema.empty() ? "" : name.schema + ".") + name.name;
    for (auto const* function : work.catalog().find_functions(name, path_of(work))) {
        if (!function->parameters.empty()) continue;
        if (function->result.base != BaseType::trigger)
            return failure("42P17", "function " + shown + " must return type trigger");
        return function->id;
    }
    return failure("42883", "function " + shown + "() does not exist");
}

}  // namespace

Result<void> create_trigger(Work& work, CreateTrigger const& statement) {
    TRY(auto* relation, find_relation(work, statement.table.name));
    TRY_VOID(require_owner(work, relation->owner, kind_word(relation->kind) + " " + relation->name.name));
    TRY_VOID(require_supported(statement));
    TRY_VOID(require_kind(*relation, statement));
    TRY_VOID(require_columns(*relation, statement));
    TRY_VOID(require_rows(statement));
    CatalogTrigger trigger{.name = statement.name, .definition = statement};
    TRY(trigger.function, trigger_function(work, statement.function));
    auto const same = std::ranges::find(relation->triggers, statement.name, &CatalogTrigger::name);
    if (same == relation->triggers.end()) {
        relation->triggers.push_back(std::move(trigger));
        std::ranges::sort(relation->triggers, {}, &CatalogTrigger::name);
        return {};
    }
    if (!statement.or_replace)
        return failure("42710", "trigger \"" + statement.name + "\" for relation \"" + relation->name.name +
                                    "\" already exists");
    *same = std::move(trigger);
    return {};
}

}  // namespace backstay::sql::defining
