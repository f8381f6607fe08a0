#pragma once

// Runs a folder of migrations on a database, as Flyway would: the same history, lock, order and texts.
//
//     Runner runner(*session, {.folder = "migrations"});
//     TRY(auto const done, runner.up([](Migration const& m) { ... }));
//
// Each migration is one transaction with its row of the history, unless a statement of it cannot run in one.

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "migrate/history.hpp"
#include "migrate/migration.hpp"

namespace backstay::migrate {

struct RunnerOptions {
    std::string folder = "migrations";
    std::string schema = "public";
    std::string table = "flyway_schema_history";
    ForEngine engine = ForEngine::any;
    std::optional<Version> target = {};
    bool out_of_order = false;
    bool validate = true;                                  // before anything is run
    std::map<std::string, std::string> placeholders = {};  // names in lower case
    std::vector<std::string> ignore = {"*:future"};
    std::chrono::seconds patience{50};  // for the lock
};

struct Applied {
    int count = 0;
    std::optional<Version> version = {};  // where the schema is now
};

class Runner {
public:
    Runner(engine::Session& session, RunnerOptions options);

    // `started` is called before each migration.
    Result<Applied> up(std::function<void(Migration const&)> const& started);
    Result<std::vector<InfoLine>> info();
    Result<std::vector<Finding>> validate();
    Result<Repair> repair();
    // A database that was there before its migrations: they count from after `version`.
    Result<void> baseline(std::string const& version, std::string const& description);
    // Takes the last version back by its U file; the row says DELETE, so that Flyway reads on.
    Result<std::optional<Migration>> undo();

private:
    Result<std::vector<Migration>> migrations() const;
    Result<std::vector<HistoryRow>> rows();
    Result<void> check_valid(std::vector<InfoLine> const& lines) const;
    Result<bool> run_next(std::function<void(Migration const&)> const& started, Applied& applied);
    Result<void> run(Migration const& migration, HistoryRow row);
    Result<void> run_statements(Migration const& migration);
    template <class Work>
    auto locked(Work work) -> decltype(work());

    engine::Session& session_;
    RunnerOptions options_;
    History history_;
};

}  // namespace backstay::migrate
