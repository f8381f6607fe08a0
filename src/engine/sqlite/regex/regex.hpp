#pragma once

// PostgreSQL's regular expressions on UTF-8, with its answers to which match and which groups, in linear time
// a match.
//
//     TRY(auto const regex, Regex::compile("(a|ab)(c|bcd)(d*)", {}));
//     Search search(regex, U"abcd");
//     search.find(0)     // {0,4}, {0,2}, {2,3}, {3,4}: the longest, and of its divisions the one whose
//                        // first group is the longest
//
// Whether there is a match is asked of RE2 where it can say; which match it is, its rules decide otherwise
// (Perl's first or the longest), so that is found by our own machine.

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/sqlite/regex/plan.hpp"

namespace re2 {
class RE2;
}

namespace backstay::engine::sqlite::regex {

// Characters, counted from 0; nothing for a group that took no part.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
};
using Match = std::vector<std::optional<Span>>;  // the whole match, then each group

class Regex {
public:
    static Result<std::shared_ptr<Regex const>> compile(std::string_view pattern, Options options);
    Regex() = default;
    Regex(Regex const&) = delete;
    Regex& operator=(Regex const&) = delete;
    ~Regex();

    bool matches(std::string_view text) const;
    int captures() const { return captures_; }

private:
    friend class Search;
    Machine machine_;
    Part part_;
    int captures_ = 0;
    std::unique_ptr<re2::RE2> simple_;  // where RE2 can tell whether there is a match
};

// Matches in one text.
class Search {
public:
    // REQUIRES: both outlive it.
    Search(Regex const& regex, std::u32string_view text)
        : regex_(regex), run_(regex.machine_, text), begins_(run_.all_begins(regex.part_.where)) {}

    // The first match that begins at `from` or after it.
    std::optional<Match> find(std::size_t from);

private:
    void take_apart(Part const& part, Span span, Match& match);
    void take_rounds(Part const& part, Span span, Match& match);

    Regex const& regex_;
    Run run_;
    Positions begins_;
};

std::u32string characters_of(std::string_view text);

}  // namespace backstay::engine::sqlite::regex
