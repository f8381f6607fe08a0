#pragma once

// Which foreign key a statement or a commit broke, and with which values.

#include "engine/sqlite/violation.hpp"

namespace backstay::engine::sqlite {

Error explain_foreign_key(FailedWrite const& write);

}  // namespace backstay::engine::sqlite
