#pragma once

// How a match is taken apart into its groups, after the rules of preference in
// https://www.postgresql.org/docs/15/functions-matching.html#POSIX-MATCHING-RULES
//
// A branch is what precedes its first group (one piece that is longest or shortest as a whole), the group,
// and the rest, which is taken apart in turn.

#include <vector>

#include "engine/sqlite/regex/machine.hpp"

namespace backstay::engine::sqlite::regex {

struct Part {
    enum class Kind : std::uint8_t { plain, concat, alternate, capture, iterate };
    Kind kind = Kind::plain;
    Fragment where = {};
    bool shortest = false;
    int number = 0;                // capture
    int most = -1;                 // iterate, from zero on
    std::vector<Part> parts = {};  // concat: two; capture, iterate: one
};

Result<Part> plan(Node const& node, Machine& machine);

}  // namespace backstay::engine::sqlite::regex
