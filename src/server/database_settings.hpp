#pragma once

// The configuration that PostgREST reads from the database: settings pgrst.* of the login's role, the
// stronger those for this database alone, and what a function of the user's (db-pre-config) sets.
//
//     alter role authenticator set pgrst.db_schemas = 'api, public'      {"db_schemas", "api, public"}
//
// https://docs.postgrest.org/en/v13/references/configuration.html#in-database-configuration

#include <string>
#include <utility>
#include <vector>

#include "engine/engine.hpp"

namespace backstay::server {

using DatabaseSettings = std::vector<std::pair<std::string, std::string>>;

// `pre_config`: "schema.function", or empty. REQUIRES: the session is PostgreSQL's.
Result<DatabaseSettings> read_database_settings(engine::Session& session, std::string const& pre_config);

}  // namespace backstay::server
