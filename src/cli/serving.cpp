#include "cli/serving.hpp"

#include <chrono>
#include <filesystem>
#include <ostream>

#include "auth/administrator.hpp"
#include "auth/issue.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "cli/key_store.hpp"
#include "http/listen_address.hpp"
#include "migrate/own.hpp"
#include "migrate/runner.hpp"
#include "server/open_database.hpp"
#include "server/project_secret.hpp"

namespace backstay::cli {
namespace {

// Of the first schema: one with rows, or else any that anon may read.
std::optional<std::string> readable_table(server::Options const& options, engine::Database& database) {
    constexpr int most = 50;
    auto const schema = database.schema();
    auto const session = database.open_session();
    if (!session || options.rest.schemas.empty()) return std::nullopt;
    Principal const anon{.role = options.auth.anon_role, .claims = R"({"role":"anon"})"};
    if (!(*session)->become(anon)) return std::nullopt;
    std::optional<std::string> empty;
    int tried = 0;
    for (auto const& [name, relation] : schema->relations) {
        if (name.schema != options.rest.schemas.front() || ++tried > most) continue;
        auto const rows = (*session)->execute("select 1 from " + quote_always(name.schema) + "." +
                                              quote_always(name.name) + " limit 1");
        if (!rows) continue;
        if (!rows->rows.empty()) return name.name;
        if (!empty) empty = name.name;
    }
    return empty;
}

Result<void> make_first_api_keys(server::Options const& options, Output const& output) {
    std::string secret;
    TRY_VOID(change_ring(options, [&](auth::KeyRing& ring) -> Result<void> {
        auto const now = unix_seconds(time_now());
        TRY_VOID(ring.add_api_key(auth::ApiKeyKind::publishable, "publishable", now));
        if (!output.terminal) return {};
        TRY(secret, ring.add_api_key(auth::ApiKeyKind::secret, "secret", now));
        return {};
    }));
    if (!secret.empty())
        output.out << "The secret key, for servers alone, shown this once:\n  " << secret << '\n';
    return {};
}

// One that may be shown.
std::string publishable_key(server::Options const& options) {
    auto const ring = read_ring(options);
    if (!ring) return {};
    for (auto const& key : ring->api_keys())
        if (key.kind == auth::ApiKeyKind::publishable) return key.shown;
    return {};
}

std::string base_url(server::Options const& options, int port) {
    auto const address = http::parse_listen(options.http.listen);
    auto const host = address ? address->host : "127.0.0.1";
    return http::local_url({.host = host, .port = static_cast<std::uint16_t>(port)},
                           !options.http.tls_certificate.empty());
}

// A listener on its own: plain HTTP goes no further than this machine unless that was asked for.
Result<void> check_address(server::Options const& options, std::string const& listen) {
    TRY(auto const address, http::parse_listen(listen));
    bool const plain = options.http.tls_certificate.empty();
    if (plain && !http::is_loopback(address) && !options.insecure_http &&
        options.http.trusted_proxies.empty())
        return failure("F0000", "will not serve plain HTTP on " + listen +
                                    ": tokens and rows could be read on the way")
            .hint(
                "Set tls.certificate and tls.key; or name the proxy before it in http.trusted_proxies; or "
                "say insecure_http = true (--insecure-http).");
    if (address.port == 0) return {};
    return http::check_free(address);
}

// The first administrator's password is shown once, to a person and not to a log.
void greet_administrator(server::Options const& options, std::string const& url, engine::Database& database,
                         Output const& output) {
    if (!options.console.enabled) return;
    auto const& own = options.console.listen;
    output.out << "  console      " << (own.empty() ? url : own) << "/admin\n";
    if (!output.terminal) return;
    auto const session = database.open_session();
    if (!session) return;
    if (auto const password = auth::first_administrator(**session); !password)
        report(output, password.error());
    else if (*password)
        output.out << "               sign in as admin with " << **password
                   << " (shown this once; `backstay admin` makes another)\n";
}

}  // namespace

std::string keys_file(server::Options const& options) {
    if (!options.auth.keys_file.empty()) return options.auth.keys_file;
    return (std::filesystem::path(options.project) / "data/keys.json").lexically_normal().string();
}

Result<void> settle_secret(server::Options& options, Output const& output) {
    options.auth.keys_file = keys_file(options);
    if (options.encryption_keys.empty()) {
        TRY(options.encryption_keys, server::project_encryption_keys(options.project + "/data"));
    }
    if (!options.auth.jwt_secret.empty()) return {};
    TRY(options.auth.jwt_secret, server::project_secret(options.project + "/data"));
    if (!options.auth.signing_keys.empty()) return {};
    TRY(auto const ring, read_ring(options));
    if (!ring.api_keys().empty()) return {};
    // Without them the older keys still serve.
    if (auto const made = make_first_api_keys(options, output); !made)
        output.error << "no API keys were made: " << made.error()->message << '\n';
    return {};
}

Result<void> check_listener(server::Options const& options) {
    TRY_VOID(check_address(options, options.http.listen));
    auto const& console = options.console;
    if (!console.enabled || console.listen.empty()) return {};
    return check_address(options, console.listen);
}

bool has_migrations(server::Options const& options, std::string const& folder) {
    return options.migrations.folder != server::Options().migrations.folder ||
           std::filesystem::exists(folder);
}

Result<std::size_t> run_migrations(ProjectArguments const& arguments, server::Options const& options,
                                   Output const& output) {
    auto const engine = engine_of(options.database.url);
    TRY(auto const session, server::open_session(options.database.url));
    TRY_VOID(migrate::prepare_database(*session, engine));
    auto const folder = migrations_folder(arguments, options);
    if (!has_migrations(options, folder)) return 0;
    TRY(auto const applied, migrate::Runner(*session, migrate::folder_options(engine, folder))
                                .up([&](migrate::Migration const& migration) {
                                    output.error << "migrating: " << migration.script << '\n';
                                }));
    return applied.migrations.size();
}

void greet(server::Options const& options, int port, engine::Database& database, Output const& output) {
    auto const now =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
            .count();
    auto const& secret = options.auth.jwt_secret;
    auto const anon = auth::project_key("anon", secret, now);
    auto const url = base_url(options, port);
    output.out << "Backstay listens on " << url << '\n'
               << "  API          " << url << options.rest.path << '\n'
               << "  anon key     " << anon << '\n';
    auto const publishable = publishable_key(options);
    if (!publishable.empty()) output.out << "  publishable  " << publishable << '\n';
    // The key that passes every policy is shown to a person, not to a log.
    if (output.terminal)
        output.out << "  service key  " << auth::project_key("service_role", secret, now) << '\n';
    greet_administrator(options, url, database, output);
    auto const table = readable_table(options, database);
    auto const path = table ? options.rest.path + "/" + *table + "?limit=3" : std::string("/health/ready");
    output.out << "Try: curl -H 'apikey: " << (publishable.empty() ? anon : publishable) << "' '" << url
               << path << "'\n"
               << std::flush;
}

}  // namespace backstay::cli
