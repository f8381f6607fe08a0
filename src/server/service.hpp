#pragma once

// What one program serves, by whichever configuration: of Backstay's settings, or of PostgREST's.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "api/console/options.hpp"
#include "api/rest/service.hpp"
#include "base/result.hpp"
#include "server/options.hpp"
#include "server/postgrest_config.hpp"

namespace backstay::server {

struct Service {
    Options options;  // http, auth, database, log, drain
    api::rest::Options rest;
    std::optional<api::auth::Options> users = {};       // absent: there is no /auth/v1
    std::optional<api::console::Options> console = {};  // absent: there is no /admin
    std::string admin_listen = {};  // another listener for health and metrics; empty: beside the API
    std::vector<std::string> origins = {};
    std::string trace_header = {};
    // Reads the configuration anew: what of it can change while the program runs then does. Absent: nothing.
    std::function<Result<Service>()> reload = nullptr;
    // The configuration as the admin server shows it.
    std::string shown_config = {};
};

// What `backstay serve` runs by its settings, and `backstay postgrest` by PostgREST's.
Service service_of(Options options);
Result<Service> service_of(PostgrestConfig const& config);

}  // namespace backstay::server
