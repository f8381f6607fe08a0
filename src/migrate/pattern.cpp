#include "migrate/pattern.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace backstay::migrate {
namespace {

constexpr std::array<std::string_view, 3> kinds = {"*", "versioned", "repeatable"};
constexpr std::array<std::string_view, 5> states = {"*", "missing", "pending", "ignored", "future"};

// The word of the patterns for a state; only * covers one that has none.
std::string_view word_for(State state) {
    switch (state) {
        case State::missing:
        case State::failed_missing: return "missing";
        case State::future:
        case State::failed_future: return "future";
        case State::pending: return "pending";
        case State::ignored: return "ignored";
        default: return {};
    }
}

}  // namespace

Result<std::vector<std::string>> parse_patterns(std::string_view text) {
    std::vector<std::string> patterns;
    for (auto const& item : split(text, ',')) {
        auto const pattern = to_lower(trim(item));
        if (pattern.empty()) continue;
        auto const pair = split_once(pattern, ':');
        bool const known = pair && std::ranges::find(kinds, pair->first) != kinds.end() &&
                           std::ranges::find(states, pair->second) != states.end();
        if (!known)
            return failure("22023", "Invalid pattern \"" + pattern + "\" in ignoreMigrationPatterns")
                .hint(
                    "Write kind:state: *, versioned or repeatable, then *, missing, pending, ignored or "
                    "future.");
        patterns.push_back(pattern);
    }
    return patterns;
}

bool is_ignored(std::vector<std::string> const& patterns, InfoLine const& line, std::string_view state) {
    std::string_view const kind = line.repeatable() ? "repeatable" : "versioned";
    return std::ranges::any_of(patterns, [&](std::string const& pattern) {
        auto const pair = split_once(pattern, ':');
        return pair && (pair->first == "*" || pair->first == kind) &&
               (pair->second == "*" || pair->second == state);
    });
}

bool is_ignored(std::vector<std::string> const& patterns, InfoLine const& line) {
    return is_ignored(patterns, line, word_for(line.state));
}

}  // namespace backstay::migrate
