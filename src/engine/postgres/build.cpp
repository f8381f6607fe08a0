#include "engine/postgres/build.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/box.hpp"
#include "engine/postgres/build_parts.hpp"
#include "sql/print/postgres.hpp"

namespace backstay::engine::postgres {
namespace {

using namespace sql;

constexpr auto row_name = "pgrst_row";
constexpr auto written_name = "pgrst_written";
// Counts rows that are offered to an upsert, less those that it finds there.
constexpr auto counter_name = "pgrst.inserted";

Expression whole_row(std::string const& alias) { return ColumnRef{.names = {alias}, .star = true}; }

// Aggregates of the protocol stand by themselves or under a cast.
bool is_aggregate(Expression const& e) {
    if (auto const* cast = std::get_if<Cast>(&e.node)) return is_aggregate(*cast->arg);
    auto const* call = std::get_if<sql::Call>(&e.node);
    constexpr auto names = std::to_array<std::string_view>({"avg", "count", "max", "min", "sum"});
    return call != nullptr && call->name.schema.empty() && std::ranges::count(names, call->name.name) > 0;
}

bool is_grouped(Select const& select) {
    return !select.group_by.empty() ||
           std::ranges::any_of(select.targets, [](Target const& t) { return is_aggregate(t.expression); });
}

// A value as it stands in an answer without nulls: tight, and without the nulls within it.
Expression without_nulls(Expression json) {
    return function("json_strip_nulls", cast(std::move(json), type_named("json")));
}

Expression stripped(ReadTree const& tree, Expression object) {
    return tree.strip_nulls ? function("json_strip_nulls", std::move(object)) : object;
}

// Puts `table` beside what is selected from, keeping rows it has nothing for.
void join_lateral(Select& select, DerivedTable table) {
    if (select.from.empty()) {
        select.from.push_back(std::move(table));
        return;
    }
    auto left = std::move(select.from.back());
    select.from.back() = Join{.kind = JoinKind::left,
                              .left = std::move(left),
                              .right = FromItem(std::move(table)),
                              .natural = false,
                              .using_columns = {},
                              .on = ExpressionBox(boolean_literal(true))};
}

Select aggregate(Select inner, std::string const& alias, std::vector<Target> targets) {
    Select select;
    select.targets = std::move(targets);
    select.from.push_back(derived(std::move(inner), alias, false));
    return select;
}

Expression or_empty_array(Expression value) {
    return Coalesce{.args = {std::move(value), text_literal("[]")}};
}

// Nested values are printed as jsonb prints: what clients of PostgREST see, its order of keys too.
Expression as_jsonb(Expression value) { return cast(std::move(value), type_named("jsonb")); }

void nest(NestedRead const& nested, std::string const& key, Select& select, std::vector<Value>& values) {
    auto const& alias = nested.alias;
    auto inner = keyed_select(*nested.tree);
    std::vector<std::string> keys;
    for (auto const& target : inner.targets) keys.push_back(target.alias);
    switch (nested.kind) {
        case NestKind::object:
            values.push_back(
                {key, as_jsonb(stripped(*nested.tree, function("row_to_json", whole_row(alias)))), true});
            join_lateral(select, derived(std::move(inner), alias, true));
            return;
        case NestKind::object_spread:
            for (auto const& name : keys) values.push_back({name, column(alias, name)});
            join_lateral(select, derived(std::move(inner), alias, true));
            return;
        case NestKind::array: {
            auto rows = function("json_agg", whole_row(alias));
            auto all = aggregate(std::move(inner), alias,
                                 {{as_jsonb(stripped(*nested.tree, std::move(rows))), alias}});
            values.push_back({key, or_empty_array(column(alias, alias)), true});
            join_lateral(select, derived(std::move(all), alias, true));
            return;
        }
        case NestKind::array_spread: {
            std::vector<Target> targets;
            for (auto const& name : keys) {
                targets.push_back({as_jsonb(function("json_agg", column(alias, name))), name});
                values.push_back({name, or_empty_array(column(alias, name)), true});
            }
            join_lateral(select,
                         derived(aggregate(std::move(inner), alias, std::move(targets)), alias, true));
            return;
        }
    }
}

// ---- which columns come as they are ----

bool is_direct(Type const& type) {
    if (type.array) return false;
    switch (type.base) {
        case BaseType::boolean:
        case BaseType::int2:
        case BaseType::int4:
        case BaseType::int8:
        case BaseType::text:
        case BaseType::varchar:
        case BaseType::uuid: return true;
        default: return false;
    }
}

bool is_direct(Exchange const& exchange, Schema const& schema, Select const& select,
               Expression const& value) {
    auto const* const reference = std::get_if<ColumnRef>(&value.node);
    if (reference == nullptr || reference->star || reference->names.size() > 2) return false;
    for (auto const& item : select.from) {
        auto const* node = &item.node;
        while (auto const* const join = std::get_if<Join>(node)) node = &join->left->node;
        auto const* const relation = std::get_if<RelationRef>(node);
        if (relation == nullptr) return false;
        auto const& name = relation->alias ? relation->alias->name : relation->name.name;
        if (reference->names.size() == 2 && reference->names.front() != name) continue;
        auto const is_written =
            relation->name.schema.empty() && relation->name.name == exchange.written_alias;
        auto const* const real_name = is_written ? written_table(exchange) : &relation->name;
        auto const* const real = real_name == nullptr ? nullptr : schema.find_relation(*real_name);
        auto const* const found = real == nullptr ? nullptr : real->find_column(reference->names.back());
        return found != nullptr && is_direct(found->type);
    }
    return false;
}

Expression as_json(Expression value) {
    // to_json() must know the type of what it is given.
    if (std::holds_alternative<Literal>(value.node) || std::holds_alternative<sql::Parameter>(value.node))
        value = cast(std::move(value), type_named("text"));
    return function("to_json", std::move(value));
}

// ---- the statement ----

// set_config('pgrst.inserted', (what it is + step)::text, true) <> '': true, and counts.
Expression counting(std::int64_t step) {
    auto now = call({"", "current_setting"}, {text_literal(counter_name), boolean_literal(true)});
    Expression known = NullIf{.left = std::move(now), .right = text_literal("")};
    auto number = cast(Coalesce{.args = {std::move(known), text_literal("0")}}, type_named("int8"));
    auto next = cast(operation("+", std::move(number), integer_literal(step)), type_named("text"));
    auto set = call({"", "set_config"}, {text_literal(counter_name), std::move(next), boolean_literal(true)});
    return operation("<>", std::move(set), text_literal(""));
}

void add_condition(std::optional<Expression>& where, Expression condition) {
    Expressions all;
    if (where) all.push_back(*std::move(where));
    all.push_back(std::move(condition));
    where = all_of(std::move(all));
}

// How many rows are new: counted up by each row that is sent, and down by each that meets one that is there.
// RETURNING xmax would tell as well, but needs SELECT on the whole table, and views have none.
bool count_inserted(Statement& write) {
    auto* const insert = std::get_if<Insert>(&write.node);
    if (insert == nullptr || !insert->source) return false;
    add_condition((*insert->source)->where, counting(1));
    if (insert->on_conflict && insert->on_conflict->update)
        add_condition(insert->on_conflict->where, counting(-1));
    return true;
}

// A row that row_to_json or ::text is taken of: distinct and the set operations stay inside.
bool needs_wrapping(Select const& select) {
    return select.distinct || select.set_operation || !select.values.empty();
}

Select csv_select(Select inner) {
    Select select;
    select.targets.push_back({row_text(row_name), ""});
    select.from.push_back(derived(std::move(inner), row_name, false));
    return select;
}

// The read's select with a target per key, JSON where it does not come as it is.
Select outer_select(Exchange const& exchange, Schema const& schema, BuiltQuery& built) {
    auto const& tree = *exchange.read;
    Select select = tree.select;
    if (needs_wrapping(select)) {
        Select wrapped;
        for (auto const& item : tree.output)
            wrapped.targets.push_back({column(row_name, item.key), item.key});
        auto inner = keyed_select(tree);
        wrapped.from.push_back(derived(std::move(inner), row_name, false));
        for (auto& target : wrapped.targets) {
            built.columns.push_back({target.alias, false});
            if (exchange.format != Format::csv && exchange.format != Format::raw)
                target.expression = as_json(std::move(target.expression));
            if (tree.strip_nulls) target.expression = without_nulls(std::move(target.expression));
        }
        return wrapped;
    }
    auto values = take_values(tree, select);
    select.targets.clear();
    auto const plain = exchange.format == Format::csv || exchange.format == Format::raw;
    for (auto& value : values) {
        auto const direct = plain || is_direct(exchange, schema, select, value.expression);
        if (!value.json && !direct) value.expression = as_json(std::move(value.expression));
        if (tree.strip_nulls && !direct) value.expression = without_nulls(std::move(value.expression));
        built.columns.push_back({value.key, direct && !value.json});
        select.targets.push_back({std::move(value.expression), std::move(value.key)});
    }
    return select;
}

// One row for each that is read, or one that says there is none, each with all of `numbers`.
Select with_numbers(Select rows, std::vector<Target> numbers, BuiltQuery& built) {
    Select counts;
    counts.targets = std::move(numbers);
    std::vector<std::string> names;
    rows.targets.push_back({boolean_literal(true), ""});
    for (std::size_t i = 0; i < rows.targets.size(); ++i) names.push_back("c" + std::to_string(i));
    Select select;
    for (auto const& name : names) select.targets.push_back({column(rows_name, name), ""});
    built.present_column = static_cast<int>(select.targets.size()) - 1;
    for (auto const& number : counts.targets)
        select.targets.push_back({column(written_name, number.alias), ""});
    auto table = derived(std::move(rows), rows_name, false);
    table.alias->columns = std::move(names);
    select.from.push_back(Join{.kind = JoinKind::left,
                               .left = FromItem(derived(std::move(counts), written_name, false)),
                               .right = FromItem(std::move(table)),
                               .natural = false,
                               .using_columns = {},
                               .on = ExpressionBox(boolean_literal(true))});
    return select;
}

Select with_written_count(Exchange const& exchange, Select rows, BuiltQuery& built) {
    auto select = with_numbers(std::move(rows), {{count_of_written(exchange), "pgrst_affected"}}, built);
    built.affected_column = built.present_column + 1;
    return select;
}

// The function in FROM, where the rows are a call's.
TableFunction const* called(Exchange const& exchange) {
    if (exchange.write || !exchange.read || exchange.read->select.from.empty()) return nullptr;
    auto const* node = &exchange.read->select.from.back().node;
    while (auto const* const join = std::get_if<Join>(node)) node = &join->left->node;
    return std::get_if<TableFunction>(node);
}

bool is_aggregated(Format format) { return format == Format::geojson || format == Format::handled; }

Select aggregated(Exchange const& exchange, BuiltQuery& built) {
    auto select = aggregated_select(exchange);
    built.columns.push_back({"body", true});
    built.rows_column = 1;
    if (!exchange.write) return select;
    built.affected_column = 2;
    select.targets.push_back({count_of_written(exchange), "pgrst_affected"});
    return select;
}

}  // namespace

Expression function(std::string name, Expression argument) {
    Expressions args;
    args.push_back(std::move(argument));
    return sql::call({"", std::move(name)}, std::move(args));
}

TypeName type_named(std::string name) { return {.name = {"", std::move(name)}, .modifiers = {}}; }

DerivedTable derived(Select select, std::string const& alias, bool lateral) {
    return {.select = std::move(select), .alias = Alias{.name = alias, .columns = {}}, .lateral = lateral};
}

Expression row_text(std::string const& row) {
    auto const text = cast(column(row), type_named("text"));
    auto length = operation("-", function("length", text), integer_literal(2));
    return sql::call({"", "substring"}, {text, integer_literal(2), std::move(length)});
}

std::vector<Value> take_values(ReadTree const& tree, Select& select) {
    std::vector<Value> values;
    for (auto const& item : tree.output) {
        if (auto const* const target = std::get_if<TargetIndex>(&item.value)) {
            values.push_back({item.key, select.targets[static_cast<std::size_t>(target->index)].expression});
            continue;
        }
        auto const first = values.size();
        nest(std::get<NestedRead>(item.value), item.key, select, values);
        // A grouped select may name only what it is grouped by; json has no equality, jsonb has.
        for (auto i = first; i < values.size() && is_grouped(select); ++i) {
            values[i].expression = cast(std::move(values[i].expression), type_named("jsonb"));
            select.group_by.push_back(
                {.kind = GroupingKind::expression, .expressions = {values[i].expression}, .sets = {}});
        }
    }
    return values;
}

Select keyed_select(ReadTree const& tree) {
    Select select = tree.select;
    auto values = take_values(tree, select);
    select.targets.clear();
    for (auto& value : values)
        select.targets.push_back({.expression = std::move(value.expression), .alias = std::move(value.key)});
    return select;
}

QualifiedName const* written_table(Exchange const& exchange) {
    if (!exchange.write) return nullptr;
    return std::visit(Overloaded{[](Insert const& insert) { return &insert.table.name; },
                                 [](Update const& update) { return &update.table.name; },
                                 [](Delete const& remove) { return &remove.table.name; },
                                 [](auto const&) -> QualifiedName const* { return nullptr; }},
                      exchange.write->node);
}

Expression count_of_written(Exchange const& exchange) {
    Select count;
    count.targets.push_back({Expression(sql::Call{.name = {"", "count"}, .args = {}, .star = true}), ""});
    count.from.push_back(RelationRef{.name = {"", exchange.written_alias}});
    return Subquery{.kind = SubqueryKind::scalar, .select = std::move(count)};
}

void add_with(Select& select, Exchange const& exchange, Statement write) {
    if (!select.with) select.with.emplace();
    auto& tables = select.with->tables;
    tables.insert(tables.begin(),
                  CommonTable{.name = exchange.written_alias, .columns = {}, .statement = std::move(write)});
}

namespace {

// A call whose rows are counted is made once: both read its rows from a table of WITH. Nothing for others.
std::optional<Exchange> with_call_once(Exchange const& exchange) {
    auto const* const function = called(exchange);
    if (function == nullptr || !exchange.count || exchange.count->from.empty()) return {};
    // Aggregates are counted over a select of their own.
    if (!std::holds_alternative<TableFunction>(exchange.count->from.back().node)) return {};
    auto const alias = function->alias->name;
    auto once = exchange;
    auto& read = once.read->select;
    Select call;
    call.targets.push_back({ColumnRef{.names = {alias}, .star = true}, ""});
    call.from = once.count->from;
    RelationRef const rows{.name = {"", exchange.written_alias},
                           .alias = Alias{.name = alias, .columns = {}}};
    once.count->from = {rows};
    // What is joined to the call's rows, if anything, stands around them in the last of FROM.
    auto* innermost = &read.from.back();
    while (auto* const join = std::get_if<Join>(&innermost->node)) innermost = &*join->left;
    *innermost = FromItem(rows);
    auto joined = std::move(read.from.back());
    read.from.clear();
    read.from.push_back(std::move(joined));
    read.with.emplace();
    read.with->tables.push_back(CommonTable{.name = exchange.written_alias,
                                            .columns = {},
                                            .materialized = Materialized::always,
                                            .statement = Statement(std::move(call))});
    return once;
}

// Takes the tables of WITH out of the read, for a select around it.
std::optional<With> take_with(std::optional<Exchange>& once) {
    if (!once) return {};
    return std::exchange(once->read->select.with, std::nullopt);
}

Expression total_of(Exchange const& exchange) {
    return Subquery{.kind = SubqueryKind::scalar, .select = *exchange.count};
}

Select read_select(Exchange const& exchange, Schema const& schema, bool counts_written, BuiltQuery& built) {
    if (is_aggregated(exchange.format)) return aggregated(exchange, built);
    auto select = outer_select(exchange, schema, built);
    if (exchange.format == Format::csv) select = csv_select(std::move(select));
    return counts_written ? with_written_count(exchange, std::move(select), built) : select;
}

void add_total(Exchange const& exchange, Select& select, BuiltQuery& built) {
    Target total{total_of(exchange), "pgrst_total"};
    if (built.rows_column < 0) {
        select = with_numbers(std::move(select), {std::move(total)}, built);
        built.total_column = built.present_column + 1;
        return;
    }
    built.total_column = static_cast<int>(select.targets.size());
    select.targets.push_back(std::move(total));
}

}  // namespace

BuiltQuery build_query(Exchange const& asked, Schema const& schema) {
    auto once = with_call_once(asked);
    auto with = take_with(once);
    auto const& exchange = once ? *once : asked;
    BuiltQuery built;
    if (exchange.count && !once) built.count_text = print_postgres(*exchange.count);
    if (exchange.planned) built.planned_text = print_postgres(*exchange.planned);
    auto write = exchange.write;
    built.counts_inserted = write && exchange.count_inserted && count_inserted(*write);
    if (!exchange.read) {
        built.writes_alone = true;
        if (write) built.text = print_postgres(*write);
        return built;
    }
    built.strip_nulls = exchange.read->strip_nulls;
    auto select = read_select(exchange, schema, write.has_value(), built);
    if (once) add_total(exchange, select, built);
    if (with) select.with = std::move(with);
    if (write) add_with(select, exchange, *std::move(write));
    built.text = print_postgres(select);
    return built;
}

std::string explained_text(Exchange const& exchange) {
    auto once = with_call_once(exchange);
    auto with = take_with(once);
    auto select = explained_select(once ? *once : exchange);
    if (with) {
        if (!select.with) select.with.emplace();
        auto& tables = select.with->tables;
        tables.insert(tables.begin(), with->tables.begin(), with->tables.end());
    }
    return print_postgres(select);
}

}  // namespace backstay::engine::postgres
