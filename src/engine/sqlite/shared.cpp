#include "engine/sqlite/shared.hpp"

namespace backstay::engine::sqlite {
namespace {

class WriterConnection final : public WriteTarget {
public:
    WriterConnection(Shared& shared, std::unique_ptr<Executor> executor)
        : shared_(shared), executor_(std::move(executor)) {}

    Executor& executor() { return *executor_; }

    Result<void> begin() override {
        executor_->changed().clear();
        shared_.refresh(known_, version_);
        TRY_VOID(executor_->use(known_.catalog));
        return run("begin immediate");
    }
    Result<void> savepoint() override { return run("savepoint request"); }
    Result<void> release() override { return run("release request"); }
    void undo() override { static_cast<void>(run("rollback to request; release request")); }
    Result<void> commit() override {
        TRY_VOID(shared_.sequences().store(executor_->db()));
        if (executor_->db().execute("commit")) return {};
        return std::unexpected(executor_->commit_error());
    }
    void rollback() override { static_cast<void>(run("rollback")); }

private:
    Result<void> run(std::string const& sql) {
        if (executor_->db().execute(sql)) return {};
        return std::unexpected(executor_->last_error());
    }

    Shared& shared_;
    std::unique_ptr<Executor> executor_;
    Snapshot known_;
    std::uint64_t version_ = 0;
};

}  // namespace

void Shared::refresh(Snapshot& known, std::uint64_t& version) const {
    if (version_.load(std::memory_order_acquire) == version) return;
    std::lock_guard const lock(mutex_);
    known = snapshot_;
    version = version_.load(std::memory_order_relaxed);
}

Snapshot Shared::snapshot() const {
    std::lock_guard const lock(mutex_);
    return snapshot_;
}

void Shared::publish(Snapshot snapshot) {
    std::lock_guard const lock(mutex_);
    snapshot_ = std::move(snapshot);
    version_.fetch_add(1, std::memory_order_release);
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
