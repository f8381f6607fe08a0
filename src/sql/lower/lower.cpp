#include "sql/lower/lower.hpp"

#include <utility>

#include "base/limitation.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql {
namespace {

using namespace lowering;

Result<std::string> any_query(State& state, typed::Query const& q) {
    switch (q.command) {
        case typed::Command::select: return select(state, q);
        case typed::Command::insert: return insert(state, q);
        case typed::Command::update: return update(state, q);
        case typed::Command::delete_: return remove(state, q);
    }
    return internal_error("a command that is not known");
}

LoweredStatement finish(State& state, typed::Query const& q, std::string sql) {
    LoweredStatement out{
        .sql = std::move(sql), .slots = std::move(state.slots), .outer = std::move(state.outer)};
    for (auto const& target : q.targets)
        if (!target.junk) out.columns.push_back({target.name, target.expression.type});
    return out;
}

}  // namespace

Result<LoweredStatement> lower(typed::Query const& query, LowerOptions const& options) {
    State state{.options = options};
    TRY(auto sql, any_query(state, query));
    auto out = finish(state, query, std::move(sql));
    out.extra = static_cast<int>(options.extra_targets.size());
    return out;
}

Result<std::vector<LoweredStep>> lower_steps(typed::Query const& query, LowerOptions const& options) {
    std::vector<LoweredStep> steps;
    State state{.options = options};
    std::vector<std::string> tables(query.common_tables.size());
    for (std::size_t i = 0; i < query.common_tables.size(); ++i) {
        auto const& table = query.common_tables[i];
        if (table.query->command == typed::Command::select) continue;
        tables[i] = "backstay_step_" + std::to_string(steps.size() + 1);
        State own{.options = options};
        Entered const entered(own, query);
        for (std::size_t k = 0; k < i; ++k)
            if (!tables[k].empty()) own.scopes.back().common_tables[k] = tables[k];
        TRY(auto sql, any_query(own, *table.query));
        steps.push_back({finish(own, *table.query, std::move(sql)), tables[i], &*table.query});
    }
    state.written_tables = tables;
    TRY(auto sql, any_query(state, query));
    auto last = finish(state, query, std::move(sql));
    last.extra = static_cast<int>(options.extra_targets.size());
    steps.push_back({std::move(last), {}, query.command == typed::Command::select ? nullptr : &query});
    return steps;
}

Result<std::string> lower_definition(typed::Expression const& e, CatalogRelation const& relation,
                                     LowerOptions const& options) {
    State state{.options = options, .definition = true};
    typed::Query query;
    typed::Entry entry{.source = typed::RelationEntry{relation.id}, .alias = relation.name.name};
    for (auto const& column : relation.columns) entry.columns.push_back({column.name, column.type});
    query.entries.push_back(std::move(entry));
    state.scopes.push_back({.query = &query, .aliases = {""}});
    TRY(auto text, expression(state, e));
    if (!state.slots.empty()) return not_supported(Limitation::session_in_definition);
    return text;
}

Result<std::string> lower_domain_check(typed::Expression const& check, LowerOptions const& options) {
    State state{.options = options, .arguments = {"?1"}, .definition = true};
    return expression(state, check);
}

}  // namespace backstay::sql
