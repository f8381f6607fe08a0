#pragma once

// `backstay keys rotate --encryption`: what encrypted columns hold by an older key, or by none, is encrypted
// by the newest, while servers go on. A row is changed only where it still holds what was read; what was done
// before a stop is not done again.

#include "cli/command.hpp"
#include "server/options.hpp"

namespace backstay::cli {

Result<void> rotate_encryption(server::Options const& options, Output const& output);

}  // namespace backstay::cli
