#pragma once

// A Transaction on the writer's thread: what is done in it runs there from its beginning to its end, one of
// the jobs that the writer commits together.

#include "engine/sqlite/shared.hpp"

namespace backstay::engine::sqlite {

// What one thread leaves for another: how a job ended, and how to wake who waits for it.
struct Ended {
    Result<void> result = {};
    std::move_only_function<void()> wake = {};
};

std::unique_ptr<WriteJob> transaction_job(Shared& shared, Work work, std::shared_ptr<Ended> ended);

}  // namespace backstay::engine::sqlite
