#include "engine/sqlite/sqlite_engine.hpp"

#include <sqlite3.h>

#include "engine/sqlite/own_transaction.hpp"
#include "engine/sqlite/row_stream.hpp"
#include "engine/sqlite/transaction.hpp"
#include "engine/sqlite/wait_for.hpp"
#include "sql/secure/visible.hpp"

namespace backstay::engine::sqlite {
namespace {

using Clock = std::chrono::steady_clock;

// How long an event loop waits for a changed schema; one that takes longer is read beside it.
constexpr std::chrono::milliseconds schema_patience{3};

Clock::time_point deadline_of(Call const& call, Options const& options) {
    return Clock::now() + (call.timeout.count() > 0 ? call.timeout : options.statement_timeout);
}

Result<Outcome> too_busy(char const* what) {
    return failure("53300", std::string("too many requests wait for the database's ") + what)
        .hint("Try again after a moment.");
}

// What one thread leaves for another: a request's outcome, and how to wake who waits for it.
struct Exchanged {
    Result<Outcome> outcome = Outcome{};
    std::string body = {};
    std::move_only_function<void()> wake = {};
};

class CallJob final : public WriteJob {
public:
    CallJob(Executor& executor, Call const& call, Clock::time_point deadline,
            std::shared_ptr<Exchanged> result)
        : executor_(executor), call_(call), deadline_(deadline), result_(std::move(result)) {}

    Result<bool> run() override {
        executor_.set_deadline(deadline_);
        result_->body.clear();
        result_->outcome = executor_.run(call_, result_->body);
        executor_.set_deadline(Clock::time_point::max());
        if (!result_->outcome) return std::unexpected(result_->outcome.error());
        return result_->outcome->verdict == Verdict::committed;
    }
    void answer(std::optional<Error> lost) override {
        if (lost) result_->outcome = std::unexpected(*std::move(lost));
        result_->wake();
    }

private:
    Executor& executor_;
    Call call_;
    Clock::time_point deadline_;
    std::shared_ptr<Exchanged> result_;
};

}  // namespace

// As the transaction of this turn sees it, so that the plan and what it runs on are of one version.
std::shared_ptr<sql::Schema const> SqliteEngine::schema() {
    auto const ready = begin_read();
    return ready && *ready ? known_.schema : shared_->snapshot().schema;
}

Result<bool> SqliteEngine::begin_read() {
    if (reading_) return true;
    if (renewal_ != nullptr) {
        if (!renewal_->wait({})) return false;
        TRY_VOID(take_renewed());
    }
    TRY(bool const current, begin_current());
    if (current) return true;
    renewal_ = std::make_unique<Renewal>(shared_);
    if (!renewal_->wait(schema_patience)) return false;
    TRY_VOID(take_renewed());
    return begin_current();
}

// A transaction, if the schema is as this connection knows it. Its version alone can be read without SQLite
// taking in the schema.
Result<bool> SqliteEngine::begin_current() {
    if (!begin_) {
        TRY(begin_, reader_->db().prepare("begin"));
        TRY(commit_, reader_->db().prepare("commit"));
    }
    if (begin_.step() != SQLITE_DONE) return std::unexpected(reader_->last_error());
    begin_.reset();
    reading_ = true;
    auto current = Shared::is_current(*reader_, known_);
    if (!current || !*current) end_read();
    return current;
}

Result<void> SqliteEngine::take_renewed() {
    auto const renewal = std::move(renewal_);
    TRY(auto reader, renewal->take());
    begin_ = Statement();  // of the connection that goes
    commit_ = Statement();
    reader_ = std::move(reader.executor);
    known_ = std::move(reader.known);
    return {};
}

Task<void> SqliteEngine::wait_to_read() {
    for (;;) {
        CO_TRY(bool const ready, begin_read());
        if (ready) co_return Result<void>();
        co_await wait_for(io_, [&](std::move_only_function<void()> wake) {
            if (renewal_ == nullptr) return wake();
            renewal_->when_ready(std::move(wake));
        });
    }
}

void SqliteEngine::end_read() {
    if (!reading_) return;
    bool const ended = commit_.step() == SQLITE_DONE;
    commit_.reset();
    if (!ended) static_cast<void>(reader_->db().execute("rollback"));
    reading_ = false;
}

void SqliteEngine::before_poll() { end_read(); }

std::optional<Result<Outcome>> SqliteEngine::try_run(Call const& call, std::string& body,
                                                     SettingSource const* settings) {
    if (!call.exchange.read_only) return std::nullopt;
    auto const ready = begin_read();
    if (!ready) return std::unexpected(ready.error());
    if (!*ready) return std::nullopt;
    auto const start = body.size();
    reader_->set_budget(shared_->options().inline_budget);
    reader_->state().source = settings;
    reader_->watch(&body);
    auto outcome = reader_->run(call, body);
    reader_->watch(nullptr);
    reader_->state().source = nullptr;
    if (outcome) return outcome;
    body.resize(start);
    if (reader_->over_budget()) return std::nullopt;
    return outcome;
}

Task<Outcome> SqliteEngine::run(Call call, std::string& body) {
    bool const changing = call.exchange.read_only && renewal_ != nullptr;
    if (changing) {
        CO_TRY_VOID(co_await wait_to_read());
        if (auto outcome = try_run(call, body, nullptr)) co_return *std::move(outcome);
    }
    auto result = std::make_shared<Exchanged>();
    auto const deadline = deadline_of(call, shared_->options());
    bool refused = false;
    auto const read = [&](std::move_only_function<void()> wake) {
        result->wake = std::move(wake);
        auto work = [result, call, deadline, shared = shared_.get()](Executor& executor) {
            auto snapshot = shared->snapshot();
            executor.set_deadline(deadline);
            auto begun = executor.db().execute("begin");
            if (begun) begun = shared->refresh(executor, snapshot);
            if (begun) begun = executor.use(snapshot.catalog);
            result->outcome = begun ? executor.run(call, result->body) : std::unexpected(begun.error());
            if (!executor.db().execute("commit")) static_cast<void>(executor.db().execute("rollback"));
            result->wake();
        };
        refused = !shared_->slow_lane().push(std::move(work));
        if (refused) result->wake();
    };
    auto const write = [&](std::move_only_function<void()> wake) {
        result->wake = std::move(wake);
        refused =
            !shared_->writer().push(std::make_unique<CallJob>(shared_->writing(), call, deadline, result));
        if (refused) result->wake();
    };
    if (call.exchange.read_only) {
        co_await wait_for(io_, read);
        if (refused) co_return too_busy("slow lane");
    } else {
        co_await wait_for(io_, write);
        if (refused) co_return too_busy("writer");
        end_read();  // the next read has to see what was written
    }
    if (result->outcome) body += result->body;
    co_return std::move(result->outcome);
}

// One writer at a time: every transaction sees all that was committed before it, whatever isolation is asked.
Task<void> SqliteEngine::transact(Work work, Isolation /*isolation*/) {
    auto ended = std::make_shared<Ended>();
    bool refused = false;
    auto const write = [&](std::move_only_function<void()> wake) {
        ended->wake = std::move(wake);
        refused = !shared_->writer().push(transaction_job(*shared_, std::move(work), ended));
        if (refused) ended->wake();
    };
    co_await wait_for(io_, write);
    if (refused) co_return std::unexpected(too_busy("writer").error());
    end_read();  // the next read has to see what was written
    co_return std::move(ended->result);
}

// In the read transaction of this turn: nothing in it waits, so the turn does not end.
Task<void> SqliteEngine::transact_read(OwnWork const& work) {
    CO_TRY_VOID(co_await wait_to_read());
    reader_->set_budget(0);
    CO_TRY_VOID(reader_->become_program());
    OwnStatements transaction(*reader_);
    auto const ending = co_await work(transaction);
    if (!ending) co_return std::unexpected(ending.error());
    co_return Result<void>();
}

Task<void> SqliteEngine::transact_own(Access access, OwnWork work) {
    if (access == Access::read) co_return co_await transact_read(work);
    auto ended = std::make_shared<Ended>();
    bool refused = false;
    auto const write = [&](std::move_only_function<void()> wake) {
        ended->wake = std::move(wake);
        refused = !shared_->writer().push(own_job(*shared_, std::move(work), ended));
        if (refused) ended->wake();
    };
    co_await wait_for(io_, write);
    if (refused) co_return std::unexpected(too_busy("writer").error());
    end_read();  // the next read has to see what was written
    co_return std::move(ended->result);
}

Task<std::unique_ptr<RowStream>> SqliteEngine::stream(Call call) {
    return open_stream(shared_, io_, std::move(call));
}

Task<Visible> SqliteEngine::visible(Principal principal, std::string /*pre_request*/, std::string schema) {
    CO_TRY_VOID(co_await wait_to_read());
    auto const& catalog = *known_.catalog;
    auto const* const role = catalog.find_role(principal.role);
    if (role == nullptr) co_return failure("22023", "role \"" + principal.role + "\" does not exist");
    auto objects = sql::visible_objects(catalog, role->id, schema);
    co_return Visible{.relations = std::move(objects.relations), .functions = std::move(objects.functions)};
}

}  // namespace backstay::engine::sqlite
