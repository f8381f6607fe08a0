#include "engine/sqlite/renewal.hpp"

#include <utility>

namespace backstay::engine::sqlite {

Renewal::Renewal(std::shared_ptr<Shared> shared) : shared_(std::move(shared)), thread_([this] { make(); }) {}

Renewal::~Renewal() { thread_.join(); }

void Renewal::make() {
    auto reader = shared_->open_reader();
    std::vector<std::move_only_function<void()>> waiting;
    {
        std::lock_guard const lock(mutex_);
        reader_ = std::move(reader);
        waiting = std::exchange(waiting_, {});
    }
    ready_.notify_all();
    for (auto& wake : waiting) wake();
}

bool Renewal::wait(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return ready_.wait_for(lock, patience, [&] { return reader_.has_value(); });
}

void Renewal::when_ready(std::move_only_function<void()> wake) {
    {
        std::lock_guard const lock(mutex_);
        if (!reader_) return waiting_.push_back(std::move(wake));
    }
    wake();
}

Result<Reader> Renewal::take() {
    std::lock_guard const lock(mutex_);
    return *std::move(reader_);
}

}  // namespace backstay::engine::sqlite
