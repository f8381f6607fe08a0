#include "engine/postgres/postgres_engine.hpp"

#include <simdjson.h>

#include <unordered_map>

#include "engine/postgres/encode.hpp"
#include "engine/postgres/introspect.hpp"
#include "engine/postgres/pool.hpp"
#include "engine/postgres/request.hpp"

namespace backstay::engine::postgres {
namespace {

constexpr std::size_t most_plans = 2000;

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

class PostgresEngine : public Engine {
public:
    PostgresEngine(boost::asio::io_context& io, std::string url, Options options,
                   std::shared_ptr<SchemaCell const> schema)
        : options_(options), schema_(std::move(schema)), pool_(io, std::move(url), std::move(options)) {}

    std::shared_ptr<sql::Schema const> schema() override { return schema_->load(); }

    std::optional<Result<Outcome>> try_run(Call const& /*call*/, std::string& /*body*/,
                                           SettingSource const* /*settings*/) override {
        return {};
    }

    Task<Outcome> run(Call call, std::string& body) override {
        auto const plan = plan_of(call.exchange);
        auto request = make_request(call, *plan, *schema(), options_);
        auto const judged = request.judged;
        CO_TRY(auto lease, co_await pool_.acquire(judged ? Use::exclusive : Use::shared));
        auto answer = co_await lease->run(std::move(request.batch));
        if (!answer) {
            if (judged) {
                lease->cancel();
                lease.discard();
            }
            co_return std::unexpected(std::move(answer).error());
        }
        auto const& results = *answer;
        auto const error = error_in(results);
        Outcome outcome;
        if (!error) outcome = read_outcome(call, *plan, request.places, results);
        if (judged) {
            if (!error) judge(call, outcome);
            auto const keep = !error && outcome.verdict == Verdict::committed;
            Batch end;
            end.push_back({.text = keep ? "commit" : "rollback"});
            auto ended = co_await lease->run(std::move(end));
            if (!ended) lease.discard();
            if (!ended) co_return std::unexpected(std::move(ended).error());
            if (auto const late = error_in(*ended); late && !error) co_return std::unexpected(*late);
        }
        if (error) co_return std::unexpected(*error);
        auto const wanted = outcome.verdict == Verdict::committed || outcome.verdict == Verdict::rolled_back;
        if (wanted && request.places.query >= 0)
            write_body(call, *plan, results[place(request)].get(), outcome, body);
        co_return outcome;
    }

    Task<Visible> visible(Principal principal, std::string pre_request, std::string schema) override {
        auto batch = settings_batch(principal, pre_request, *this->schema(), options_);
        batch.push_back({.text = std::string(visible_query()), .types = {}, .values = {std::move(schema)}});
        CO_TRY(auto lease, co_await pool_.acquire(Use::shared));
        CO_TRY(auto const results, co_await lease->run(std::move(batch)));
        if (auto error = error_in(results)) co_return std::unexpected(*std::move(error));
        Visible visible;
        auto* const rows = results.back().get();
        for (int row = 0; row < PQntuples(rows); ++row) {
            if (auto const function = value_at(rows, row, 2))
                visible.functions.insert(std::strtoll(function->c_str(), nullptr, 10));
            else
                visible.relations.insert(
                    {std::string(view_at(rows, row, 0)), std::string(view_at(rows, row, 1))});
        }
        co_return visible;
    }

private:
    static std::size_t place(Request const& request) {
        return static_cast<std::size_t>(request.places.query);
    }

    std::shared_ptr<Plan const> plan_of(sql::Exchange const& exchange) {
        if (auto const known = plans_.find(exchange.id); exchange.id != 0 && known != plans_.end())
            return known->second;
        auto plan = std::make_shared<Plan const>(make_plan(exchange, *schema()));
        if (plans_.size() >= most_plans) plans_.clear();
        if (exchange.id != 0) plans_[exchange.id] = plan;
        return plan;
    }

    static std::optional<Error> error_in(std::vector<ResultHandle> const& results) {
        if (results.empty() || !failed(results.back().get())) return std::nullopt;
        return error_of(results.back().get());
    }

    static void read_written(PGresult* rows, BuiltQuery const& query, Outcome& outcome) {
        auto const count = PQntuples(rows);
        if (query.writes_alone) {
            outcome.affected = std::strtoll(PQcmdTuples(rows), nullptr, 10);
            if (query.inserted_column < 0) return;
            outcome.inserted = 0;
            for (int row = 0; row < count; ++row)
                *outcome.inserted += view_at(rows, row, PQnfields(rows) - 1) == "t" ? 1 : 0;
            return;
        }
        outcome.rows = answered_rows(rows, query);
        if (query.rows_column >= 0) outcome.rows = count > 0 ? whole(rows, 0, query.rows_column) : 0;
        if (query.total_column >= 0 && count > 0) outcome.total = whole(rows, 0, query.total_column);
        if (query.affected_column >= 0 && count > 0) outcome.affected = whole(rows, 0, query.affected_column);
        if (query.inserted_column >= 0 && count > 0) outcome.inserted = whole(rows, 0, query.inserted_column);
    }

    static Outcome read_outcome(Call const& call, Plan const& plan, Places const& places,
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

    // A write without a read is judged by what it changed, a call by its rows.
    static void judge(Call const& call, Outcome& outcome) {
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

    static void write_body(Call const& call, Plan const& plan, PGresult const* rows, Outcome& outcome,
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

    Options options_;
    std::shared_ptr<SchemaCell const> schema_;
    Pool pool_;
    std::unordered_map<std::uint64_t, std::shared_ptr<Plan const>> plans_;
};

}  // namespace

std::unique_ptr<Engine> make_engine(boost::asio::io_context& io, std::string url, Options options,
                                    std::shared_ptr<SchemaCell const> schema) {
    return std::make_unique<PostgresEngine>(io, std::move(url), std::move(options), std::move(schema));
}

}  // namespace backstay::engine::postgres
