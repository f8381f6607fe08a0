#include "engine/sqlite/database.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>

#include "engine/sqlite/catalog/catalog_store.hpp"
#include "engine/sqlite/session.hpp"
#include "engine/sqlite/sqlite_engine.hpp"

namespace backstay::engine::sqlite {
namespace {

class SqliteDatabase final : public Database {
public:
    SqliteDatabase(std::shared_ptr<Shared> shared, std::unique_ptr<Executor> control)
        : shared_(std::move(shared)), control_(std::move(control)) {}

    Kind kind() const override { return Kind::sqlite; }

    Result<std::unique_ptr<Session>> open_session() override {
        TRY(auto session, SqliteSession::open(shared_));
        return std::unique_ptr<Session>(std::move(session));
    }

    Result<std::unique_ptr<Engine>> open_engine(boost::asio::io_context& io) override {
        TRY_VOID(start_once());
        TRY(auto reader, shared_->open_reader());
        return std::unique_ptr<Engine>(std::make_unique<SqliteEngine>(shared_, std::move(reader), io));
    }

    Result<void> reload_schema() override {
        std::lock_guard const lock(mutex_);
        TRY_VOID(control_->db().execute("begin"));
        Snapshot known = shared_->snapshot();
        auto const refreshed = shared_->refresh(*control_, known);
        TRY_VOID(control_->db().execute("commit"));
        return refreshed;
    }

    std::shared_ptr<sql::Schema const> schema() const override { return shared_->snapshot().schema; }

    Result<void> check() override {
        std::lock_guard const lock(mutex_);
        if (control_->db().execute("select 1 from backstay_catalog_object limit 1")) return {};
        return std::unexpected(control_->last_error());
    }

private:
    // The writer and the slow lane are threads: only a server needs them.
    Result<void> start_once() {
        std::lock_guard const lock(mutex_);
        if (started_) return {};
        TRY_VOID(shared_->start());
        started_ = true;
        return {};
    }

    std::shared_ptr<Shared> shared_;
    std::mutex mutex_;
    std::unique_ptr<Executor> control_;  // guarded by mutex_
    bool started_ = false;               // guarded by mutex_
};

// A new file, and the folder it stands in, are its owner's alone.
Result<void> prepare_file(std::string const& path) {
    namespace fs = std::filesystem;
    std::error_code failed;
    auto const folder = fs::path(path).parent_path();
    if (!folder.empty() && !fs::exists(folder)) {
        fs::create_directories(folder, failed);
        if (failed)
            return failure("58030", "cannot make the folder " + folder.string() + ": " + failed.message());
        fs::permissions(folder, fs::perms::owner_all, failed);
    }
    if (path == ":memory:") return {};
    // Made here, for SQLite would let others read it; its log takes the file's permissions.
    int const made = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (made < 0)
        return failure("58030", "cannot open the database file " + path + ": " + std::strerror(errno));
    ::close(made);
    return {};
}

}  // namespace

Result<std::unique_ptr<Database>> open_database(Options options) {
    auto const path = options.path;
    TRY_VOID(prepare_file(path));
    auto shared = std::make_shared<Shared>(std::move(options));
    TRY(auto control, Executor::open(path, Executor::Role::writer, shared->sequences()));
    TRY_VOID(shared->prepare(*control));
    return std::unique_ptr<Database>(std::make_unique<SqliteDatabase>(std::move(shared), std::move(control)));
}

}  // namespace backstay::engine::sqlite
