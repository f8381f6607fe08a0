#pragma once

// The running program: the API on its listener, health and metrics beside it, until a signal ends it.
//
//     SIGTERM, SIGINT   no new connections; requests under way are answered, for `drain` at most
//     SIGHUP            the certificate, its key and the signing keys are read again; the keys also when
//     their
//                       file has changed
//     SIGUSR1           the schema is read again
//     SIGUSR2           the configuration is read again, as after NOTIFY pgrst, 'reload config'

#include <functional>

#include "base/result.hpp"
#include "engine/engine.hpp"
#include "server/service.hpp"

namespace backstay::server {

// Blocks. `ready` is called with the port and the database once the listener is open.
Result<void> serve(Service service, std::function<void(int port, engine::Database&)> const& ready);

}  // namespace backstay::server
