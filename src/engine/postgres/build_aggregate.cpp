#include "base/box.hpp"
#include "engine/postgres/build_parts.hpp"

namespace backstay::engine::postgres {
namespace {

using namespace sql;

constexpr auto counted_name = "pgrst_source_count";

Expression all_rows() { return column(rows_name); }

Expression or_else(Expression value, std::string text) {
    return Coalesce{.args = {std::move(value), text_literal(std::move(text))}};
}

Expression json_of(Exchange const& exchange, Expression rows) {
    auto all = function("json_agg", std::move(rows));
    return exchange.read->strip_nulls ? function("json_strip_nulls", std::move(all)) : all;
}

Expression first_of(Expression array) { return operation("->", std::move(array), integer_literal(0)); }

// {"type": "FeatureCollection", "features": [...]}
Expression feature_collection() {
    auto feature = cast(function("st_asgeojson", all_rows()), type_named("json"));
    auto features = or_else(function("json_agg", std::move(feature)), "[]");
    return call({"", "json_build_object"}, {text_literal("type"), text_literal("FeatureCollection"),
                                            text_literal("features"), std::move(features)});
}

Expression handled(RowsHandler const& handler) {
    if (handler.scalar) return call(handler.function, {column(rows_name, "pgrst_scalar")});
    if (!handler.row_type) return call(handler.function, {all_rows()});
    return call(handler.function, {cast(all_rows(), TypeName{.name = *handler.row_type, .modifiers = {}})});
}

Expression csv_lines() {
    return or_else(call({"", "string_agg"}, {row_text(rows_name), text_literal("\n")}), "");
}

Expression body_of(Exchange const& exchange) {
    switch (exchange.format) {
        case Format::none: break;
        case Format::json_lines:
        case Format::json_array: return or_else(json_of(exchange, all_rows()), "[]");
        case Format::json_object: return or_else(first_of(json_of(exchange, all_rows())), "null");
        case Format::csv: return csv_lines();
        case Format::scalar_json:
            return or_else(first_of(json_of(exchange, column(rows_name, "pgrst_scalar"))), "null");
        case Format::scalar_array: return or_else(json_of(exchange, column(rows_name, "pgrst_scalar")), "[]");
        case Format::raw: return first_of(json_of(exchange, column(rows_name, "pgrst_scalar")));
        case Format::geojson: return feature_collection();
        case Format::handled: return handled(*exchange.handler);
    }
    return text_literal("");
}

Expression count_of(Expression what) { return function("count", std::move(what)); }

Expression response_setting(std::string name) {
    return NullIf{
        .left = call({"", "current_setting"}, {text_literal(std::move(name)), boolean_literal(true)}),
        .right = text_literal("")};
}

Select rows_of(Exchange const& exchange) {
    if (!exchange.write || exchange.format != Format::none) return keyed_select(*exchange.read);
    Select written;
    written.targets.push_back({ColumnRef{.names = {}, .star = true}, ""});
    written.from.push_back(RelationRef{.name = {"", exchange.written_alias}});
    return written;
}

// How many rows there are, as a table that the total is counted of.
Expression total_of(Exchange const& exchange, Select& select) {
    if (!exchange.count) return text_literal("");
    Select total;
    total.targets.push_back({Expression(sql::Call{.name = {"", "count"}, .args = {}, .star = true}), ""});
    total.from.push_back(RelationRef{.name = {"", counted_name}});
    auto counted = *exchange.count;
    counted.targets = {{integer_literal(1), ""}};
    if (!select.with) select.with.emplace();
    select.with->tables.push_back(
        CommonTable{.name = counted_name, .columns = {}, .statement = Statement(std::move(counted))});
    return Subquery{.kind = SubqueryKind::scalar, .select = std::move(total)};
}

}  // namespace

Select aggregated_select(Exchange const& exchange) {
    Select select;
    select.targets.push_back({body_of(exchange), "body"});
    select.targets.push_back({count_of(all_rows()), "page_total"});
    select.from.push_back(derived(rows_of(exchange), rows_name, false));
    return select;
}

Select explained_select(Exchange const& exchange) {
    Select select;
    select.targets.push_back({total_of(exchange, select), "total_result_set"});
    select.targets.push_back({count_of(all_rows()), "page_total"});
    if (exchange.write) select.targets.push_back({text_literal(""), "header"});
    select.targets.push_back({body_of(exchange), "body"});
    select.targets.push_back({response_setting("response.headers"), "response_headers"});
    select.targets.push_back({response_setting("response.status"), "response_status"});
    select.from.push_back(derived(rows_of(exchange), rows_name, false));
    if (exchange.write) {
        auto write = *exchange.write;
        std::visit(Overloaded{[](Insert& insert) {
                                  if (insert.returning.empty())
                                      insert.returning.push_back({integer_literal(1), ""});
                              },
                              [](Update& update) {
                                  if (update.returning.empty())
                                      update.returning.push_back({integer_literal(1), ""});
                              },
                              [](Delete& remove) {
                                  if (remove.returning.empty())
                                      remove.returning.push_back({integer_literal(1), ""});
                              },
                              [](auto&) {}},
                   write.node);
        add_with(select, exchange, std::move(write));
    }
    return select;
}

}  // namespace backstay::engine::postgres
