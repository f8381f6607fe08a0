#pragma once

// The secret of a project that has none in its settings: made on the first start and kept, with mode 0600,
// in `jwt_secret` in the data folder (itself made with mode 0700).

#include <string>

#include "base/result.hpp"

namespace backstay::server {

Result<std::string> project_secret(std::string const& data_folder);
// Likewise the keys that secrets in the database are encrypted with, in `encryption_keys`.
Result<std::string> project_encryption_keys(std::string const& data_folder);

}  // namespace backstay::server
