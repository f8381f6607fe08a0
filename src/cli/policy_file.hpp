#pragma once

// Files that state who may see and change what, for `backstay policy test`.
//
//     # Notes are their owner's.
//     person ada: authenticated {"sub": "00000000-0000-4000-8000-00000000000a"}
//
//     given
//       insert into note (owner, body) values ('00000000-0000-4000-8000-00000000000a', 'mine');
//
//     as ada
//     sees body of note: mine
//     may insert into note (body) values ('new')
//     may not update note set owner = null
//
//     as anon
//     sees note: nothing
//
// Grammar; a line goes on in the indented ones after it, `#` begins a comment:
//
//     file     = { line }
//     line     = "person" NAME ":" ROLE [ CLAIMS ]
//              | "given" { STATEMENT ";" }                            run by the owner, for what follows
//              | "as" ( NAME | ROLE [ CLAIMS ] )                      who asks in what follows
//              | "sees" [ COLUMNS "of" ] TABLE [ REST ] ":" what      REST: where ..., order by ...
//              | "may" [ "not" ] STATEMENT [ ":" rows ]               select, insert, update, delete
//     what     = rows | "nothing" | VALUE { "," VALUE }               values of one column
//              | { VALUE { "|" VALUE } }                              below it, a row a line
//     rows     = NUMBER ( "row" | "rows" )

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/principal.hpp"
#include "base/result.hpp"

namespace backstay::cli {

enum class PolicyStep : std::uint8_t { given, becomes, sees, may, may_not };

struct PolicyLine {
    PolicyStep step = PolicyStep::given;
    int line = 0;
    std::string text;       // as it was written, on one line
    std::string statement;  // what is run
    Principal who = {};     // of `becomes`
    std::optional<std::int64_t> rows = {};
    std::optional<std::vector<std::string>> values = {};  // of each row "a | b"
    bool ordered = false;                                 // the values come in that order
};

Result<std::vector<PolicyLine>> read_policy_file(std::string_view text, std::string const& file);

}  // namespace backstay::cli
