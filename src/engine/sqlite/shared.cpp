#include "engine/sqlite/shared.hpp"

#include <sqlite3.h>

#include "engine/sqlite/catalog/catalog_store.hpp"
#include "engine/sqlite/schema_of.hpp"

namespace backstay::engine::sqlite {
namespace {

class WriterConnection final : public WriteTarget {
public:
    WriterConnection(Shared& shared, std::unique_ptr<Executor> executor)
        : shared_(shared), executor_(std::move(executor)) {}

    Executor& executor() { return *executor_; }

    Result<void> begin() override {
        executor_->changed().clear();
        TRY_VOID(run(begin_, "begin immediate"));
        auto const ready = [&]() -> Result<void> {
            TRY_VOID(shared_.refresh(*executor_, known_));
            TRY_VOID(executor_->use(known_.catalog));
            return shared_.refresh_sequences(*executor_);
        };
        auto done = ready();
        if (!done) rollback();
        return done;
    }
    Result<void> savepoint() override { return run(savepoint_, "savepoint request"); }
    Result<void> release() override { return run(release_, "release request"); }
    void undo() override {
        static_cast<void>(run(undo_, "rollback to request"));
        static_cast<void>(release());
    }
    Result<void> commit() override {
        TRY_VOID(shared_.sequences().store(executor_->db()));
        if (step(commit_, "commit")) return {};
        return std::unexpected(executor_->commit_error());
    }
    void rollback() override { static_cast<void>(run(rollback_, "rollback")); }

private:
    // Each is prepared when it is first run.
    bool step(Statement& statement, std::string_view sql) {
        if (!statement) {
            auto prepared = executor_->db().prepare(sql);
            if (!prepared) return false;
            statement = *std::move(prepared);
        }
        bool const done = statement.step() == SQLITE_DONE;
        statement.reset();
        return done;
    }
    Result<void> run(Statement& statement, std::string_view sql) {
        if (step(statement, sql)) return {};
        return std::unexpected(executor_->last_error());
    }

    Shared& shared_;
    std::unique_ptr<Executor> executor_;
    Statement begin_, commit_, rollback_, savepoint_, release_,
        undo_;  // before the executor's connection goes
    Snapshot known_;
};

}  // namespace

Result<void> Shared::prepare(Executor& executor) {
    TRY_VOID(executor.db().execute("begin immediate"));
    auto const made = [&]() -> Result<void> {
        TRY_VOID(CatalogStore::prepare(executor.db()));
        Snapshot known;
        TRY_VOID(refresh(executor, known));
        TRY_VOID(executor.use(known.catalog));
        return sequences_.load(executor.db());
    };
    auto done = made();
    static_cast<void>(executor.file_changed());
    TRY_VOID(executor.db().execute(done ? "commit" : "rollback"));
    return done;
}

namespace {

bool is_of(Snapshot const& snapshot, std::uint32_t version) {
    return snapshot.catalog != nullptr && (snapshot.catalog->version & 0x7FFFFFFFU) == version;
}

}  // namespace

Result<bool> Shared::is_current(Executor& executor, Snapshot const& known) {
    TRY(auto const version, executor.stored_version());
    return is_of(known, version);
}

Result<void> Shared::refresh(Executor& executor, Snapshot& known) {
    TRY(auto const version, executor.stored_version());
    if (is_of(known, version)) return {};
    known = snapshot();
    if (is_of(known, version)) return {};
    std::lock_guard const lock(loading_);
    known = snapshot();
    if (is_of(known, version)) return {};
    TRY(auto catalog, CatalogStore::load(executor.db()));
    known.catalog = std::make_shared<sql::Catalog const>(std::move(catalog));
    known.schema = std::make_shared<sql::Schema const>(schema_of(*known.catalog));
    publish(known);
    return {};
}

Result<Reader> Shared::open_reader() {
    TRY(auto executor, Executor::open(options_.path, Executor::Role::reader, sequences_));
    Reader reader{.executor = std::move(executor), .known = snapshot()};
    auto& db = reader.executor->db();
    TRY_VOID(db.execute("begin"));
    TRY_VOID(refresh(*reader.executor, reader.known));
    TRY_VOID(reader.executor->use(reader.known.catalog));
    // With the first name that it has to look up SQLite reads all that there are.
    TRY_VOID(db.execute("select 1 from backstay_catalog_object limit 1"));
    TRY_VOID(db.execute("commit"));
    return reader;
}

Result<void> Shared::refresh_sequences(Executor& executor) {
    if (!executor.file_changed()) return {};
    return sequences_.load(executor.db());
}

Result<void> Shared::keep_sequences(Executor& executor) {
    if (!sequences_.changed()) return {};
    TRY_VOID(executor.db().execute("begin immediate"));
    auto const stored = sequences_.store(executor.db());
    TRY_VOID(executor.db().execute(stored ? "commit" : "rollback"));
    return stored;
}

Snapshot Shared::snapshot() const {
    std::lock_guard const lock(mutex_);
    return snapshot_;
}

// A transaction that began before the last definition sees what was; nobody is led back there.
void Shared::publish(Snapshot snapshot) {
    std::lock_guard const lock(mutex_);
    if (snapshot_.catalog != nullptr && snapshot_.catalog->version > snapshot.catalog->version) return;
    snapshot_ = std::move(snapshot);
}

Result<std::unique_ptr<Executor>> Shared::take_streamer() {
    {
        std::lock_guard const lock(mutex_);
        if (streams_ >= options_.streams)
            return failure("53300", "too many large answers are being sent")
                .hint("Try again after a moment.");
        ++streams_;
        if (!idle_streamers_.empty()) {
            auto executor = std::move(idle_streamers_.back());
            idle_streamers_.pop_back();
            return executor;
        }
    }
    auto executor = Executor::open(options_.path, Executor::Role::reader, sequences_);
    std::lock_guard const lock(mutex_);
    if (!executor) --streams_;
    return executor;
}

void Shared::give_back_streamer(std::unique_ptr<Executor> executor) {
    constexpr std::size_t most_idle = 2;
    std::lock_guard const lock(mutex_);
    --streams_;
    if (idle_streamers_.size() < most_idle) idle_streamers_.push_back(std::move(executor));
}

Result<void> Shared::start() {
    std::vector<std::unique_ptr<Executor>> lanes;
    for (std::size_t i = 0; i < options_.slow_lanes; ++i) {
        TRY(auto executor, Executor::open(options_.path, Executor::Role::reader, sequences_));
        lanes.push_back(std::move(executor));
    }
    slow_lane_ = std::make_unique<Lane>(std::move(lanes), options_.slow_queue);
    TRY(auto executor, Executor::open(options_.path, Executor::Role::writer, sequences_));
    writing_ = executor.get();
    writer_ = std::make_unique<Writer>(std::make_unique<WriterConnection>(*this, std::move(executor)),
                                       options_.write_queue);
    return {};
}

}  // namespace backstay::engine::sqlite
