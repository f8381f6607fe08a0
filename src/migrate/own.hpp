#pragma once

// What every database of Backstay has before its own migrations run: the roles of requests (anon,
// authenticated, service_role) and the schema auth, whose functions say who asks.
//
//     create policy mine on task using (owner = auth.uid())
//
// Each step may be run again. Nothing is granted on tables: a migration says who may do what.

#include "base/result.hpp"
#include "engine/engine.hpp"

namespace backstay::migrate {

// REQUIRES: no transaction is open.
Result<void> prepare_database(engine::Session& session);

}  // namespace backstay::migrate
