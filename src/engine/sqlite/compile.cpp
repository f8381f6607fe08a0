#include "engine/sqlite/compile.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "engine/sqlite/encode.hpp"
#include "engine/sqlite/group_nested.hpp"
#include "engine/sqlite/row_plan.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::typed::Query;

std::string key_text(std::string const& name, bool nested) {
    std::string out = nested ? ", " : ",";
    append_json_string(out, name);
    return out + (nested ? ": " : ":");
}

// What stands in the object or array of a member is printed as jsonb; what is spread into the outermost rows
// as these are.
enum class Layout : std::uint8_t { json, jsonb };

Result<std::unique_ptr<ReadPlan>> compile_tree(sql::ReadTree const& tree, Analysis const& analysis,
                                               Layout layout);

bool is_object(sql::NestKind kind) { return kind == sql::NestKind::object || kind == sql::NestKind::array; }

// The members in the order of jsonb; of several with one key the last.
void order_members(std::vector<OutputPlan>& members) {
    std::vector<std::string_view> names;
    for (auto const& member : members) names.emplace_back(member.name);
    std::vector<OutputPlan> kept;
    for (auto const i : jsonb_order(names)) kept.push_back(std::move(members[i]));
    members = std::move(kept);
}

void arrange(ReadPlan& plan) {
    plan.merges = std::ranges::any_of(
        plan.output, [](OutputPlan const& item) { return item.nested && !is_object(item.kind); });
    if (!plan.merges) order_members(plan.output);
}

// Where in the row around it a nested read finds the columns that it names.
std::vector<int> take_outer(ReadPlan const& inner, std::vector<sql::typed::Variable>& extra, int width) {
    std::vector<int> places;
    for (auto const& variable : inner.lowered.outer) {
        auto found = std::ranges::find(extra, variable);
        if (found == extra.end()) found = extra.insert(extra.end(), variable);
        places.push_back(width + static_cast<int>(found - extra.begin()));
    }
    return places;
}

// What is nested takes columns of the row around it that no select names: they are read by the same role.
Result<void> require_columns(Analysis const& analysis, sql::Select select, Query const& query,
                             std::vector<sql::typed::Variable> const& taken) {
    if (taken.empty()) return {};
    for (auto const& variable : taken) {
        if (variable.levels_up > 0) continue;
        auto const& entry = query.entries[static_cast<std::size_t>(variable.entry)];
        sql::ColumnRef column{.names = {entry.alias}};
        if (variable.column >= 0) column.names.push_back(variable.name);
        select.targets.push_back({std::move(column), ""});
    }
    TRY_VOID(analyze(analysis, sql::Statement(std::move(select))));
    return {};
}

Result<std::unique_ptr<ReadPlan>> compile_tree(sql::ReadTree const& given, Analysis const& analysis,
                                               Layout layout) {
    auto const tree = group_nested(given);
    auto plan = std::make_unique<ReadPlan>();
    plan->nested = layout == Layout::jsonb;
    plan->strip_nulls = tree.strip_nulls;
    TRY(auto const query, analyze(analysis, tree.select));
    auto inside = analysis;
    inside.around.insert(inside.around.begin(), &query);
    auto options = lower_options(analysis);
    // A select without targets gives one column all the same.
    auto const width = std::max(static_cast<int>(query.targets.size()), 1);
    for (auto const& item : tree.output) {
        OutputPlan output{.key = key_text(item.key, plan->nested), .name = item.key};
        if (auto const* nested = std::get_if<sql::NestedRead>(&item.value)) {
            output.kind = nested->kind;
            auto const below = nested->kind == sql::NestKind::object_spread ? layout : Layout::jsonb;
            TRY(output.nested, compile_tree(*nested->tree, inside, below));
            if (is_object(nested->kind)) arrange(*output.nested);
            output.nested->outer_columns = take_outer(*output.nested, options.extra_targets, width);
        } else {
            output.column = std::get<sql::TargetIndex>(item.value).index;
            output.type = sql::storage_base(
                query.targets[static_cast<std::size_t>(output.column)].expression.type, analysis.catalog);
            output.form = json_form(output.type);
        }
        plan->output.push_back(std::move(output));
    }
    TRY_VOID(require_columns(analysis, tree.select, query, options.extra_targets));
    TRY(plan->lowered, sql::lower(query, options));
    return plan;
}

Result<std::unique_ptr<ReadPlan>> compile_count(sql::Select const& select, Analysis const& analysis) {
    auto plan = std::make_unique<ReadPlan>();
    TRY(auto const query, analyze(analysis, select));
    TRY(plan->lowered, sql::lower(query, lower_options(analysis)));
    return plan;
}

// select count(*) from (rows): what PostgreSQL estimates is counted here.
sql::Select counted(sql::Select rows) {
    sql::Select select;
    select.targets.push_back({sql::Call{.name = {"", "count"}, .args = {}, .star = true}, ""});
    select.from.push_back(sql::DerivedTable{.select = std::move(rows),
                                            .alias = sql::Alias{.name = "planned_rows", .columns = {}}});
    return select;
}

bool nests(sql::ReadTree const& tree) {
    return std::ranges::any_of(tree.output, [](sql::OutputItem const& item) {
        return std::holds_alternative<sql::NestedRead>(item.value);
    });
}

// The rows that a delete takes, as a select of what it returns.
Result<sql::LoweredStatement> rows_before(Query query, Analysis const& analysis) {
    query.command = sql::typed::Command::select;
    query.from.insert(query.from.begin(), {sql::typed::EntryRef{0}});
    query.checks.clear();
    return sql::lower(query, lower_options(analysis));
}

void add_inputs(std::vector<sql::ParameterSlot>& inputs, std::vector<sql::Slot> const& slots) {
    for (auto const& slot : slots) {
        auto const* const input = std::get_if<sql::ParameterSlot>(&slot);
        if (input != nullptr && std::ranges::find(inputs, *input) == inputs.end()) inputs.push_back(*input);
    }
}

void add_nested_inputs(std::vector<sql::ParameterSlot>& inputs, ReadPlan const& plan) {
    for (auto const& item : plan.output) {
        if (!item.nested) continue;
        add_inputs(inputs, item.nested->lowered.slots);
        add_nested_inputs(inputs, *item.nested);
    }
}

void collect_inputs(ExchangePlan& plan) {
    if (plan.write)
        for (auto const& step : plan.write->steps) add_inputs(plan.inputs, step.statement.slots);
    if (plan.write && plan.write->rows) add_inputs(plan.inputs, plan.write->rows->rows.slots);
    for (auto const* read : {plan.read.get(), plan.count.get(), plan.planned.get()})
        if (read != nullptr) add_inputs(plan.inputs, read->lowered.slots);
    if (plan.read) add_nested_inputs(plan.nested_inputs, *plan.read);
    for (auto const& input : plan.nested_inputs)
        if (std::ranges::find(plan.inputs, input) == plan.inputs.end()) plan.inputs.push_back(input);
    std::ranges::sort(plan.inputs, {}, &sql::ParameterSlot::number);
}

}  // namespace

Result<std::unique_ptr<WritePlan>> compile_statement(Analysis const& analysis, Query query) {
    auto plan = std::make_unique<WritePlan>();
    plan->query = std::make_unique<Query>(std::move(query));
    TRY(plan->rows, compile_rows(analysis, *plan->query));
    if (plan->rows && plan->rows->instead) {
        sql::LoweredStep step{.write = plan->query.get()};
        for (auto const& target : plan->query->targets)
            step.statement.columns.push_back({target.name, target.expression.type});
        plan->steps.push_back(std::move(step));
    } else {
        TRY(plan->steps, sql::lower_steps(*plan->query, lower_options(analysis)));
    }
    plan->statements.resize(plan->steps.size());
    return plan;
}

Result<std::unique_ptr<ExchangePlan>> compile(sql::Exchange const& exchange, Analysis analysis) {
    auto plan = std::make_unique<ExchangePlan>();
    plan->catalog_version = analysis.catalog.version;
    analysis.parameters = exchange.parameter_types;
    analysis.denied = &plan->denied;
    if (exchange.write) {
        TRY(auto query, analyze(analysis, *exchange.write));
        TRY(plan->write, compile_statement(analysis, std::move(query)));
        bool const removes = plan->write->query->command == sql::typed::Command::delete_;
        if (removes && !plan->write->rows && exchange.read && nests(*exchange.read)) {
            TRY(plan->write->before, rows_before(*plan->write->query, analysis));
        }
        analysis.written_alias = exchange.written_alias;
        analysis.written_table = "temp.backstay_written_" +
                                 std::to_string(std::max<std::size_t>(plan->write->query->targets.size(), 1));
        for (auto const& target : plan->write->query->targets)
            analysis.written.push_back({target.name, target.expression.type});
    }
    if (exchange.read) {
        TRY(plan->read, compile_tree(*exchange.read, analysis, Layout::json));
    }
    if (exchange.count) {
        TRY(plan->count, compile_count(*exchange.count, analysis));
    }
    if (exchange.planned) {
        TRY(plan->planned, compile_count(counted(*exchange.planned), analysis));
    }
    collect_inputs(*plan);
    return plan;
}

}  // namespace backstay::engine::sqlite
