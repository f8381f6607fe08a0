// `serve` for the one who writes the migrations: what changes in migrations/ is run and seen at once, a
// change of backstay.toml starts the server again, and an error is told while the server goes on as it was.

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <ostream>
#include <thread>

#include "cli/command.hpp"
#include "cli/serving.hpp"
#include "cli/usage.hpp"
#include "cli/watch.hpp"
#include "server/serve.hpp"

namespace backstay::cli {
namespace {

constexpr std::string_view settings_file = "backstay.toml";

// The signals that the server waits for, kept from the watching thread.
void block_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (int const signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) sigaddset(&set, signal);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

class Round {
public:
    Round(ProjectArguments const& arguments, server::Options options, Output const& output)
        : arguments_(arguments),
          options_(std::move(options)),
          output_(output),
          folder_(migrations_folder(arguments, options_)) {}

    // Until a signal ends it; true when it should start again with other settings.
    Result<bool> run() {
        TRY_VOID(check_listener(options_));
        TRY_VOID(settle_secret(options_, output_));
        migrate();
        TRY(auto const watch, FolderWatch::open());
        TRY_VOID(watch->add(options_.project, FolderWatch::Below::no));
        std::error_code ignored;
        if (std::filesystem::is_directory(folder_, ignored))
            TRY_VOID(watch->add(folder_, FolderWatch::Below::yes));
        std::jthread const watcher([&] { attend(*watch); });
        auto const served =
            server::serve(server::service_of(options_), [&](int port, engine::Database& database) {
                greet(options_, port, database, output_);
                output_.out << "Watching " << folder_ << " and " << settings_file << '\n' << std::flush;
            });
        watch->stop();
        if (!served) return std::unexpected(served.error());
        return again_.load();
    }

private:
    // Whether anything was run.
    void migrate() {
        auto const count = run_migrations(arguments_, options_, output_);
        if (!count) {
            report(output_, count.error());
            show_source(output_, folder_, count.error()->position);
        } else if (*count > 0) {
            output_.error << *count << (*count == 1 ? " migration" : " migrations") << " run\n";
        }
    }

    void attend(FolderWatch& watch) {
        for (auto names = watch.wait(); !names.empty(); names = watch.wait()) {
            if (names.contains(std::string(settings_file)) && settings_changed()) return;
            auto const name = std::filesystem::path(folder_).filename().string();
            std::error_code ignored;
            if (names.contains(name) && std::filesystem::is_directory(folder_, ignored))
                static_cast<void>(watch.add(folder_, FolderWatch::Below::yes));
            else if (!concerns_migrations(names))
                continue;
            migrate();
            kill(getpid(), SIGUSR1);  // as the server is told from outside: read the schema again
        }
    }

    static bool concerns_migrations(std::set<std::string> const& names) {
        return std::ranges::any_of(names, [](std::string const& name) {
            return !name.starts_with('.') && (name.ends_with(".sql") || name.ends_with(".conf"));
        });
    }

    bool settings_changed() {
        auto const loaded = load_project(arguments_);
        if (!loaded) {
            report(output_, loaded.error());
            return false;
        }
        output_.error << settings_file << " changed: starting again\n";
        again_ = true;
        kill(getpid(), SIGTERM);
        return true;
    }

    ProjectArguments const& arguments_;
    server::Options options_;
    Output const& output_;
    std::string folder_;
    std::atomic<bool> again_ = false;
};

Result<void> develop(ProjectArguments const& arguments, Output const& output) {
    block_signals();
    for (bool again = true; again;) {
        TRY(auto loaded, load_project(arguments));
        TRY(again, Round(arguments, std::move(loaded.options), output).run());
    }
    return {};
}

}  // namespace

void add_dev(Usage program) {
    auto const arguments = std::make_shared<ProjectArguments>();
    auto const sub = program.command("dev", "Serve, and run migrations as they are written");
    add_project_options(sub, *arguments);
    add_listen_options(sub, *arguments);
    sub.footer(
        "Examples:\n"
        "  backstay dev\n"
        "  backstay dev --project shop --listen 127.0.0.1:9000");
    sub.runs([arguments](Output const& output) { return develop(*arguments, output); });
}

}  // namespace backstay::cli
