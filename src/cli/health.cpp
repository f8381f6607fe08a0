#include "cli/health.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "cli/key_store.hpp"
#include "cli/serving.hpp"
#include "http/listen_address.hpp"
#include "migrate/own.hpp"
#include "migrate/runner.hpp"
#include "server/open_database.hpp"
#include "server/setting_text.hpp"

namespace backstay::cli {
namespace {

namespace fs = std::filesystem;

Finding finding_of(std::string subject, Error const& error) {
    auto text = error->message;
    if (error->detail) text += ": " + *error->detail;
    return {.subject = std::move(subject), .health = Health::failed, .text = text, .hint = error->hint};
}

Finding settings_file(server::Options const& options) {
    auto const path = (fs::path(options.project) / "backstay.toml").lexically_normal().string();
    if (access(path.c_str(), F_OK) != 0)
        return {.subject = "settings", .text = "no " + path + ": defaults, environment and flags alone"};
    return {.subject = "settings", .text = path};
}

void certificates(server::Options const& options, std::vector<Finding>& findings) {
    auto const& http = options.http;
    if (http.tls_certificate.empty() && http.tls_key.empty()) return;
    if (http.tls_certificate.empty() || http.tls_key.empty()) {
        findings.push_back({.subject = "tls",
                            .health = Health::failed,
                            .text = "one of tls.certificate and tls.key is missing"});
        return;
    }
    for (auto const& path : {http.tls_certificate, http.tls_key})
        if (access(path.c_str(), R_OK) != 0)
            findings.push_back(
                {.subject = "tls", .health = Health::failed, .text = "cannot read \"" + path + "\""});
}

// What is wrong with a file that holds secrets; nothing when it is not there.
std::optional<Finding> exposed(std::string const& subject, fs::path const& path) {
    std::error_code error;
    auto const status = fs::status(path, error);
    if (!fs::exists(status)) return std::nullopt;
    if (access(path.c_str(), R_OK) != 0)
        return Finding{.subject = subject, .health = Health::failed, .text = "cannot read " + path.string()};
    auto const others = fs::perms::group_all | fs::perms::others_all;
    if ((status.permissions() & others) == fs::perms::none) return std::nullopt;
    return Finding{.subject = subject,
                   .health = Health::warning,
                   .text = path.string() + " can be read by others",
                   .hint = "chmod 600 " + path.string()};
}

Finding secret(server::Options const& options) {
    if (!options.auth.jwt_secret.empty()) return {.subject = "secret", .text = "set"};
    auto const path = (fs::path(options.project) / "data/jwt_secret").lexically_normal();
    if (auto const trouble = exposed("secret", path)) return *trouble;
    std::error_code error;
    bool const made = fs::exists(path, error);
    return {.subject = "secret", .text = (made ? "" : "made by the first start, in ") + path.string()};
}

Finding signing_keys(server::Options const& options) {
    if (options.auth.signing_keys.empty())
        if (auto const trouble = exposed("keys", keys_file(options))) return *trouble;
    auto const ring = read_ring(options);
    if (!ring) return finding_of("keys", ring.error());
    auto const* const current = ring->current();
    if (current == nullptr) return {.subject = "keys", .text = "tokens are signed with the secret, HS256"};
    return {.subject = "keys",
            .text = "tokens are signed with " + current->key.kid() + ", " + current->key.alg()};
}

Finding listener(server::Options const& options) {
    auto const address = http::parse_listen(options.http.listen);
    if (!address) return finding_of("listener", address.error());
    auto const free = http::check_free(*address);
    if (!free) return finding_of("listener", free.error());
    if (options.http.tls_certificate.empty() && !http::is_loopback(*address) && !options.insecure_http &&
        options.http.trusted_proxies.empty())
        return {
            .subject = "listener",
            .health = Health::failed,
            .text = options.http.listen + " is not loopback, and there is no TLS",
            .hint = "Set tls.certificate and tls.key, or name the proxy before it in http.trusted_proxies."};
    return {.subject = "listener", .text = options.http.listen + " is free"};
}

std::optional<std::string> ask(engine::Session& session, std::string_view question) {
    auto const rows = session.execute(question);
    if (!rows || rows->rows.empty() || rows->rows[0].empty()) return std::nullopt;
    return rows->rows[0][0];
}

// The embedded engine orders text by code point. A database that does otherwise answers in another order.
void collation(engine::Session& session, std::vector<Finding>& findings) {
    auto const locale = ask(session, "select datcollate from pg_database where datname = current_database()");
    if (!locale) return;
    if (*locale == "C" || *locale == "POSIX" || locale->starts_with("C.")) {
        findings.push_back(
            {.subject = "collation", .text = *locale + ": text in the order of its code points"});
    } else {
        findings.push_back({.subject = "collation",
                            .health = Health::warning,
                            .text = "the database orders text by " + *locale +
                                    ", the embedded engine by code point: answers come in another order",
                            .hint = "Make the database with LC_COLLATE 'C.UTF-8', or write COLLATE \"C\"."});
    }
    auto const stale = ask(session,
                           "select datcollversion from pg_database where datname = current_database() and "
                           "datcollversion <> pg_database_collation_actual_version(oid)");
    if (stale)
        findings.push_back({.subject = "collation",
                            .health = Health::warning,
                            .text = "indexes over text were made with version " + *stale +
                                    " of the collation, which has changed since",
                            .hint = "REINDEX DATABASE, then ALTER DATABASE ... REFRESH COLLATION VERSION."});
}

Finding migrations(ProjectArguments const& arguments, server::Options const& options,
                   engine::Session* session) {
    auto const folder = migrations_folder(arguments, options);
    std::error_code error;
    if (!fs::is_directory(folder, error))
        return {.subject = "migrations",
                .health = Health::warning,
                .text = "there is no folder " + folder,
                .hint = "backstay migrate new NAME makes one."};
    if (session == nullptr)
        return {.subject = "migrations",
                .health = Health::skipped,
                .text = "there is no database to compare with"};
    migrate::Runner runner(*session, migrate::folder_options(engine_of(options.database.url), folder));
    auto const lines = runner.info();
    if (!lines) return finding_of("migrations", lines.error());
    auto const validity = runner.validate();
    if (!validity) return finding_of("migrations", validity.error());
    auto const& findings = validity->findings;
    auto const is_pending = [](migrate::InfoLine const& line) {
        return line.state == migrate::State::pending;
    };
    auto const pending = std::ranges::count_if(*lines, is_pending);
    auto const is_mismatch = [](migrate::Finding const& finding) {
        return !finding.code.ends_with("_NOT_APPLIED");
    };
    if (auto const wrong = std::ranges::find_if(findings, is_mismatch); wrong != findings.end())
        return {.subject = "migrations", .health = Health::failed, .text = wrong->message};
    if (pending > 0)
        return {.subject = "migrations",
                .health = Health::warning,
                .text = std::to_string(pending) + " pending in " + folder,
                .hint = "backstay migrate up runs them."};
    return {.subject = "migrations", .text = "none pending in " + folder};
}

// An embedded database that is not there yet is made by opening it, which looking at it should not do.
bool is_still_to_be_made(std::string const& url) {
    constexpr std::string_view embedded = "sqlite:";
    return url.starts_with(embedded) && access(url.c_str() + embedded.size(), F_OK) != 0;
}

}  // namespace

std::string_view health_name(Health health) {
    switch (health) {
        case Health::good: return "ok";
        case Health::warning: return "warning";
        case Health::failed: return "failed";
        case Health::skipped: return "skipped";
    }
    return "";
}

std::vector<Finding> examine(ProjectArguments const& arguments, server::Options const& options) {
    std::vector<Finding> findings{settings_file(options)};
    certificates(options, findings);
    findings.push_back(secret(options));
    findings.push_back(signing_keys(options));
    findings.push_back(listener(options));
    auto const shown = server::without_password(options.database.url);
    if (is_still_to_be_made(options.database.url)) {
        findings.push_back({.subject = "database", .text = shown + " is made by the first start"});
        findings.push_back(migrations(arguments, options, nullptr));
        return findings;
    }
    auto const session = server::open_session(options.database.url);
    if (!session) {
        findings.push_back(finding_of("database", session.error()));
        findings.push_back(migrations(arguments, options, nullptr));
        return findings;
    }
    auto const version = ask(**session, "select version()");
    findings.push_back({.subject = "database", .text = shown + (version ? ": " + *version : "")});
    if (engine_of(options.database.url) == migrate::ForEngine::postgres) collation(**session, findings);
    findings.push_back(migrations(arguments, options, session->get()));
    return findings;
}

}  // namespace backstay::cli
