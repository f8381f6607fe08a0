#include <algorithm>
#include <thread>

#include "api/rest/idempotency.hpp"
#include "http/listen_address.hpp"
#include "server/serve.hpp"

namespace backstay::server {
namespace {

api::rest::TxEnd tx_end_of(TransactionEnd end) {
    switch (end) {
        case TransactionEnd::commit: return api::rest::TxEnd::commit;
        case TransactionEnd::commit_allow_override: return api::rest::TxEnd::commit_allow_override;
        case TransactionEnd::rollback: return api::rest::TxEnd::rollback;
        case TransactionEnd::rollback_allow_override: return api::rest::TxEnd::rollback_allow_override;
    }
    return api::rest::TxEnd::commit;
}

api::rest::TxEnd tx_end_of(std::string_view text) {
    if (text == "commit-allow-override") return api::rest::TxEnd::commit_allow_override;
    if (text == "rollback") return api::rest::TxEnd::rollback;
    if (text == "rollback-allow-override") return api::rest::TxEnd::rollback_allow_override;
    return api::rest::TxEnd::commit;
}

api::rest::OpenApiMode openapi_mode_of(std::string_view text) {
    if (text == "disabled") return api::rest::OpenApiMode::disabled;
    return text == "ignore-privileges" ? api::rest::OpenApiMode::ignore_privileges
                                       : api::rest::OpenApiMode::follow_privileges;
}

std::string listen_on(std::string const& host, std::string const& port) {
    if (host == "!4" || host == "*4" || host == "*" || host.empty()) return "0.0.0.0:" + port;
    if (host == "!6" || host == "*6") return "[::]:" + port;
    return (host.find(':') != std::string::npos ? "[" + host + "]" : host) + ":" + port;
}

// What mails and tokens call this API by, unless the operator says so.
std::string external_url(Options const& options) {
    auto const& url = options.users.external_url;
    if (!url.empty()) return url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
    auto const scheme = options.http.tls_certificate.empty() ? "http://" : "https://";
    return scheme + options.http.listen + options.users.prefix;
}

// Where the description of the API says that it is: where it listens, unless the operator says so.
std::string described_at(Options const& options) {
    if (!options.rest.openapi_proxy.empty()) return options.rest.openapi_proxy;
    auto const address = http::parse_listen(options.http.listen);
    if (!address) return "";
    return http::local_url(*address, !options.http.tls_certificate.empty()) + options.rest.path;
}

api::auth::Options users_of(Options const& options) {
    auto users = options.users;
    users.external_url = external_url(options);
    users.require_apikey = options.auth.require_apikey;
    bool const sends_mail = !options.mail.url.empty() || users.hook(auth::HookPoint::send_email).is_set();
    users.autoconfirm = !options.confirm_addresses.value_or(sends_mail);
    users.texts = !options.sms.url.empty();
    users.text = options.sms.text;
    return users;
}

// Mails that are kept as files are those of a project under development.
std::optional<api::console::Options> console_of(Options const& options) {
    constexpr std::string_view to_folder = "file:";
    if (!options.console.enabled) return std::nullopt;
    auto console = options.console;
    if (options.mail.url.starts_with(to_folder))
        console.mail_folder = options.mail.url.substr(to_folder.size());
    return console;
}

}  // namespace

Service service_of(Options options) {
    auto const& rest = options.rest;
    Service service{.rest = {.prefix = rest.path,
                             .schemas = rest.schemas,
                             .extra_search_path = rest.extra_search_path,
                             .anon_role = options.auth.anon_role,
                             .max_rows = rest.max_rows,
                             .pre_request = rest.pre_request,
                             .aggregates = rest.aggregates,
                             .plan_enabled = rest.plan,
                             .tx_end = tx_end_of(rest.transaction_end),
                             .root_spec = rest.root_spec,
                             .openapi_mode = openapi_mode_of(rest.openapi_mode),
                             .openapi_server_proxy_uri = described_at(options),
                             .openapi_security_active = rest.openapi_security,
                             .server_timing = rest.server_timing,
                             .verbose_errors = !rest.minimal_errors,
                             .hoisted_settings = rest.hoisted_settings,
                             .app_settings = rest.app_settings,
                             .additions = true,
                             .batch_operations = rest.batch_operations,
                             .largest_stream = options.http.limits.file,
                             .keys = std::make_shared<api::rest::KeysUnderWay>()},
                    .admin_listen = options.admin_listen,
                    .origins = rest.cors_origins,
                    .trace_header = rest.trace_header};
    service.users = users_of(options);
    service.console = console_of(options);
    service.options = std::move(options);
    return service;
}

Result<Service> service_of(PostgrestConfig const& config) {
    if (!config.text("server-unix-socket").empty())
        return failure("0A000", "server-unix-socket is not supported")
            .hint("Set server-host and server-port, and let a proxy listen on the socket.");
    Service service;
    auto& options = service.options;
    options.http.listen = listen_on(config.text("server-host"), config.text("server-port"));
    options.database.url = config.text("db-uri");
    // PostgREST's pool is the program's, ours each thread's.
    auto const threads = std::max(1U, std::thread::hardware_concurrency());
    options.database.postgres.connections =
        static_cast<std::size_t>(std::max<std::int64_t>(1, config.number("db-pool").value_or(10) / threads));
    options.database.postgres.acquisition_timeout =
        std::chrono::seconds(config.number("db-pool-acquisition-timeout").value_or(10));
    options.database.postgres.channel = config.boolean("db-channel-enabled") ? config.text("db-channel") : "";
    options.database.postgres.prepared_statements = config.boolean("db-prepared-statements");
    options.auth.jwt_secret = config.text("jwt-secret");
    options.auth.jwt_secret_is_base64 = config.boolean("jwt-secret-is-base64");
    options.auth.jwt_audience = config.text("jwt-aud");
    options.auth.jwt_role_claim_key = config.text("jwt-role-claim-key");
    options.auth.anon_role = config.text("db-anon-role");
    options.auth.accept_apikey = false;
    options.auth.cache_entries =
        static_cast<std::size_t>(config.number("jwt-cache-max-entries").value_or(1000));
    auto const level = config.text("log-level");
    options.log.level = level == "debug"  ? observe::Level::debug
                        : level == "info" ? observe::Level::info
                        : level == "warn" ? observe::Level::warning
                                          : observe::Level::error;
    options.log.requests = level == "info" || level == "debug";
    service.rest = {.schemas = config.list("db-schemas"),
                    .extra_search_path = config.list("db-extra-search-path"),
                    .anon_role = config.text("db-anon-role"),
                    .max_rows = config.number("db-max-rows"),
                    .pre_request = config.text("db-pre-request"),
                    .aggregates = config.boolean("db-aggregates-enabled"),
                    .plan_enabled = config.boolean("db-plan-enabled"),
                    .tx_end = tx_end_of(config.text("db-tx-end")),
                    .root_spec = config.text("db-root-spec"),
                    .openapi_mode = openapi_mode_of(config.text("openapi-mode")),
                    .openapi_server_proxy_uri = config.text("openapi-server-proxy-uri"),
                    .openapi_security_active = config.boolean("openapi-security-active"),
                    .server_timing = config.boolean("server-timing-enabled"),
                    .verbose_errors = config.text("client-error-verbosity") != "minimal",
                    .legacy_target_names = config.boolean("url-use-legacy-target-names")};
    service.rest.hoisted_settings = config.list("db-hoisted-tx-settings");
    service.rest.server_host = config.text("server-host");
    service.rest.server_port = config.text("server-port");
    service.shown_config = dump_postgrest_config(config);
    for (auto const& [name, value] : config.app_settings())
        service.rest.app_settings[name.starts_with("app.settings.") ? name : "app.settings." + name] = value;
    if (auto const port = config.text("admin-server-port"); !port.empty()) {
        auto const host = config.text("admin-server-host");
        service.admin_listen = listen_on(host.empty() ? config.text("server-host") : host, port);
    }
    service.origins = config.list("server-cors-allowed-origins");
    service.trace_header = config.text("server-trace-header");
    return service;
}

}  // namespace backstay::server
