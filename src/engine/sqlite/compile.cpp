#include "engine/sqlite/compile.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "engine/sqlite/row_plan.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::typed::Query;

std::string key_text(std::string const& name) {
    std::string out = ",";
    append_json_string(out, name);
    return out + ":";
}

Result<std::unique_ptr<ReadPlan>> compile_tree(sql::ReadTree const& tree, Analysis const& analysis);

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

Result<std::unique_ptr<ReadPlan>> compile_tree(sql::ReadTree const& tree, Analysis const& analysis) {
    auto plan = std::make_unique<ReadPlan>();
    plan->strip_nulls = tree.strip_nulls;
    TRY(auto const query, analyze(analysis, tree.select));
    auto inside = analysis;
    inside.around.insert(inside.around.begin(), &query);
    auto options = lower_options(analysis);
    // A select without targets gives one column all the same.
    auto const width = std::max(static_cast<int>(query.targets.size()), 1);
    for (auto const& item : tree.output) {
        OutputPlan output{.key = key_text(item.key), .name = item.key};
        if (auto const* nested = std::get_if<sql::NestedRead>(&item.value)) {
            output.kind = nested->kind;
            TRY(output.nested, compile_tree(*nested->tree, inside));
            output.nested->outer_columns = take_outer(*output.nested, options.extra_targets, width);
        } else {
            output.column = std::get<sql::TargetIndex>(item.value).index;
            output.type = sql::storage_base(
                query.targets[static_cast<std::size_t>(output.column)].expression.type, analysis.catalog);
            output.form = json_form(output.type);
        }
        plan->output.push_back(std::move(output));
    }
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
    if (exchange.write) {
        TRY(auto query, analyze(analysis, *exchange.write));
        TRY(plan->write, compile_statement(analysis, std::move(query)));
        analysis.written_alias = exchange.written_alias;
        analysis.written_table = "temp.backstay_written_" +
                                 std::to_string(std::max<std::size_t>(plan->write->query->targets.size(), 1));
        for (auto const& target : plan->write->query->targets)
            analysis.written.push_back({target.name, target.expression.type});
    }
    if (exchange.read) {
        TRY(plan->read, compile_tree(*exchange.read, analysis));
    }
    if (exchange.count) {
        TRY(plan->count, compile_count(*exchange.count, analysis));
    }
    if (exchange.planned) {
        TRY(plan->planned, compile_count(counted(*exchange.planned), analysis));
    }
    return plan;
}

}  // namespace backstay::engine::sqlite
