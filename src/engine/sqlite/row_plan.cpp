#include "engine/sqlite/row_plan.hpp"

#include <algorithm>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "engine/sqlite/compile.hpp"
#include "engine/sqlite/given.hpp"
#include "sql/secure/secure.hpp"
#include "sql/typed_walk.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;
using sql::CatalogRelation;
using sql::typed::Command;
using sql::typed::Expression;
using sql::typed::Query;

constexpr sql::Type row_id_type{.base = BaseType::int8};

Expression null_of(sql::Type type) {
    return {.node = sql::typed::Constant{.null = true, .text = {}}, .type = type};
}
Expression parameter(int number, sql::Type type) {
    return {.node = sql::typed::Parameter{number}, .type = type};
}
Expression variable(int entry, int column, std::string name, sql::Type type) {
    return {.node = sql::typed::Variable{0, entry, column, std::move(name)}, .type = type};
}

bool is_view(CatalogRelation const& relation) { return relation.kind == sql::CatalogRelationKind::view; }

bool before_rows(CatalogRelation const& relation, Command command) {
    return std::ranges::any_of(relation.triggers, [&](sql::CatalogTrigger const& trigger) {
        auto const& t = trigger.definition;
        return (trigger.enabled || t.timing == sql::TriggerTiming::instead_of) && t.for_each_row &&
               t.timing != sql::TriggerTiming::after && fires_on(t, command);
    });
}

// auth.uid() and its kin ask for settings alone.
bool reads_no_table(sql::CatalogFunction const& function) {
    return function.name.schema == "auth" && !to_lower(function.body_text).contains("from");
}

// Whether the answer could be another one once the row is there: the condition looks for rows of the table,
// or calls a function that might.
bool looks_at_table(sql::Catalog const& catalog, Expression condition, sql::ObjectId table) {
    bool looks = false;
    sql::typed::walk(condition, {.expression =
                                     [&](Expression& e, int) {
                                         auto const* call = std::get_if<sql::typed::FunctionCall>(&e.node);
                                         if (call == nullptr) return true;
                                         auto const found = catalog.functions.find(call->function);
                                         looks = looks || found == catalog.functions.end() ||
                                                 !reads_no_table(found->second);
                                         return true;
                                     },
                                 .query =
                                     [&](Query& query, int) {
                                         for (auto const& entry : query.entries) {
                                             auto const* read =
                                                 std::get_if<sql::typed::RelationEntry>(&entry.source);
                                             looks = looks || (read != nullptr && read->relation == table);
                                         }
                                         return true;
                                     }});
    return looks;
}

// PostgreSQL asks WITH CHECK of policies before the row is written; that of views after it.
bool is_asked_before(sql::typed::RowCheck const& check) { return check.code != "44000"; }

bool checks_look_at_table(sql::Catalog const& catalog, Query const& q, CatalogRelation const& relation) {
    return std::ranges::any_of(q.checks, [&](auto const& check) {
        return is_asked_before(check) && looks_at_table(catalog, check.condition, relation.id);
    });
}

bool needs_rows(sql::Catalog const& catalog, Query const& q) {
    auto const* relation = changed_relation(catalog, q);
    if (relation == nullptr) return false;
    if (q.command != Command::delete_ && !is_view(*relation) && checks_look_at_table(catalog, q, *relation))
        return true;
    bool const updates = q.on_conflict && q.on_conflict->update;
    return before_rows(*relation, q.command) || (updates && before_rows(*relation, Command::update));
}

sql::BuiltinOperator const* equals(BaseType type) {
    for (auto const& op : sql::builtin_operators())
        if (op.name == "=" && op.left.base == type && op.right.base == type && !op.left.array) return &op;
    return nullptr;
}

Expression row_id_is(int number) {
    sql::typed::OperatorCall call{.op = equals(BaseType::int8), .args = {}};
    call.args.push_back(variable(0, sql::row_id_column, "rowid", row_id_type));
    call.args.push_back(parameter(number, row_id_type));
    return {.node = std::move(call), .type = {.base = BaseType::boolean}};
}

std::vector<int> stored_columns(CatalogRelation const& relation) {
    std::vector<int> columns;
    for (std::size_t i = 0; i < relation.columns.size(); ++i)
        if (!relation.columns[i].generated) columns.push_back(static_cast<int>(i));
    return columns;
}

class Rows {
public:
    Rows(Analysis const& with, Query const& query, CatalogRelation const& relation)
        : with_(with), q_(query), relation_(relation) {}

    Result<std::unique_ptr<RowPlan>> compile() {
        plan_->relation = relation_.id;
        plan_->instead = is_view(relation_);
        plan_->written = stored_columns(relation_);
        switch (q_.command) {
            case Command::insert: TRY_VOID(insert()); break;
            case Command::update: TRY_VOID(update()); break;
            case Command::delete_: TRY_VOID(remove()); break;
            case Command::select: return internal_error("rows of no change");
        }
        if (plan_->instead) TRY_VOID(returned());
        return std::move(plan_);
    }

private:
    Result<std::unique_ptr<WritePlan>> lowered(Query query) {
        auto plan = std::make_unique<WritePlan>();
        if (!plan_->instead && query.command != Command::delete_ &&
            checks_look_at_table(with_.catalog, query, relation_)) {
            auto before = query;
            std::erase_if(before.checks, [](auto const& check) { return !is_asked_before(check); });
            TRY(plan->checks, sql::lower_checks(before, first_row_parameter, lower_options(with_)));
            std::erase_if(query.checks, is_asked_before);
        }
        plan->query = std::make_unique<Query>(std::move(query));
        TRY(plan->steps, sql::lower_steps(*plan->query, lower_options(with_)));
        plan->statements.resize(plan->steps.size());
        return plan;
    }

    // What is there: the rows of the target that the statement means, each once.
    Query found() const {
        Query rows;
        rows.common_tables = q_.common_tables;
        rows.entries = q_.entries;
        rows.from.push_back({sql::typed::EntryRef{0}});
        rows.from.insert(rows.from.end(), q_.from.begin(), q_.from.end());
        rows.where = q_.where;
        rows.targets.push_back(
            {plan_->instead ? null_of(row_id_type) : variable(0, sql::row_id_column, "rowid", row_id_type),
             "rowid"});
        for (std::size_t i = 0; i < relation_.columns.size(); ++i) {
            auto const& column = relation_.columns[i];
            rows.targets.push_back({variable(0, static_cast<int>(i), column.name, column.type), column.name});
        }
        return rows;
    }

    Result<Expression> set_value(sql::typed::Assignment const& a) const {
        if (!std::holds_alternative<sql::typed::DefaultOf>(a.value.node)) return a.value;
        auto const& column = relation_.columns[static_cast<std::size_t>(a.column)];
        if (plan_->instead) return null_of(column.type);
        TRY(auto standard, default_of(with_, relation_, column));
        return standard ? *std::move(standard) : null_of(column.type);
    }

    Result<void> insert() {
        if (plan_->instead) return insert_into_view();
        TRY(plan_->rows, sql::lower_proposed(q_, lower_options(with_)));
        auto one = q_;
        Query values;
        auto& row = values.values.emplace_back();
        for (auto const column : plan_->written)
            row.push_back(parameter(first_row_parameter + static_cast<int>(row.size()),
                                    relation_.columns[static_cast<std::size_t>(column)].type));
        one.source = std::move(values);
        one.insert_columns = plan_->written;
        one.overriding = sql::Overriding::none;
        if (one.on_conflict && one.on_conflict->update) {
            TRY_VOID(conflict());
            one.on_conflict->update = false;
            one.on_conflict->assignments.clear();
            one.on_conflict->where.reset();
            one.conflict_checks.clear();
        }
        TRY(plan_->write, lowered(std::move(one)));
        return {};
    }

    Result<void> conflict() {
        TRY(plan_->conflicting, sql::lower_conflicting(q_, first_row_parameter, lower_options(with_)));
        for (auto const& a : q_.on_conflict->assignments) plan_->conflict_set.push_back(a.column);
        Query one;
        one.command = Command::update;
        one.common_tables = q_.common_tables;
        one.entries.push_back(q_.entries.front());
        one.targets = q_.targets;
        for (auto const& a : q_.on_conflict->assignments)
            one.assignments.push_back(
                {a.column, null_of(relation_.columns[static_cast<std::size_t>(a.column)].type)});
        // What policies ask of a row that is updated; grants were seen to with the whole.
        TRY(one, sql::secure({.catalog = with_.catalog, .role = with_.role, .search_path = with_.search_path},
                             std::move(one)));
        auto update = row_update(relation_, q_.entries.front());
        update.common_tables = std::move(one.common_tables);
        update.targets = q_.targets;
        update.checks = std::move(one.checks);
        for (auto const& check : q_.checks)
            if (check.code == "44000") update.checks.push_back(check);
        TRY(plan_->update, lowered(std::move(update)));
        return {};
    }

    // insert into a view: the rows of the source; what they do not give is NULL.
    Result<void> insert_into_view() {
        plan_->set = q_.insert_columns;
        Query rows;
        rows.common_tables = q_.common_tables;
        if (!q_.source) {
            rows.targets.push_back({null_of({.base = BaseType::text}), "c1"});
            TRY(plan_->rows, sql::lower(rows, lower_options(with_)));
            return {};
        }
        auto source = **q_.source;
        for (auto& row : source.values)
            for (auto& value : row)
                if (std::holds_alternative<sql::typed::DefaultOf>(value.node)) value = null_of(value.type);
        sql::typed::Entry entry{.source = sql::typed::WrittenEntry{}, .alias = "source", .columns = {}};
        for (std::size_t i = 0; i < q_.insert_columns.size(); ++i) {
            auto const& column = relation_.columns[static_cast<std::size_t>(q_.insert_columns[i])];
            entry.columns.push_back({column.name, column.type});
            rows.targets.push_back({variable(0, static_cast<int>(i), column.name, column.type), column.name});
        }
        entry.source = sql::typed::SubqueryEntry{.query = std::move(source)};
        rows.entries.push_back(std::move(entry));
        rows.from.push_back({sql::typed::EntryRef{0}});
        TRY(plan_->rows, sql::lower(rows, lower_options(with_)));
        return {};
    }

    Result<void> update() {
        auto rows = found();
        for (auto const& a : q_.assignments) {
            plan_->set.push_back(a.column);
            TRY(auto value, set_value(a));
            rows.targets.push_back({std::move(value), "set"});
        }
        TRY(plan_->rows, sql::lower(rows, lower_options(with_)));
        if (plan_->instead) return {};
        auto one = row_update(relation_, q_.entries.front());
        one.common_tables = q_.common_tables;
        one.targets = q_.targets;
        one.checks = q_.checks;
        TRY(plan_->write, lowered(std::move(one)));
        return {};
    }

    Result<void> remove() {
        TRY(plan_->rows, sql::lower(found(), lower_options(with_)));
        plan_->written.clear();
        if (plan_->instead) return {};
        Query one;
        one.command = Command::delete_;
        one.common_tables = q_.common_tables;
        one.entries.push_back(q_.entries.front());
        one.where = row_id_is(first_row_parameter);
        one.targets = q_.targets;
        TRY(plan_->write, lowered(std::move(one)));
        return {};
    }

    // RETURNING of a view's row: over the values that its trigger gave.
    Result<void> returned() {
        plan_->written.clear();
        for (std::size_t i = 0; i < relation_.columns.size(); ++i)
            plan_->written.push_back(static_cast<int>(i));
        if (q_.targets.empty()) return {};
        Query row;
        auto entry = q_.entries.front();
        for (std::size_t i = 0; i < relation_.columns.size(); ++i)
            row.targets.push_back(
                {parameter(first_row_parameter + static_cast<int>(i), entry.columns[i].type),
                 entry.columns[i].name});
        entry.source = sql::typed::SubqueryEntry{.query = std::move(row)};
        Query one;
        one.common_tables = q_.common_tables;
        one.entries.push_back(std::move(entry));
        one.from.push_back({sql::typed::EntryRef{0}});
        one.targets = q_.targets;
        TRY(plan_->write, lowered(std::move(one)));
        return {};
    }

    Analysis const& with_;
    Query const& q_;
    CatalogRelation const& relation_;
    std::unique_ptr<RowPlan> plan_ = std::make_unique<RowPlan>();
};

}  // namespace

CatalogRelation const* changed_relation(sql::Catalog const& catalog, Query const& query) {
    if (query.command == Command::select || query.entries.empty()) return nullptr;
    auto const& source = query.entries.front().source;
    if (auto const* table = std::get_if<sql::typed::RelationEntry>(&source))
        return catalog.relation(table->relation);
    auto const* view = std::get_if<sql::typed::SubqueryEntry>(&source);
    return view == nullptr ? nullptr : catalog.relation(view->view);
}

bool fires_on(sql::CreateTrigger const& trigger, Command command) {
    switch (command) {
        case Command::insert: return trigger.on_insert;
        case Command::update: return trigger.on_update;
        case Command::delete_: return trigger.on_delete;
        case Command::select: break;
    }
    return false;
}

Query row_update(CatalogRelation const& table, sql::typed::Entry entry) {
    Query one;
    int number = first_row_parameter;
    one.command = Command::update;
    one.entries.push_back(std::move(entry));
    for (auto const column : stored_columns(table)) {
        auto const type = table.columns[static_cast<std::size_t>(column)].type;
        one.assignments.push_back({column, parameter(number++, type)});
    }
    one.where = row_id_is(number);
    return one;
}

Result<std::unique_ptr<RowPlan>> compile_rows(Analysis const& with, Query const& query) {
    std::vector<Query const*> changes;
    for (auto const& table : query.common_tables)
        if (table.query->command != Command::select) changes.push_back(&*table.query);
    bool const within = !changes.empty();
    if (query.command != Command::select) changes.push_back(&query);
    bool const rows =
        std::ranges::any_of(changes, [&](Query const* q) { return needs_rows(with.catalog, *q); });
    if (!rows) return nullptr;
    if (within) return not_supported(Limitation::writing_with_and_triggers);
    return Rows(with, query, *changed_relation(with.catalog, query)).compile();
}

}  // namespace backstay::engine::sqlite
