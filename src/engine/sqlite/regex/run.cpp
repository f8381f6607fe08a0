#include <algorithm>

#include "engine/sqlite/regex/classes.hpp"
#include "engine/sqlite/regex/machine.hpp"

namespace backstay::engine::sqlite::regex {

bool Run::holds(Condition condition, std::size_t at) const {
    bool const begins = at == 0, ends = at == text_.size();
    bool const after_word = !begins && is_word(text_[at - 1]), before_word = !ends && is_word(text_[at]);
    switch (condition) {
        case Condition::text_begins: return begins;
        case Condition::text_ends: return ends;
        case Condition::line_begins: return begins || text_[at - 1] == '\n';
        case Condition::line_ends: return ends || text_[at] == '\n';
        case Condition::word_begins: return !after_word && before_word;
        case Condition::word_ends: return after_word && !before_word;
        case Condition::word_boundary: return after_word != before_word;
        case Condition::no_word_boundary: return after_word == before_word;
    }
    return false;
}

bool Run::looks(int index, std::size_t at) {
    auto const place = static_cast<std::size_t>(index);
    looked_.resize(machine_.looks_.size());
    auto const& look = machine_.looks_[place];
    if (!looked_[place]) {
        std::vector<bool> found(text_.size() + 1);
        // Asked by another machine run, whose waiting states are kept apart.
        Run inner(machine_, text_);
        for (auto const position : look.ahead ? inner.all_begins(look.what) : inner.all_ends(look.what))
            found[position] = true;
        looked_[place] = std::move(found);
    }
    return (*looked_[place])[at] != look.negated;
}

bool Run::passes(Machine::Arc const& arc, std::size_t at) {
    if (arc.set >= 0) return false;
    if (arc.condition >= 0) return holds(static_cast<Condition>(arc.condition), at);
    return arc.look < 0 || looks(arc.look, at);
}

// The state and what can be reached from it without a character.
void Run::enter(Active& active, int first, std::size_t at, Direction direction, int target) {
    waiting_.assign(1, first);
    while (!waiting_.empty()) {
        auto const state = waiting_.back();
        waiting_.pop_back();
        if (active.has[static_cast<std::size_t>(state)]) continue;
        active.has[static_cast<std::size_t>(state)] = true;
        active.states.push_back(state);
        if (state == target) continue;
        auto const& it = machine_.states_[static_cast<std::size_t>(state)];
        for (auto const& arc : direction == Direction::forward ? it.forward : it.backward)
            if (!active.has[static_cast<std::size_t>(arc.to)] && passes(arc, at)) waiting_.push_back(arc.to);
    }
}

Positions Run::run(Way const& way) {
    bool const forward = way.direction == Direction::forward;
    int const first = forward ? way.fragment.begin : way.fragment.end;
    int const target = forward ? way.fragment.end : way.fragment.begin;
    Positions found;
    Active active{{}, std::vector<bool>(machine_.size())}, next = active;
    std::size_t started = 0;
    for (auto at = way.everywhere ? (forward ? 0 : text_.size()) : way.starts.front();;) {
        bool const starts = started < way.starts.size() && way.starts[started] == at;
        if (starts) ++started;
        if (starts || way.everywhere) enter(active, first, at, way.direction, target);
        if (active.has[static_cast<std::size_t>(target)]) found.push_back(at);
        bool const over = active.states.empty() && !way.everywhere && started == way.starts.size();
        if (at == way.limit || over) break;
        auto const character = text_[forward ? at : at - 1];
        at = forward ? at + 1 : at - 1;
        for (auto const state : active.states) {
            active.has[static_cast<std::size_t>(state)] = false;
            if (state == target) continue;
            auto const& it = machine_.states_[static_cast<std::size_t>(state)];
            for (auto const& arc : forward ? it.forward : it.backward)
                if (arc.set >= 0 && machine_.sets_[static_cast<std::size_t>(arc.set)].contains(character))
                    enter(next, arc.to, at, way.direction, target);
        }
        active.states.clear();
        std::swap(active, next);
    }
    if (!forward) std::ranges::reverse(found);
    return found;
}

Positions Run::ends(Fragment fragment, std::size_t from, std::size_t limit) {
    return run({fragment, Direction::forward, limit, false, {from}});
}
Positions Run::begins(Fragment fragment, std::size_t to, std::size_t limit) {
    return run({fragment, Direction::backward, limit, false, {to}});
}
Positions Run::begins(Fragment fragment, Positions const& to, std::size_t limit) {
    return run({fragment, Direction::backward, limit, false, {to.rbegin(), to.rend()}});
}
Positions Run::all_begins(Fragment fragment) { return run({fragment, Direction::backward, 0, true}); }
Positions Run::all_ends(Fragment fragment) { return run({fragment, Direction::forward, text_.size(), true}); }

}  // namespace backstay::engine::sqlite::regex
