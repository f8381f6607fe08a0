#pragma once

// A PL/pgSQL function with the statements of its body as they were prepared on one connection: for one role,
// one path, and one trigger where it is a trigger's. Statements are prepared when they are first reached.

#include <map>
#include <memory>
#include <vector>

#include "engine/sqlite/plan.hpp"
#include "engine/sqlite/plpgsql/frame.hpp"
#include "sql/plpgsql.hpp"

namespace backstay::engine::sqlite {

struct Code {
    std::shared_ptr<WritePlan> plan;
    std::vector<std::vector<RecordField>> shapes;  // of the records that it was prepared with
    bool busy = false;  // it is being stepped: what calls it again prepares its own
};

struct Program {
    sql::plpgsql::Block body;
    std::map<void const*, Code> codes;  // by the node of the tree that it is of
};

}  // namespace backstay::engine::sqlite
