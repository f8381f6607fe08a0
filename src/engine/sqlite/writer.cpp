#include "engine/sqlite/writer.hpp"

#include <vector>

namespace backstay::engine::sqlite {
namespace {

constexpr std::size_t largest_batch = 256;

// Whether the job stays: it ran, and its savepoint was released.
bool run_in_savepoint(WriteTarget& target, WriteJob& job, std::optional<Error>& lost) {
    if (auto const opened = target.savepoint(); !opened) {
        lost = opened.error();
        return false;
    }
    auto const kept = job.run();
    if (kept && *kept) {
        if (auto const released = target.release(); released) return true;
    }
    target.undo();
    return false;
}

}  // namespace

Writer::Writer(std::unique_ptr<WriteTarget> target, std::size_t queue_limit)
    : target_(std::move(target)), queue_limit_(queue_limit), thread_([this] { loop(); }) {}

Writer::~Writer() {
    {
        std::lock_guard const lock(mutex_);
        ending_ = true;
    }
    ready_.notify_one();
    thread_.join();
}

bool Writer::push(std::unique_ptr<WriteJob> job) {
    {
        std::lock_guard const lock(mutex_);
        if (queue_.size() >= queue_limit_) return false;
        queue_.push_back(std::move(job));
    }
    ready_.notify_one();
    return true;
}

void Writer::loop() {
    while (true) {
        Batch batch;
        {
            std::unique_lock lock(mutex_);
            ready_.wait(lock, [&] { return ending_ || !queue_.empty(); });
            if (queue_.empty()) return;
            while (!queue_.empty() && batch.size() < largest_batch) {
                batch.push_back(std::move(queue_.front()));
                queue_.pop_front();
            }
        }
        run(std::move(batch));
    }
}

void Writer::run(Batch batch) {
    if (auto const begun = target_->begin(); !begun) {
        for (auto& job : batch) job->answer(begun.error());
        return;
    }
    std::vector<std::optional<Error>> lost(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) run_in_savepoint(*target_, *batch[i], lost[i]);
    auto const committed = target_->commit();
    if (committed) {
        for (std::size_t i = 0; i < batch.size(); ++i) batch[i]->answer(lost[i]);
        return;
    }
    target_->rollback();
    // A deferred key of one request must not cost the others their writes: each once more, on its own.
    if (batch.size() == 1) return batch.front()->answer(committed.error());
    for (auto& job : batch) run_alone(*job);
}

void Writer::run_alone(WriteJob& job) {
    if (auto const begun = target_->begin(); !begun) return job.answer(begun.error());
    std::optional<Error> lost;
    run_in_savepoint(*target_, job, lost);
    if (auto const committed = target_->commit(); !committed) {
        lost = committed.error();
        target_->rollback();
    }
    job.answer(lost);
}

}  // namespace backstay::engine::sqlite
