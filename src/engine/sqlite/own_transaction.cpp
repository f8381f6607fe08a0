#include "engine/sqlite/own_transaction.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>

namespace backstay::engine::sqlite {

Task<OwnTransaction::Answer> OwnStatements::run(std::string text, std::vector<Parameter> values) {
    // As PostgreSQL has it, so that what is written against one engine holds on both.
    if (failed_)
        co_return failure("25P02",
                          "current transaction is aborted, commands ignored until end of transaction block");
    auto answer = executor_.run_own(text, values);
    failed_ = !answer.has_value();
    co_return answer;
}

Result<Ending> run_work(Executor& executor, OwnWork const& work) {
    TRY_VOID(executor.become_program());
    OwnStatements transaction(executor);
    std::optional<Result<Ending>> ended;
    std::exception_ptr thrown;
    boost::asio::io_context loop(1);
    boost::asio::co_spawn(loop, work(transaction), [&](std::exception_ptr fault, Result<Ending> end) {
        thrown = std::move(fault);
        ended = std::move(end);
    });
    loop.run();
    if (thrown) return internal_error("an exception in a transaction");
    if (!ended) return internal_error("a transaction waited for something else than its statements");
    return *std::move(ended);
}

namespace {

using Clock = std::chrono::steady_clock;

class OwnJob final : public WriteJob {
public:
    OwnJob(Shared& shared, OwnWork work, std::shared_ptr<Ended> ended)
        : shared_(shared), work_(std::move(work)), ended_(std::move(ended)) {}

    Result<bool> run() override {
        auto& executor = shared_.writing();
        executor.set_deadline(Clock::now() + shared_.options().statement_timeout);
        auto const ending = run_work(executor, work_);
        executor.set_deadline(Clock::time_point::max());
        ended_->result = ending ? Result<void>() : std::unexpected(ending.error());
        if (!ending) return std::unexpected(ending.error());
        return *ending == Ending::commit;
    }
    void answer(std::optional<Error> lost) override {
        if (lost && ended_->result) ended_->result = std::unexpected(*std::move(lost));
        ended_->wake();
    }

private:
    Shared& shared_;
    OwnWork work_;
    std::shared_ptr<Ended> ended_;
};

}  // namespace

std::unique_ptr<WriteJob> own_job(Shared& shared, OwnWork work, std::shared_ptr<Ended> ended) {
    return std::make_unique<OwnJob>(shared, std::move(work), std::move(ended));
}

}  // namespace backstay::engine::sqlite
