#include "engine/postgres/transaction.hpp"

#include "engine/postgres/outcome.hpp"

namespace backstay::engine::postgres {
namespace {

Session::Rows rows_of(PGresult* result) {
    Session::Rows rows;
    for (int row = 0; row < PQntuples(result); ++row) {
        auto& values = rows.rows.emplace_back();
        for (int column = 0; column < PQnfields(result); ++column)
            values.push_back(value_at(result, row, column));
    }
    rows.affected = std::strtoll(PQcmdTuples(result), nullptr, 10);
    return rows;
}

class ConnectionTransaction final : public Transaction {
public:
    ConnectionTransaction(Connection& connection, std::shared_ptr<sql::Schema const> schema, PlanOf plan_of,
                          Options const& options)
        : connection_(connection),
          schema_(std::move(schema)),
          plan_of_(std::move(plan_of)),
          options_(options) {}

    Task<Outcome> run(Call call, std::string& body) override {
        auto const plan = plan_of_(call.exchange);
        auto request = make_request(call, *plan, *schema_, options_, Within::transaction);
        CO_TRY(auto const results, co_await send(std::move(request.batch)));
        if (auto error = error_in(results)) co_return std::unexpected(*std::move(error));
        auto outcome = read_outcome(call, *plan, request.places, results);
        judge(call, outcome);
        auto const wanted = outcome.verdict == Verdict::committed || outcome.verdict == Verdict::rolled_back;
        if (wanted && request.places.query >= 0)
            write_body(call, *plan, results[static_cast<std::size_t>(request.places.query)].get(), outcome,
                       body);
        co_return outcome;
    }

    Task<Session::Rows> own(std::string_view sql, std::vector<Parameter> parameters) override {
        Batch batch;
        batch.push_back({.text = "set local role none"});
        batch.push_back({.text = std::string(sql), .types = {}, .values = std::move(parameters)});
        CO_TRY(auto const results, co_await send(std::move(batch)));
        if (auto error = error_in(results)) co_return std::unexpected(*std::move(error));
        co_return rows_of(results.back().get());
    }

    Task<void> save() override {
        Batch batch;
        if (saved_) batch.push_back({.text = "release savepoint point"});
        batch.push_back({.text = "savepoint point"});
        saved_ = true;
        return execute(std::move(batch));
    }
    Task<void> undo() override {
        Batch batch;
        batch.push_back({.text = "rollback to savepoint point"});
        return execute(std::move(batch));
    }

    Task<void> execute(Batch batch) {
        CO_TRY(auto const results, co_await send(std::move(batch)));
        if (auto error = error_in(results)) co_return std::unexpected(*std::move(error));
        co_return Result<void>();
    }

    // Whether no answer came, so that nobody knows what runs there.
    bool lost() const { return lost_; }

private:
    Task<std::vector<ResultHandle>> send(Batch batch) {
        auto answer = co_await connection_.run(std::move(batch));
        if (!answer) lost_ = true;
        co_return answer;
    }

    Connection& connection_;
    std::shared_ptr<sql::Schema const> schema_;
    PlanOf plan_of_;
    Options const& options_;
    bool saved_ = false;
    bool lost_ = false;
};

Batch single(std::string text) {
    Batch batch;
    batch.push_back({.text = std::move(text)});
    return batch;
}

}  // namespace

Task<void> run_transaction(Pool::Lease lease, Work work, Isolation isolation,
                           std::shared_ptr<sql::Schema const> schema, PlanOf plan_of,
                           Options const& options) {
    ConnectionTransaction transaction(*lease, std::move(schema), std::move(plan_of), options);
    auto ending = Result<Ending>(Ending::rollback);
    auto const* const begin =
        isolation == Isolation::repeatable_read ? "begin isolation level repeatable read" : "begin";
    // A task that is thrown out of here has left its statements behind.
    struct Discarded {
        Pool::Lease& lease;
        bool kept = false;
        ~Discarded() {
            if (kept) return;
            lease->cancel();
            lease.discard();
        }
    } discarded{lease};
    CO_TRY_VOID(co_await transaction.execute(single(begin)));
    ending = co_await work(transaction);
    if (transaction.lost() && !ending) co_return std::unexpected(std::move(ending).error());
    if (transaction.lost()) co_return failure("PGRST001", "Database client error. Retrying the connection.");
    auto const keep = ending && *ending == Ending::commit;
    auto const ended = co_await transaction.execute(single(keep ? "commit" : "rollback"));
    discarded.kept = !transaction.lost();
    if (!ending) co_return std::unexpected(std::move(ending).error());
    co_return ended;
}

}  // namespace backstay::engine::postgres
