#include "engine/sqlite/transaction.hpp"

#include <sqlite3.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "engine/sqlite/value_text.hpp"
#include "sql/read/read.hpp"

namespace backstay::engine::sqlite {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<Parameter> row_at(Statement const& statement, std::vector<sql::LoweredColumn> const& columns,
                              StatementState const& state) {
    std::vector<Parameter> row;
    for (int i = 0; i < static_cast<int>(columns.size()); ++i) {
        auto* const value = sqlite3_column_value(statement.get(), i);
        auto& text = row.emplace_back();
        if (sqlite3_value_type(value) == SQLITE_NULL) continue;
        append_text(text.emplace(), value, columns[static_cast<std::size_t>(i)].type, state);
    }
    return row;
}

class WriterTransaction final : public Transaction {
public:
    WriterTransaction(Executor& executor, std::chrono::milliseconds timeout)
        : executor_(executor), timeout_(timeout) {
        executor_.hold_now();
    }
    ~WriterTransaction() override {
        executor_.set_deadline(Clock::time_point::max());
        executor_.release_now();
    }
    WriterTransaction(WriterTransaction const&) = delete;
    WriterTransaction& operator=(WriterTransaction const&) = delete;

    Task<Outcome> run(Call call, std::string& body) override {
        executor_.set_deadline(Clock::now() + (call.timeout.count() > 0 ? call.timeout : timeout_));
        co_return executor_.run(call, body);
    }

    Task<Session::Rows> own(std::string_view sql, std::vector<Parameter> parameters) override {
        CO_TRY(auto const statements, sql::read(sql, {}));
        CO_TRY_VOID(executor_.become_owner());
        Session::Rows rows;
        for (auto const& statement : statements) {
            rows.rows.clear();
            auto const collect = [&](Statement const& at, std::vector<sql::LoweredColumn> const& columns) {
                rows.rows.push_back(row_at(at, columns, executor_.state()));
            };
            CO_TRY(auto const ran, executor_.run(statement, parameters, collect));
            rows.affected = ran.affected;
        }
        co_return rows;
    }

    Task<void> save() override {
        if (saved_) CO_TRY_VOID(execute("release point"));
        saved_ = true;
        co_return execute("savepoint point");
    }
    Task<void> undo() override { co_return execute("rollback to point"); }

private:
    Result<void> execute(char const* sql) {
        if (executor_.db().execute(sql)) return {};
        return std::unexpected(executor_.last_error());
    }

    Executor& executor_;
    std::chrono::milliseconds timeout_;
    bool saved_ = false;
};

class TransactionJob final : public WriteJob {
public:
    TransactionJob(Shared& shared, Work work, std::shared_ptr<Ended> ended)
        : shared_(shared), work_(std::move(work)), ended_(std::move(ended)) {}

    Result<bool> run() override {
        WriterTransaction transaction(shared_.writing(), shared_.options().statement_timeout);
        Result<Ending> ending = Ending::rollback;
        std::exception_ptr thrown;
        boost::asio::io_context here;  // nothing in it ever waits
        auto const done = [&](std::exception_ptr error, Result<Ending> result) {
            thrown = std::move(error);
            ending = std::move(result);
        };
        boost::asio::co_spawn(here, work_(transaction), done);
        here.run();
        ended_->result = {};
        if (thrown) {
            ended_->result = internal_error("an exception in a transaction");
            return false;
        }
        if (!ending) {
            ended_->result = std::unexpected(ending.error());
            return std::unexpected(std::move(ending).error());
        }
        return *ending == Ending::commit;
    }
    void answer(std::optional<Error> lost) override {
        if (lost && ended_->result) ended_->result = std::unexpected(*std::move(lost));
        ended_->wake();
    }

private:
    Shared& shared_;
    Work work_;
    std::shared_ptr<Ended> ended_;
};

}  // namespace

std::unique_ptr<WriteJob> transaction_job(Shared& shared, Work work, std::shared_ptr<Ended> ended) {
    return std::make_unique<TransactionJob>(shared, std::move(work), std::move(ended));
}

}  // namespace backstay::engine::sqlite
