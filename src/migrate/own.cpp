#include "migrate/own.hpp"

#include <algorithm>

#include "migrate/own_scripts.hpp"

namespace backstay::migrate {
namespace {

constexpr auto what_to_run = "Run: backstay migrate up (or serve --migrate)";

Result<void> check_up_to_date(engine::Session& session, RunnerOptions options) {
    options.ignore.emplace_back("*:pending");
    Runner runner(session, std::move(options));
    TRY(auto const validity, runner.validate());
    if (auto const valid = refuse_invalid(validity); !valid) {
        auto error = valid.error();
        error->hint =
            "backstay migrate info shows the state; backstay migrate repair takes the files as they are.";
        return std::unexpected(std::move(error));
    }
    TRY(auto const lines, runner.info());
    std::vector<std::string> pending;
    for (auto const& line : lines)
        if (line.state == State::pending) pending.push_back(line.migration->script);
    if (pending.empty()) return {};
    auto const count = std::to_string(pending.size());
    return failure("F0000", pending.size() == 1
                                ? "1 migration has not been run: " + pending.front()
                                : count + " migrations have not been run, the first is " + pending.front())
        .hint(what_to_run);
}

}  // namespace

RunnerOptions own_options(ForEngine engine) {
    RunnerOptions options{
        .engine = engine, .schemas = {"backstay"}, .table = "schema_history", .adopt = true};
    options.resolve.placeholder_rules.replace = false;
    for (auto const& file : own_scripts())
        options.files.push_back({.script = std::string(file.name), .text = std::string(file.text)});
    return options;
}

RunnerOptions folder_options(ForEngine engine, std::string const& folder) {
    return {.folders = {folder}, .engine = engine};
}

Result<void> prepare_database(engine::Session& session, ForEngine engine) {
    TRY_VOID(Runner(session, own_options(engine)).up([](Migration const&) {}));
    return {};
}

Result<void> check_ready(engine::Session& session, RunnerOptions const& options) {
    TRY_VOID(check_up_to_date(session, own_options(options.engine)));
    return check_up_to_date(session, options);
}

}  // namespace backstay::migrate
