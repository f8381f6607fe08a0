#pragma once

// What `serve` and `dev` do around the server: the project's secret, its migrations, what is said at the
// start.

#include "cli/command.hpp"
#include "cli/project.hpp"
#include "engine/engine.hpp"

namespace backstay::cli {

// Where the project's signing keys are: auth.keys_file, or data/keys.json.
std::string keys_file(server::Options const& options);

// Settles keys_file. The secret of the settings, or one that is made on the first start and kept in
// data/jwt_secret.
// Such a project gets its first API keys, too; a secret one where a person sees it.
Result<void> settle_secret(server::Options& options, Output const& output);

// Tokens and rows go over a network in the clear only where that was asked for: insecure_http, or a trusted
// proxy that speaks TLS. Also an error when something else listens there.
Result<void> check_listener(server::Options const& options);

// Where the project's migrations are; a project may have none.
bool has_migrations(server::Options const& options, std::string const& folder);

// Runs them, and Backstay's own; gives how many.
Result<std::size_t> run_migrations(ProjectArguments const& arguments, server::Options const& options,
                                   Output const& output);

// The URL, the keys, and a line for curl that works: it asks for a table that anon may read.
void greet(server::Options const& options, int port, engine::Database& database, Output const& output);

}  // namespace backstay::cli
