#include "engine/postgres/postgres_engine.hpp"

#include <algorithm>
#include <unordered_map>

#include "engine/postgres/catalog_query.hpp"
#include "engine/postgres/outcome.hpp"
#include "engine/postgres/own_transaction.hpp"
#include "engine/postgres/pool.hpp"
#include "engine/postgres/request.hpp"
#include "engine/postgres/row_stream.hpp"
#include "engine/postgres/transaction.hpp"
#include "engine/rows_at_hand.hpp"

namespace backstay::engine::postgres {
namespace {

constexpr std::size_t most_plans = 2000;

class PostgresEngine : public Engine {
public:
    PostgresEngine(boost::asio::io_context& io, std::string url, Options options,
                   std::shared_ptr<SchemaCell const> schema)
        : options_(options),
          schema_(std::move(schema)),
          pool_(io, std::move(url), options),
          own_names_(options.prepared_statements) {}

    std::shared_ptr<sql::Schema const> schema() override { return schema_->load(); }

    std::optional<Result<Outcome>> try_run(Call const& /*call*/, std::string& /*body*/,
                                           SettingSource const* /*settings*/) override {
        return {};
    }

    Task<Outcome> run(Call call, std::string& body) override {
        return run(std::move(call), body, Within::itself);
    }

    Task<void> transact_own(Access access, OwnWork work) override {
        return postgres::transact_own(pool_, own_names_, access, std::move(work));
    }

    Task<void> transact(Work work, Isolation isolation) override {
        CO_TRY(auto lease, co_await pool_.acquire(Use::exclusive));
        auto const plans = [this](sql::Exchange const& exchange) { return plan_of(exchange); };
        co_return co_await run_transaction(std::move(lease), std::move(work), isolation, schema(), plans,
                                           options_);
    }

    // Few rows come like those of any read. Of the others, not all connections may wait for slow peers.
    Task<std::unique_ptr<RowStream>> stream(Call call) override {
        std::string body;
        CO_TRY(auto few, co_await run(call, body, Within::few));
        if (few.rows <= most_at_once) co_return std::make_unique<RowsAtHand>(std::move(few), std::move(body));
        body = {};
        if (streams_.use_count() > static_cast<long>(std::max<std::size_t>(1, options_.connections / 2)))
            co_return failure("53300", "too many large answers are being sent")
                .hint("Try again after a moment.");
        auto token = streams_;
        CO_TRY(auto lease, co_await pool_.acquire(Use::exclusive));
        auto plan = plan_of(call.exchange);
        co_return open_stream(std::move(lease), std::move(call), std::move(plan), schema(), options_,
                              std::move(token));
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
    Task<Outcome> run(Call call, std::string& body, Within within) {
        auto const plan = plan_of(call.exchange);
        auto request = make_request(call, *plan, *schema(), options_, within);
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

    Options options_;
    std::shared_ptr<SchemaCell const> schema_;
    Pool pool_;
    StatementNames own_names_;
    std::unordered_map<std::uint64_t, std::shared_ptr<Plan const>> plans_;
    std::shared_ptr<void const> streams_ = std::make_shared<int>();  // each open stream holds it
};

}  // namespace

std::unique_ptr<Engine> make_engine(boost::asio::io_context& io, std::string url, Options options,
                                    std::shared_ptr<SchemaCell const> schema) {
    return std::make_unique<PostgresEngine>(io, std::move(url), std::move(options), std::move(schema));
}

}  // namespace backstay::engine::postgres
