#pragma once

// A Session on PostgreSQL: one libpq connection that blocks. The position of an error of copy_rows() is the
// row and the column that are to blame, counted from 1 within the batch, as far as PostgreSQL says.

#include <memory>
#include <string>

#include "base/result.hpp"
#include "engine/engine.hpp"

namespace backstay::engine::postgres {

// `url`: postgres://user@host/db?options or libpq's key = value form.
Result<std::unique_ptr<Session>> open_session(std::string const& url);

}  // namespace backstay::engine::postgres
