#include "engine/sqlite/row_stream.hpp"

#include "engine/rows_at_hand.hpp"
#include "engine/sqlite/wait_for.hpp"

namespace backstay::engine::sqlite {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::size_t piece_size = 64 * 1024UL;
constexpr std::size_t at_once = 256 * 1024UL;  // what is made as one piece, without a connection of its own

Failure busy() {
    return failure("53300", "too many requests wait for the database's slow lane")
        .hint("Try again after a moment.");
}

// Runs `work` with an executor of the slow lane; false when the lane is full.
boost::asio::awaitable<bool> in_lane(Shared& shared, boost::asio::io_context& io, Lane::Work work) {
    bool refused = false;
    auto const start = [&](std::move_only_function<void()> wake) {
        auto const bell = std::make_shared<std::move_only_function<void()>>(std::move(wake));
        refused = !shared.slow_lane().push([bell, work = std::move(work)](Executor& executor) mutable {
            work(executor);
            work = nullptr;
            (*bell)();
        });
        if (refused) (*bell)();
    };
    co_await wait_for(io, start);
    co_return !refused;
}

// The beginning of the rows, on a connection of the lane.
struct Beginning {
    Result<bool> more = false;
    Outcome outcome = {};
    std::string body = {};

    void make(Executor& executor, Shared& shared, Call const& call, std::chrono::milliseconds timeout) {
        executor.set_deadline(Clock::now() + timeout);
        more = [&]() -> Result<bool> {
            auto snapshot = shared.snapshot();
            TRY_VOID(executor.db().execute("begin"));
            TRY_VOID(shared.refresh(executor, snapshot));
            TRY_VOID(executor.use(snapshot.catalog));
            TRY(outcome, executor.begin_stream(call));
            return executor.read_stream(body, at_once, outcome.rows);
        }();
        outcome.response_status = executor.setting("response.status").value_or("");
        outcome.response_headers = executor.setting("response.headers").value_or("");
        executor.end_stream();
        static_cast<void>(executor.db().execute("commit"));
        executor.set_deadline(Clock::time_point::max());
    }
};

std::chrono::milliseconds timeout_of(Call const& call, Options const& options) {
    return call.timeout.count() > 0 ? call.timeout : options.statement_timeout;
}

// Used by the event loop and a lane in turns, never at once.
struct Reading {
    std::shared_ptr<Shared> shared;
    std::unique_ptr<Executor> executor;
    Call call;
    std::chrono::milliseconds timeout;
    Outcome outcome = {};
    bool begun = false;

    Reading(std::shared_ptr<Shared> of, std::unique_ptr<Executor> with, Call what)
        : shared(std::move(of)), executor(std::move(with)), call(std::move(what)) {
        timeout = timeout_of(call, shared->options());
    }
    Reading(Reading const&) = delete;
    Reading& operator=(Reading const&) = delete;
    ~Reading() {
        executor->end_stream();
        executor->set_deadline(Clock::time_point::max());
        if (executor->db().in_transaction()) static_cast<void>(executor->db().execute("commit"));
        shared->give_back_streamer(std::move(executor));
    }

    Result<void> begin() {
        auto snapshot = shared->snapshot();
        TRY_VOID(executor->db().execute("begin"));
        TRY_VOID(shared->refresh(*executor, snapshot));
        TRY_VOID(executor->use(snapshot.catalog));
        TRY(outcome, executor->begin_stream(call));
        begun = true;
        return {};
    }

    Result<bool> next(std::string& body) {
        executor->set_deadline(Clock::now() + timeout);
        if (!begun) TRY_VOID(begin());
        auto more = executor->read_stream(body, piece_size, outcome.rows);
        outcome.response_status = executor->setting("response.status").value_or("");
        outcome.response_headers = executor->setting("response.headers").value_or("");
        return more;
    }
};

class LaneStream final : public RowStream {
public:
    LaneStream(boost::asio::io_context& io, std::shared_ptr<Reading> reading)
        : io_(io), reading_(std::move(reading)) {}

    Task<bool> next(std::string& body) override {
        struct Piece {
            Result<bool> more = false;
            std::string text;
        };
        auto const piece = std::make_shared<Piece>();
        auto work = [reading = reading_, piece](Executor&) { piece->more = reading->next(piece->text); };
        if (!co_await in_lane(*reading_->shared, io_, std::move(work))) co_return busy();
        if (piece->more) body += piece->text;
        co_return std::move(piece->more);
    }
    Outcome const& outcome() const override { return reading_->outcome; }

private:
    boost::asio::io_context& io_;
    std::shared_ptr<Reading> reading_;
};

}  // namespace

Task<std::unique_ptr<RowStream>> open_stream(std::shared_ptr<Shared> shared, boost::asio::io_context& io,
                                             Call call) {
    auto const beginning = std::make_shared<Beginning>();
    auto make = [beginning, shared, call](Executor& executor) {
        beginning->make(executor, *shared, call, timeout_of(call, shared->options()));
    };
    if (!co_await in_lane(*shared, io, std::move(make))) co_return busy();
    CO_TRY(bool const more, beginning->more);
    if (!more)
        co_return std::make_unique<RowsAtHand>(std::move(beginning->outcome), std::move(beginning->body));
    CO_TRY(auto executor, shared->take_streamer());
    auto reading = std::make_shared<Reading>(std::move(shared), std::move(executor), std::move(call));
    co_return std::make_unique<LaneStream>(io, std::move(reading));
}

}  // namespace backstay::engine::sqlite
