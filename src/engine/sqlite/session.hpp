#pragma once

// The embedded database behind engine.hpp's Session: for migrations, imports and `backstay sql`. It has a
// connection of its own, waits for the write lock as any process does, and publishes the catalog when a
// transaction with definitions in it has been committed.
//
// Statements outside of begin() are one transaction together, as PostgreSQL's simple protocol has it; after
// an error within one, 25P02 until it is rolled back.

#include <map>
#include <memory>
#include <string>

#include "engine/sqlite/catalog/catalog_store.hpp"
#include "engine/sqlite/shared.hpp"

namespace backstay::engine::sqlite {

class SqliteSession final : public Session {
public:
    static Result<std::unique_ptr<SqliteSession>> open(std::shared_ptr<Shared> shared);
    ~SqliteSession() override;
    SqliteSession(SqliteSession const&) = delete;
    SqliteSession& operator=(SqliteSession const&) = delete;

    Result<Rows> execute(std::string_view text, std::string_view file) override;
    Result<Rows> execute(std::string_view text, std::vector<Parameter> const& parameters) override;
    Result<std::string> execute_json(std::string_view text) override;
    Result<void> become(Principal const& principal) override;
    Result<void> become_owner() override;
    Result<void> begin() override;
    Result<void> commit() override;
    Result<void> rollback() override;
    Result<void> lock(std::int64_t key, std::chrono::seconds patience) override;
    Result<void> unlock(std::int64_t key) override;
    Result<std::int64_t> copy_rows(sql::QualifiedName const& table, std::vector<std::string> const& columns,
                                   std::vector<std::vector<Parameter>> const& rows) override;

private:
    enum class State : std::uint8_t { idle, open, failed };
    enum class Access : std::uint8_t { read, write };
    struct Answer {  // of one statement
        Rows rows;
        std::string json;  // where it was asked for
    };

    SqliteSession(std::shared_ptr<Shared> shared, std::unique_ptr<Executor> executor)
        : shared_(std::move(shared)), executor_(std::move(executor)) {}

    Result<Answer> run_script(std::string_view text, std::string_view file, bool as_json);
    Result<Answer> run_statements(std::vector<sql::Statement> const& statements, std::string_view text,
                                  std::string_view file, bool as_json);
    Result<Answer> run_one(sql::Statement const& statement, std::vector<Parameter> const& parameters,
                           bool as_json);
    Result<Answer> run_query(sql::Statement const& statement, std::vector<Parameter> const& parameters,
                             bool as_json);
    Result<Answer> run_transaction(sql::Transaction const& statement);
    Result<Answer> run_setting(sql::SetSetting const& statement);
    Result<Answer> run_show(sql::ShowSetting const& statement);
    Result<Answer> define(sql::Statement const& statement);
    Result<Answer> run_copy(sql::CopyFromStdin const& copy);
    Result<void> start(Access access);
    Result<void> end_transaction(bool keep);
    Result<void> store_changes(bool defined);

    std::shared_ptr<Shared> shared_;
    Principal principal_;
    std::unique_ptr<Executor> executor_;
    Snapshot known_;
    State state_ = State::idle;
    // What the transaction that is open has made of the catalog; null as long as it has defined nothing.
    std::shared_ptr<sql::Catalog> defined_;
    // The savepoints of the transaction, with what each goes back to.
    struct Point {
        std::string name;
        std::shared_ptr<sql::Catalog const> catalog;
        Executor::Settings settings;
    };
    std::vector<Point> points_;
    Executor::Settings at_start_;        // of the transaction
    std::map<std::int64_t, int> locks_;  // file descriptors
};

}  // namespace backstay::engine::sqlite
