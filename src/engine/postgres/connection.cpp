#include "engine/postgres/connection.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <deque>
#include <map>
#include <thread>

namespace backstay::engine::postgres {
namespace {

namespace asio = boost::asio;
using asio::posix::stream_descriptor;

struct Waiting {
    std::vector<ResultHandle> results;
    std::vector<std::string> prepares;  // of each expected result: the name it prepares; empty: a query
    std::size_t next = 0;               // the expected result
    bool done = false;
    std::optional<Error> lost;
    asio::steady_timer bell;

    explicit Waiting(asio::any_io_executor const& executor) : bell(executor) {
        bell.expires_at(asio::steady_timer::time_point::max());
    }
};

// Past it statements are sent unnamed: the server keeps every plan until the connection ends.
constexpr std::size_t most_prepared = 1000;

enum class Preparation : std::uint8_t { sent, done };

asio::awaitable<bool> ready(stream_descriptor& socket, stream_descriptor::wait_type what) {
    boost::system::error_code error;
    co_await socket.async_wait(what, asio::redirect_error(asio::use_awaitable, error));
    co_return !error;
}

void ignore_notice(void* /*context*/, PGresult const* /*notice*/) {}

}  // namespace

struct Connection::State {
    explicit State(asio::io_context& io) : executor(io.get_executor()), socket(io) {}
    ~State() { close(); }
    State(State const&) = delete;
    State& operator=(State const&) = delete;
    State(State&&) = delete;
    State& operator=(State&&) = delete;

    // libpq owns the descriptor.
    void close() {
        if (socket.is_open()) socket.release();
        open = false;
    }

    void lose(std::string const& why) {
        close();
        for (auto const& waiting : queue) {
            waiting->lost = Error({.code = "PGRST001",
                                   .message = "Database client error. Retrying the connection.",
                                   .detail = why});
            waiting->done = true;
            waiting->bell.cancel();
        }
        queue.clear();
    }

    asio::any_io_executor executor;
    ConnectionHandle connection;
    stream_descriptor socket;
    std::deque<std::shared_ptr<Waiting>> queue;
    std::map<std::string, Preparation> prepared;
    bool open = false;
    bool writing = false;

    void take_results();
    bool send(Batch const& batch, Waiting& waiting);
    static asio::awaitable<void> read(std::shared_ptr<State> state);
    static asio::awaitable<void> write(std::shared_ptr<State> state);
};

// Hands what has arrived to those who wait for it.
void Connection::State::take_results() {
    while (!queue.empty() && PQisBusy(connection.get()) == 0) {
        ResultHandle result(PQgetResult(connection.get()));
        if (!result) continue;  // the end of one statement's results
        auto& waiting = *queue.front();
        auto const status = PQresultStatus(result.get());
        if (status == PGRES_PIPELINE_SYNC) {
            waiting.done = true;
            waiting.bell.cancel();
            queue.pop_front();
            continue;
        }
        auto const name =
            waiting.next < waiting.prepares.size() ? waiting.prepares[waiting.next] : std::string();
        ++waiting.next;
        if (!name.empty()) {
            if (status == PGRES_COMMAND_OK) {
                prepared[name] = Preparation::done;
                continue;
            }
            prepared.erase(name);
        }
        if (status != PGRES_PIPELINE_ABORTED) waiting.results.push_back(std::move(result));
    }
}

asio::awaitable<void> Connection::State::read(std::shared_ptr<State> state) {
    while (state->open) {
        auto const readable = co_await ready(state->socket, stream_descriptor::wait_read);
        if (!state->open) co_return;
        if (!readable || PQconsumeInput(state->connection.get()) == 0) {
            state->lose(PQerrorMessage(state->connection.get()));
            co_return;
        }
        state->take_results();
        if (state->queue.empty() && PQstatus(state->connection.get()) != CONNECTION_OK) state->lose("closed");
    }
}

asio::awaitable<void> Connection::State::write(std::shared_ptr<State> state) {
    while (state->open) {
        auto const left = PQflush(state->connection.get());
        if (left < 0) state->lose(PQerrorMessage(state->connection.get()));
        if (left <= 0) break;
        co_await ready(state->socket, stream_descriptor::wait_write);
    }
    state->writing = false;
}

bool Connection::State::send(Batch const& batch, Waiting& waiting) {
    auto* const pq = connection.get();
    for (auto const& statement : batch) {
        std::vector<char const*> values;
        values.reserve(statement.values.size());
        for (auto const& value : statement.values) values.push_back(value ? value->c_str() : nullptr);
        auto const count = static_cast<int>(values.size());
        auto const* const types = statement.types.empty() ? nullptr : statement.types.data();
        auto const known = prepared.find(statement.name);
        auto use_name =
            !statement.name.empty() && known != prepared.end() && known->second == Preparation::done;
        if (!statement.name.empty() && known == prepared.end() && prepared.size() < most_prepared) {
            auto const type_count = static_cast<int>(statement.types.size());
            if (PQsendPrepare(pq, statement.name.c_str(), statement.text.c_str(), type_count, types) == 0)
                return false;
            prepared[statement.name] = Preparation::sent;
            waiting.prepares.push_back(statement.name);
            use_name = true;
        }
        waiting.prepares.emplace_back();
        auto const sent = use_name ? PQsendQueryPrepared(pq, statement.name.c_str(), count, values.data(),
                                                         nullptr, nullptr, 0)
                                   : PQsendQueryParams(pq, statement.text.c_str(), count, types,
                                                       values.data(), nullptr, nullptr, 0);
        if (sent == 0) return false;
    }
    return PQpipelineSync(pq) != 0;
}

namespace {

// libpq takes text up to its first NUL: what is cut off there would be another value.
Result<void> require_no_nul(Batch const& batch) {
    for (auto const& statement : batch)
        for (auto const& value : statement.values)
            if (value && value->find('\0') != std::string::npos)
                return failure("22021", "invalid byte sequence for encoding \"UTF8\": 0x00");
    return {};
}

}  // namespace

Connection::Connection(std::shared_ptr<State> state) : state_(std::move(state)) {}

Connection::~Connection() { state_->lose("closed"); }

Task<std::shared_ptr<Connection>> Connection::open(asio::io_context& io, std::string url) {
    auto state = std::make_shared<State>(io);
    state->connection.reset(PQconnectStart(url.c_str()));
    auto* const pq = state->connection.get();
    PQsetNoticeReceiver(pq, ignore_notice, nullptr);
    auto step = PQstatus(pq) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (step != PGRES_POLLING_OK) {
        if (step == PGRES_POLLING_FAILED || PQsocket(pq) < 0) co_return std::unexpected(connection_error(pq));
        // libpq may try another address with another socket.
        stream_descriptor socket(io, PQsocket(pq));
        auto const reading = step == PGRES_POLLING_READING;
        co_await ready(socket, reading ? stream_descriptor::wait_read : stream_descriptor::wait_write);
        socket.release();
        step = PQconnectPoll(pq);
    }
    if (PQsetnonblocking(pq, 1) != 0 || PQenterPipelineMode(pq) == 0)
        co_return std::unexpected(connection_error(pq));
    state->socket.assign(PQsocket(pq));
    state->open = true;
    asio::co_spawn(state->executor, State::read(state), asio::detached);
    co_return std::shared_ptr<Connection>(new Connection(std::move(state)));
}

Task<std::vector<ResultHandle>> Connection::run(Batch batch) {
    auto const state = state_;
    auto const waiting = std::make_shared<Waiting>(state->executor);
    if (!state->open) co_return std::unexpected(connection_error(state->connection.get()));
    CO_TRY_VOID(require_no_nul(batch));
    state->queue.push_back(waiting);
    if (!state->send(batch, *waiting)) state->lose(PQerrorMessage(state->connection.get()));
    if (state->open && !state->writing) {
        auto const left = PQflush(state->connection.get());
        if (left < 0) state->lose(PQerrorMessage(state->connection.get()));
        if (left > 0) {
            state->writing = true;
            asio::co_spawn(state->executor, State::write(state), asio::detached);
        }
    }
    while (!waiting->done) {
        boost::system::error_code ignored;  // the bell rings by being cancelled
        co_await waiting->bell.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        auto const cancelled = co_await asio::this_coro::cancellation_state;
        if (!waiting->done && cancelled.cancelled() != asio::cancellation_type::none)
            co_return failure("57014", "canceling statement due to user request");
    }
    if (waiting->lost) co_return std::unexpected(*std::move(waiting->lost));
    co_return std::move(waiting->results);
}

void Connection::cancel() {
    if (!state_->open) return;
    // PQcancel opens a connection of its own and waits for it.
    std::shared_ptr<PGcancel> const handle(PQgetCancel(state_->connection.get()), LibpqFree());
    if (!handle) return;
    std::thread([handle] {
        char reason[256];
        PQcancel(handle.get(), reason, sizeof reason);
    }).detach();
}

bool Connection::usable() const { return state_->open && !exclusive; }
std::size_t Connection::in_flight() const { return state_->queue.size(); }

}  // namespace backstay::engine::postgres
