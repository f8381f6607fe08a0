#pragma once

// The project's keys as `backstay keys` sees them: in the file auth.keys_file, or given by settings.
//
//     TRY(auto const ring, read_ring(options));
//     TRY_VOID(change_ring(options, [](auth::KeyRing& ring) { return ring.rotate(now); }));

#include <functional>

#include "auth/key_ring.hpp"
#include "server/options.hpp"

namespace backstay::cli {

Result<auth::KeyRing> read_ring(server::Options const& options);

// Reads the file, changes it and writes it again, while no other process does. 55000 when the keys are not in
// a file, but given by the setting auth.signing_keys.
Result<void> change_ring(server::Options const& options,
                         std::function<Result<void>(auth::KeyRing&)> const& change);

}  // namespace backstay::cli
