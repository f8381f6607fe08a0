#pragma once

// Reads the body of a PL/pgSQL function. The expressions and statements of SQL in it go through sql/read/.
//
//     read_plpgsql("begin new.updated_at := now(); return new; end", {.trigger = true})
//
// Errors stand at their place in the body, counted from its first character: 42601 in PostgreSQL's words for
// what is no PL/pgSQL, 0A000 for what the embedded engine does not run, by its name.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "sql/plpgsql.hpp"

namespace backstay::sql {

struct PlpgsqlContext {
    bool trigger = false;                      // new, old, tg_op, ... are known
    std::vector<std::string> parameters = {};  // the function's, by name
    std::string function = {};                 // its name: function.parameter is the parameter too
};

Result<plpgsql::Block> read_plpgsql(std::string_view body, PlpgsqlContext const& context);

// The SQLSTATE of a condition's name (unique_violation: "23505"); empty for one that PostgreSQL does not
// know. https://www.postgresql.org/docs/15/errcodes-appendix.html
std::string_view sqlstate_of(std::string_view condition);
// Whether it has the form of one: five digits and capital letters.
bool is_sqlstate(std::string_view text);

}  // namespace backstay::sql
