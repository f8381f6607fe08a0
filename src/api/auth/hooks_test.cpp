#include "api/auth/hooks.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace backstay::api::auth {
namespace {

// Transactions in which nothing is run.
class NoStatements : public engine::OwnTransaction {
public:
    Task<Answer> run(std::string, std::vector<engine::Parameter>) override {
        co_return std::unexpected(failure("F0000", "nothing is run here").error());
    }
};

class NoDatabase : public engine::Engine {
public:
    std::shared_ptr<sql::Schema const> schema() override { return nullptr; }
    std::optional<Result<engine::Outcome>> try_run(engine::Call const&, std::string&,
                                                   engine::SettingSource const*) override {
        return std::nullopt;
    }
    Task<engine::Outcome> run(engine::Call, std::string&) override { co_return engine::Outcome{}; }
    Task<void> transact(engine::Work, engine::Isolation) override { co_return Result<void>(); }
    Task<void> transact_own(engine::Access, engine::OwnWork work) override {
        NoStatements statements;
        ++transactions;
        auto const ending = co_await work(statements);
        if (!ending) co_return std::unexpected(ending.error());
        co_return Result<void>();
    }
    Task<std::unique_ptr<engine::RowStream>> stream(engine::Call) override {
        co_return std::unexpected(failure("F0000", "there is nothing to read").error());
    }
    Task<engine::Visible> visible(Principal, std::string, std::string) override {
        co_return engine::Visible{};
    }

    int transactions = 0;
};

struct Asking {
    Options options;
    NoDatabase engine;
    KeySet keys;
    Shared shared{.hasher = Hasher(0, 0),
                  .callers = Workers(0, 0),
                  .vault = *Vault::parse(Vault::new_key()),
                  .hook_callers = Workers(1, 8)};
    observe::NoObserver observer;
    http::Request request;
    Context context{options, engine, keys, shared, observer};

    // What a transaction gets that asks the hook twice.
    Answered<JsonObject> ask(HookPoint point) {
        Asked asked{.request = request};
        std::optional<Answered<JsonObject>> answer;
        auto const work = [&](engine::OwnTransaction& transaction) -> Flow<JsonObject> {
            JsonObject payload;
            payload.set_text("code", asked.pin("code", [&] { return std::to_string(++codes); }));
            CO_TRY_VOID(co_await ask_hook(context, transaction, asked, {point, payload, "key"}));
            co_return co_await ask_hook(context, transaction, asked, {point, payload, "key"});
        };
        boost::asio::io_context io;
        boost::asio::co_spawn(
            io, in_transaction<JsonObject>(context, engine::Access::write, work),
            [&](std::exception_ptr const&, Answered<JsonObject> got) { answer = std::move(got); });
        io.run();
        return answer.value_or(Answered<JsonObject>(refuse(Refusal::unexpected)));
    }
    int codes = 0;
};

TEST(Hooks, InCppAreAskedOutsideOfTransactions) {
    Asking asking;
    std::vector<std::string> seen;
    asking.shared.hooks[HookPoint::send_sms] = [&](JsonObject const& payload) -> Result<JsonObject> {
        seen.push_back(payload.text("code").value_or(""));
        seen.push_back(payload.object("metadata")->text("name").value_or(""));
        return JsonObject().set_text("said", "yes");
    };
    auto const answer = asking.ask(HookPoint::send_sms);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->text("said"), "yes");
    EXPECT_EQ(seen, (std::vector<std::string>{"1", "send-sms"}));
    EXPECT_EQ(asking.engine.transactions, 2);
    EXPECT_EQ(asking.codes, 1);
}

TEST(Hooks, RefuseWithTheirOwnStatus) {
    Asking asking;
    asking.shared.hooks[HookPoint::send_email] = [](JsonObject const&) -> Result<JsonObject> {
        return JsonObject::parse(R"({"error": {"http_code": 403, "message": "Not you"}})");
    };
    auto const answer = asking.ask(HookPoint::send_email);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().status, 403);
    EXPECT_EQ(answer.error().message, "Not you");
}

TEST(Hooks, ThatThereAreNotAnswerNothing) {
    Asking asking;
    auto const answer = asking.ask(HookPoint::send_email);
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->empty());
    EXPECT_EQ(asking.engine.transactions, 1);
}

}  // namespace
}  // namespace backstay::api::auth
