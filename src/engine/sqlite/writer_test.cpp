#include "engine/sqlite/writer.hpp"

#include <gtest/gtest.h>

#include <future>
#include <vector>

namespace backstay::engine::sqlite {
namespace {

class Recorder final : public WriteTarget {
public:
    explicit Recorder(std::vector<std::string>& log, int failing_commits = 0)
        : log_(log), failing_commits_(failing_commits) {}
    Result<void> begin() override { return note("begin"); }
    Result<void> savepoint() override { return note("savepoint"); }
    Result<void> release() override { return note("release"); }
    void undo() override { static_cast<void>(note("undo")); }
    Result<void> commit() override {
        static_cast<void>(note("commit"));
        if (failing_commits_-- > 0) return failure("23503", "a key is broken");
        return {};
    }
    void rollback() override { static_cast<void>(note("rollback")); }

private:
    Result<void> note(std::string what) {
        log_.push_back(std::move(what));
        return {};
    }
    std::vector<std::string>& log_;
    int failing_commits_;
};

class Job final : public WriteJob {
public:
    Job(bool keeps, std::promise<std::optional<Error>>& answered) : keeps_(keeps), answered_(answered) {}
    Result<bool> run() override { return keeps_; }
    void answer(std::optional<Error> lost) override { answered_.set_value(std::move(lost)); }

private:
    bool keeps_;
    std::promise<std::optional<Error>>& answered_;
};

TEST(Writer, AnswersAfterTheCommitAndUndoesWhatIsNotToStay) {
    std::vector<std::string> log;
    std::promise<std::optional<Error>> kept, undone;
    {
        Writer writer(std::make_unique<Recorder>(log), 10);
        EXPECT_TRUE(writer.push(std::make_unique<Job>(true, kept)));
        EXPECT_FALSE(kept.get_future().get());
        EXPECT_TRUE(writer.push(std::make_unique<Job>(false, undone)));
        EXPECT_FALSE(undone.get_future().get());
    }
    EXPECT_EQ(log, (std::vector<std::string>{"begin", "savepoint", "release", "commit", "begin", "savepoint",
                                             "undo", "commit"}));
}

TEST(Writer, SaysWhyACommitFailed) {
    std::vector<std::string> log;
    std::promise<std::optional<Error>> answered;
    {
        Writer writer(std::make_unique<Recorder>(log, 1), 10);
        EXPECT_TRUE(writer.push(std::make_unique<Job>(true, answered)));
        EXPECT_EQ((*answered.get_future().get())->code, "23503");
    }
    EXPECT_EQ(log.back(), "rollback");
}

TEST(Writer, RefusesWhatItsQueueCannotHold) {
    std::vector<std::string> log;
    std::promise<std::optional<Error>> answered;
    Writer writer(std::make_unique<Recorder>(log), 0);
    EXPECT_FALSE(writer.push(std::make_unique<Job>(true, answered)));
}

}  // namespace
}  // namespace backstay::engine::sqlite
