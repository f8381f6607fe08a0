#pragma once

// What every database of Backstay has before its own migrations run: the roles of requests (anon,
// authenticated, service_role) and the schema auth, whose functions say who asks.
//
//     create policy mine on task using (owner = auth.uid())
//
// The scripts stand in migrate/own/ and are run by the Runner, with the history backstay.schema_history. A
// new version of Backstay adds scripts there; one that was released is never changed. Nothing is granted on
// tables: a migration says who may do what.

#include "base/result.hpp"
#include "engine/engine.hpp"
#include "migrate/options.hpp"
#include "migrate/runner.hpp"

namespace backstay::migrate {

RunnerOptions own_options(ForEngine engine);

// Brings the database to what this version of the program needs.
Result<void> prepare_database(engine::Session& session, ForEngine engine);

// The options for the scripts of a folder.
RunnerOptions folder_options(ForEngine engine, std::string const& folder);

// What has to be done before the program can serve the database: nothing, or an error that says what to run.
// Looks at Backstay's own scripts and at those of `options`.
Result<void> check_ready(engine::Session& session, RunnerOptions const& options);

}  // namespace backstay::migrate
