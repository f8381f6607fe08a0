#include "engine/postgres/database.hpp"

#include <poll.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/text.hpp"
#include "engine/postgres/introspect.hpp"
#include "engine/postgres/libpq.hpp"
#include "engine/postgres/postgres_engine.hpp"
#include "engine/postgres/session.hpp"

namespace backstay::engine::postgres {
namespace {

class PostgresDatabase : public Database {
public:
    PostgresDatabase(std::string url, Options options, OnNotice on_notice)
        : url_(std::move(url)), options_(std::move(options)), on_notice_(std::move(on_notice)) {}

    void start_listening() {
        if (!options_.channel.empty())
            listener_ = std::jthread([this](std::stop_token const& stop) { listen(stop); });
    }

    Kind kind() const override { return Kind::postgres; }
    Result<std::unique_ptr<Session>> open_session() override { return postgres::open_session(url_); }
    Result<std::unique_ptr<Engine>> open_engine(boost::asio::io_context& io) override {
        return make_engine(io, url_, options_, schema_);
    }

    Result<void> reload_schema() override {
        std::scoped_lock const lock(reloading_);
        TRY(auto schema, introspect(url_));
        schema.version = ++version_;
        schema_->store(std::make_shared<sql::Schema const>(std::move(schema)));
        return {};
    }

    std::shared_ptr<sql::Schema const> schema() const override { return schema_->load(); }

    Result<void> check() override {
        std::scoped_lock const lock(checking_);
        if (!checker_) {
            TRY(checker_, open_session());
        }
        auto const answer = checker_->execute("select 1", std::vector<Parameter>{});
        if (answer) return {};
        checker_.reset();
        return std::unexpected(answer.error());
    }

private:
    void listen(std::stop_token const& stop) {
        constexpr std::chrono::milliseconds first{250}, longest{32'000};
        auto pause = first;
        for (auto round = 0; !stop.stop_requested(); ++round) {
            ConnectionHandle const connection(PQconnectdb(url_.c_str()));
            ResultHandle const started(
                PQexec(connection.get(), ("listen " + quote_always(options_.channel)).c_str()));
            if (!failed(started.get())) {
                pause = first;
                // What was said while nobody listened is not said again.
                if (round > 0) static_cast<void>(reload_schema());
                attend(connection.get(), stop);
            }
            std::unique_lock lock(sleeping_);
            sleeper_.wait_for(lock, stop, pause, [] { return false; });
            pause = std::min(longest, 2 * pause);
        }
    }

    // Until the connection is lost or the database closed.
    void attend(PGconn* connection, std::stop_token const& stop) {
        constexpr int glance = 200;  // milliseconds between looks at `stop`
        while (!stop.stop_requested()) {
            pollfd socket{.fd = PQsocket(connection), .events = POLLIN, .revents = 0};
            if (poll(&socket, 1, glance) == 0) continue;
            if (PQconsumeInput(connection) == 0) return;
            while (std::unique_ptr<PGnotify, LibpqFree> const notice{PQnotifies(connection)})
                obey(notice->extra);
        }
    }

    void obey(std::string_view payload) {
        // A failed reload leaves the schema as it was; the next one may do better.
        if (payload.empty() || payload == "reload schema") static_cast<void>(reload_schema());
        if (on_notice_) on_notice_(payload);
    }

    std::string url_;
    Options options_;
    OnNotice on_notice_;
    std::shared_ptr<SchemaCell> schema_ = std::make_shared<SchemaCell>(std::make_shared<sql::Schema const>());
    std::mutex reloading_;
    std::uint64_t version_ = 0;
    std::mutex checking_;
    std::unique_ptr<Session> checker_;
    std::mutex sleeping_;
    std::condition_variable_any sleeper_;
    std::jthread listener_;  // last: it is joined before the rest goes
};

}  // namespace

Result<std::unique_ptr<Database>> open_database(std::string url, Options options, OnNotice on_notice) {
    auto database =
        std::make_unique<PostgresDatabase>(std::move(url), std::move(options), std::move(on_notice));
    TRY_VOID(database->reload_schema());
    database->start_listening();
    return database;
}

}  // namespace backstay::engine::postgres
