#pragma once

// The program's own transactions on one connection of the embedded database.

#include "engine/engine.hpp"
#include "engine/sqlite/executor.hpp"
#include "engine/sqlite/transaction.hpp"

namespace backstay::engine::sqlite {

class OwnStatements final : public OwnTransaction {
public:
    explicit OwnStatements(Executor& executor) : executor_(executor) {}

    // Never waits.
    Task<Answer> run(std::string text, std::vector<Parameter> values) override;

private:
    Executor& executor_;
    bool failed_ = false;
};

// Runs `work` to its end on the calling thread. REQUIRES: a transaction is open on the executor.
Result<Ending> run_work(Executor& executor, OwnWork const& work);

// The same as a job of the writer.
std::unique_ptr<WriteJob> own_job(Shared& shared, OwnWork work, std::shared_ptr<Ended> ended);

}  // namespace backstay::engine::sqlite
