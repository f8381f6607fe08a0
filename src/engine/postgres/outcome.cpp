#include "engine/postgres/outcome.hpp"

#include <simdjson.h>

#include "engine/postgres/encode.hpp"

namespace backstay::engine::postgres {
namespace {

std::int64_t whole(PGresult const* result, int row, int column) {
    return std::strtoll(PQgetvalue(result, row, column), nullptr, 10);
}

// "Plan Rows" of EXPLAIN's JSON.
std::optional<std::int64_t> planned_rows(std::string_view json) {
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    std::int64_t rows = 0;
    if (parser.parse(simdjson::padded_string(json)).get(root) != simdjson::SUCCESS) return {};
    if (root.at(0)["Plan"]["Plan Rows"].get(rows) != simdjson::SUCCESS) return {};
    return rows;
}

// The rows that answer: not the one that stands for none beside the counts of a write.
int answered_rows(PGresult const* rows, BuiltQuery const& query) {
    auto const count = PQntuples(rows);
    auto const none =
        count > 0 && query.present_column >= 0 && PQgetisnull(rows, 0, query.present_column) != 0;
    return none ? 0 : count;
}

void read_written(PGresult* rows, BuiltQuery const& query, Outcome& outcome) {
    auto const count = PQntuples(rows);
    if (query.writes_alone) {
        outcome.affected = std::strtoll(PQcmdTuples(rows), nullptr, 10);
        return;
    }
    outcome.rows = answered_rows(rows, query);
    if (query.rows_column >= 0) outcome.rows = count > 0 ? whole(rows, 0, query.rows_column) : 0;
    if (query.total_column >= 0 && count > 0) outcome.total = whole(rows, 0, query.total_column);
    if (query.affected_column >= 0 && count > 0) outcome.affected = whole(rows, 0, query.affected_column);
}

}  // namespace

std::optional<Error> error_in(std::vector<ResultHandle> const& results) {
    if (results.empty() || !failed(results.back().get())) return std::nullopt;
    return error_of(results.back().get());
}

Outcome read_outcome(Call const& call, Plan const& plan, Places const& places,
                     std::vector<ResultHandle> const& results) {
    Outcome outcome;
    auto const result = [&](int at) { return results[static_cast<std::size_t>(at)].get(); };
    auto* const response = result(places.response);
    outcome.response_status = value_at(response, 0, 0).value_or("");
    outcome.response_headers = value_at(response, 0, 1).value_or("");
    if (call.explain) return outcome;
    if (places.query >= 0) read_written(result(places.query), plan.query, outcome);
    auto const counter = value_at(response, 0, 2).value_or("");
    if (plan.query.counts_inserted) outcome.inserted = std::strtoll(counter.c_str(), nullptr, 10);
    if (call.exchange.count_inserted && !outcome.inserted) outcome.inserted = outcome.affected;
    if (places.count >= 0 && PQntuples(result(places.count)) > 0)
        outcome.total = whole(result(places.count), 0, 0);
    if (places.planned >= 0 && PQntuples(result(places.planned)) > 0)
        outcome.planned = planned_rows(view_at(result(places.planned), 0, 0));
    return outcome;
}

void judge(Call const& call, Outcome& outcome) {
    if (call.explain) {
        if (call.conditions.rollback) outcome.verdict = Verdict::rolled_back;
        return;
    }
    auto const& conditions = call.conditions;
    bool const answers = call.exchange.read && call.exchange.format != sql::Format::none;
    auto const counted = call.exchange.write && !answers ? outcome.affected : outcome.rows;
    if (!call.exchange.write) outcome.affected = outcome.rows;
    if (conditions.at_most && outcome.affected > *conditions.at_most)
        outcome.verdict = Verdict::too_many;
    else if (conditions.exactly && counted != *conditions.exactly)
        outcome.verdict = Verdict::not_exactly;
    else if (conditions.rollback)
        outcome.verdict = Verdict::rolled_back;
}

void write_body(Call const& call, Plan const& plan, PGresult const* rows, Outcome& outcome,
                std::string& body) {
    if (call.explain) {
        for (int row = 0; row < PQntuples(rows); ++row) {
            body += view_at(rows, row, 0);
            body += '\n';
        }
        return;
    }
    if (plan.query.writes_alone) return;
    auto const count = answered_rows(rows, plan.query);
    if (call.exchange.format == sql::Format::none) {
        if (call.exchange.write && count > 0) encode_row(rows, 0, plan.query, outcome.first_row_keys);
        return;
    }
    encode(rows, count, plan.query, call.exchange.format, body);
}

}  // namespace backstay::engine::postgres
