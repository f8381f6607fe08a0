#include "server/database_settings.hpp"

#include "base/text.hpp"

namespace backstay::server {
namespace {

// Those that the database may set.
constexpr auto names =
    "{db_aggregates_enabled,client_error_verbosity,db_anon_role,db_pre_config,db_extra_search_path,db_max_"
    "rows,"
    "db_plan_enabled,db_pre_request,db_prepared_statements,db_root_spec,db_schemas,db_timezone_enabled,"
    "db_tx_end,db_hoisted_tx_settings,jwt_aud,jwt_role_claim_key,jwt_secret,jwt_secret_is_base64,"
    "jwt_cache_max_entries,jwt_cache_max_lifetime,openapi_mode,openapi_security_active,"
    "openapi_server_proxy_uri,server_cors_allowed_origins,server_trace_header,server_timing_enabled}";

std::string query(std::string const& pre_config) {
    std::string text =
        "with given(rank, setting) as ("
        "select (setdatabase <> 0)::int, unnest(setconfig) from pg_catalog.pg_db_role_setting "
        "where setrole = current_user::regrole and setdatabase in "
        "(0, (select oid from pg_catalog.pg_database where datname = current_catalog))), "
        "pairs(rank, name, value) as (select rank, split_part(setting, '=', 1), "
        "substr(setting, strpos(setting, '=') + 1) from given";
    if (!pre_config.empty()) {
        std::vector<std::string> parts;
        for (auto const& part : split(pre_config, '.')) parts.push_back(quote_always(part));
        text += " union all select -1, 'pgrst.' || n, current_setting('pgrst.' || n, true) from " +
                join(parts, ".") + "() as called, unnest($1::text[]) as n";
    }
    return text +
           ") select distinct on (name) substr(name, 7), value from pairs "
           "where name like 'pgrst.%' and substr(name, 7) = any ($1::text[]) and value is not null "
           "order by name, rank desc";
}

}  // namespace

Result<DatabaseSettings> read_database_settings(engine::Session& session, std::string const& pre_config) {
    TRY(auto const rows,
        session.execute(query(pre_config), std::vector<engine::Parameter>{std::string(names)}));
    DatabaseSettings settings;
    for (auto const& row : rows.rows) settings.emplace_back(row.at(0).value_or(""), row.at(1).value_or(""));
    return settings;
}

}  // namespace backstay::server
