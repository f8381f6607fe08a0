#pragma once

// A pattern as a graph of states, and where in a text the way from one state to another can lead: both
// directions, in time linear in the text.
//
//     a|b    begin --a--> end, begin --b--> end

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/sqlite/regex/tree.hpp"

namespace backstay::engine::sqlite::regex {

using Positions = std::vector<std::size_t>;  // before which character, in order

// The part of the graph that is one piece of the pattern. Nothing of it leads past `end`.
struct Fragment {
    int begin = 0;
    int end = 0;
};

class Machine {
public:
    // 2201B regular expression is too complex
    Result<Fragment> add(Node const& node);
    // The same between states that there are.
    Result<void> add(Node const& node, Fragment where);
    int state();
    void connect(int from, int to);

    std::size_t size() const { return states_.size(); }

private:
    friend class Run;
    struct Arc {
        int to = 0;
        int set = -1;        // an index of sets_: takes a character
        int look = -1;       // an index of looks_
        int condition = -1;  // a Condition
    };
    struct State {
        std::vector<Arc> forward;
        std::vector<Arc> backward;
    };
    struct Look {
        Fragment what;
        bool ahead;
        bool negated;
    };

    void arc(int from, int to, Arc arc);
    Result<void> add_repeat(Node const& node, Fragment where);
    Result<void> add_concat(Node const& node, Fragment where);
    Result<void> check_size() const;

    std::vector<State> states_;
    std::vector<Characters> sets_;
    std::vector<Look> looks_;
};

// A machine on a text.
class Run {
public:
    Run(Machine const& machine, std::u32string_view text) : machine_(machine), text_(text) {}

    std::u32string_view text() const { return text_; }
    // Where a match of the fragment that begins at `from` can end, up to `limit`.
    Positions ends(Fragment fragment, std::size_t from, std::size_t limit);
    // Where a match that ends at `to` can begin, down to `limit`.
    Positions begins(Fragment fragment, std::size_t to, std::size_t limit);
    Positions begins(Fragment fragment, Positions const& to, std::size_t limit);  // at any of them
    // Where any match can begin; where any can end.
    Positions all_begins(Fragment fragment);
    Positions all_ends(Fragment fragment);

private:
    enum class Direction : std::uint8_t { forward, backward };
    struct Active {
        std::vector<int> states;
        std::vector<bool> has;
    };
    void enter(Active& active, int state, std::size_t at, Direction direction, int target);
    bool passes(Machine::Arc const& arc, std::size_t at);
    bool holds(Condition condition, std::size_t at) const;
    bool looks(int index, std::size_t at);
    struct Way {
        Fragment fragment;
        Direction direction;
        std::size_t limit;
        bool everywhere = false;  // start at every position
        Positions starts = {};    // in the order of the way
    };
    Positions run(Way const& way);

    Machine const& machine_;
    std::u32string_view text_;
    std::vector<std::optional<std::vector<bool>>> looked_ = {};
    std::vector<int> waiting_ = {};
};

}  // namespace backstay::engine::sqlite::regex
