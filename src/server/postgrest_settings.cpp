#include "server/postgrest_config.hpp"

namespace backstay::server {

using enum PostgrestKind;

// In the order that --dump-config prints them in.
std::vector<PostgrestSetting> const& postgrest_settings() {
    static std::vector<PostgrestSetting> const settings = {
        {"client-error-verbosity", text, "verbose", "verbose, or minimal: errors without details and hints",
         "", "verbose|minimal", "Invalid client-error-verbosity. Check your configuration."},
        {"db-aggregates-enabled", boolean, "false", "Whether select may hold sum, avg, count, min and max"},
        {"db-anon-role", text, "", "The role of requests without a token"},
        {"db-channel", text, "pgrst", "NOTIFY on this channel reloads schema and configuration"},
        {"db-channel-enabled", boolean, "true", "Whether the channel is listened to"},
        {"db-extra-search-path", text, "public", "Schemas added to the search_path of each request"},
        {"db-hoisted-tx-settings", text,
         "statement_timeout,plan_filter.statement_cost_limit,default_transaction_isolation",
         "Settings of functions that hold for the whole transaction"},
        {"db-max-rows", number, "", "Rows of one answer, at most", "max-rows"},
        {"db-plan-enabled", boolean, "false", "Whether query plans are given by their media type"},
        {"db-pool", number, "10", "Connections to the database, at most"},
        {"db-pool-acquisition-timeout", number, "10", "Seconds that a request waits for a connection"},
        {"db-pool-max-lifetime", number, "1800", "Seconds after which a connection is renewed"},
        {"db-pool-max-idletime", number, "30", "Seconds after which an idle connection is closed",
         "db-pool-timeout"},
        {"db-pool-automatic-recovery", boolean, "true", "Whether a lost connection is made anew"},
        {"db-pre-request", text, "", "A function that is called before each request", "pre-request"},
        {"db-prepared-statements", boolean, "true", "Off behind poolers that share sessions"},
        {"db-root-spec", text, "", "A function that answers at the root", "root-spec"},
        {"db-schemas", text, "public", "The schemas of the API; the first is the default", "db-schema"},
        {"db-config", boolean, "true", "Whether settings are read from the database too"},
        {"db-pre-config", text, "", "A function that sets the configuration in the database"},
        {"db-timezone-enabled", boolean, "true", "Whether Prefer: timezone is honoured"},
        {"db-tx-end", text, "commit",
         "How transactions end: commit or rollback, with -allow-override by Prefer: tx", "",
         "commit|commit-allow-override|rollback|rollback-allow-override",
         "Invalid transaction termination. Check your configuration."},
        {"db-uri", text, "postgresql://", "postgresql://..., libpq's key=value form, or sqlite:FILE; @FILE"},
        {"jwt-aud", text, "", "What the claim aud of a token must name"},
        {"jwt-role-claim-key", text, ".role", "Where in a token the role stands", "role-claim-key"},
        {"jwt-secret", text, "", "A secret of 32 characters or more, a JWK or a JWK set; @FILE"},
        {"jwt-secret-is-base64", boolean, "false", "Whether the secret is written in base64",
         "secret-is-base64"},
        {"jwt-cache-max-lifetime", number, "3600",
         "Taken for older files' sake: entries end with their token"},
        {"jwt-cache-max-entries", number, "1000", "Verified tokens that are remembered; 0: none"},
        {"log-level", text, "error", "crit, error, warn, info or debug", "", "crit|error|warn|info|debug",
         "Invalid logging level. Check your configuration."},
        {"log-query", text, "false", "Whether the log shows SQL"},
        {"openapi-mode", text, "follow-privileges", "follow-privileges, ignore-privileges or disabled", "",
         "follow-privileges|ignore-privileges|disabled", "Invalid openapi-mode. Check your configuration."},
        {"openapi-security-active", boolean, "false", "Whether the description names the token's header"},
        {"openapi-server-proxy-uri", text, "", "The address that the description gives"},
        {"raw-media-types", text, "", "Taken for older files' sake"},
        {"server-cors-allowed-origins", text, "", "Origins that may send credentials; none: any, without"},
        {"server-host", text, "!4", "An address to listen on; !4 and * are all"},
        {"server-port", number, "3000", "The port of the API"},
        {"server-trace-header", text, "", "A header that is sent back as it came"},
        {"server-timing-enabled", boolean, "false", "Whether answers carry Server-Timing"},
        {"server-otel-enabled", boolean, "false", "Traces are not sent; see traceparent in the log"},
        {"server-unix-socket", text, "", "A socket to listen on in place of host and port"},
        {"server-unix-socket-mode", text, "660", "The mode of that socket's file"},
        {"url-use-legacy-target-names", boolean, "true",
         "Whether filters may name an embedded table that has an alias by its own name"},
        {"admin-server-host", text, "", "As server-host, for the admin server"},
        {"admin-server-port", number, "", "The port of the admin server; none: there is none"},
    };
    return settings;
}

}  // namespace backstay::server
