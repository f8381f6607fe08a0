#pragma once

// `backstay policy test`: what the lines of a file say (cli/policy_file.hpp), held against the database in a
// transaction that is rolled back.

#include <string>
#include <vector>

#include "cli/policy_file.hpp"
#include "engine/engine.hpp"

namespace backstay::cli {

struct PolicyCheck {
    std::string file;
    int line = 0;
    std::string who;    // authenticated {"sub":"...","role":"authenticated"}
    std::string check;  // as it was written
    bool passed = false;
    std::string expected, got;
};

// An error is one of the file itself, or of what is `given`, with its place.
Result<std::vector<PolicyCheck>> run_policy_file(engine::Session& session,
                                                 std::vector<PolicyLine> const& lines,
                                                 std::string const& file);

}  // namespace backstay::cli
