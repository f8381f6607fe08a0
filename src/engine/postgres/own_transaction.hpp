#pragma once

// The program's own transactions on a connection of the pool: BEGIN goes out with the first statement, and a
// deadlock or a failed serialization is tried again.

#include <map>
#include <string>

#include "base/task.hpp"
#include "engine/engine.hpp"
#include "engine/postgres/pool.hpp"

namespace backstay::engine::postgres {

// The names that statements are prepared under on the connections of one pool.
class StatementNames {
public:
    explicit StatementNames(bool prepare) : prepare_(prepare) {}
    // Empty when nothing is to be prepared.
    std::string of(std::string const& text);

private:
    bool prepare_;
    std::map<std::string, std::string, std::less<>> names_;
};

Task<void> transact_own(Pool& pool, StatementNames& names, Access access, OwnWork work);

}  // namespace backstay::engine::postgres
