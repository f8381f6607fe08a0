#pragma once

// The embedded database as one event loop sees it: short reads on the loop itself, in a read transaction that
// lasts for one turn of the loop; long ones in the slow lane; writes by the writer.

#include <memory>

#include "engine/sqlite/renewal.hpp"

namespace backstay::engine::sqlite {

class SqliteEngine final : public Engine {
public:
    SqliteEngine(std::shared_ptr<Shared> shared, Reader reader, boost::asio::io_context& io)
        : shared_(std::move(shared)),
          reader_(std::move(reader.executor)),
          io_(io),
          known_(std::move(reader.known)) {}

    std::shared_ptr<sql::Schema const> schema() override;
    std::optional<Result<Outcome>> try_run(Call const& call, std::string& body,
                                           SettingSource const* settings) override;
    Task<Outcome> run(Call call, std::string& body) override;
    Task<void> transact(Work work, Isolation isolation) override;
    Task<void> transact_own(Access access, OwnWork work) override;
    Task<std::unique_ptr<RowStream>> stream(Call call) override;
    Task<Visible> visible(Principal principal, std::string pre_request, std::string schema) override;
    void before_poll() override;

private:
    Task<void> transact_read(OwnWork const& work);
    // False while a changed schema is being read: reads wait for it, and nothing else does.
    Result<bool> begin_read();
    Result<bool> begin_current();
    Result<void> take_renewed();
    Task<void> wait_to_read();
    void end_read();

    std::shared_ptr<Shared> shared_;
    std::unique_ptr<Executor> reader_;
    boost::asio::io_context& io_;
    Statement begin_, commit_;
    bool reading_ = false;
    Snapshot known_;
    std::unique_ptr<Renewal> renewal_;  // under way, after the schema has changed
};

}  // namespace backstay::engine::sqlite
