#include "engine/sqlite/regex/machine.hpp"

namespace backstay::engine::sqlite::regex {
namespace {

using Kind = Node::Kind;
constexpr std::size_t most_states = 200'000;

}  // namespace

int Machine::state() {
    states_.emplace_back();
    return static_cast<int>(states_.size()) - 1;
}

void Machine::arc(int from, int to, Arc arc) {
    arc.to = to;
    states_[static_cast<std::size_t>(from)].forward.push_back(arc);
    arc.to = from;
    states_[static_cast<std::size_t>(to)].backward.push_back(arc);
}

void Machine::connect(int from, int to) { arc(from, to, {}); }

Result<void> Machine::check_size() const {
    if (states_.size() > most_states) return invalid("regular expression is too complex");
    return {};
}

Result<Fragment> Machine::add(Node const& node) {
    Fragment const where{.begin = state(), .end = state()};
    TRY_VOID(add(node, where));
    return where;
}

Result<void> Machine::add(Node const& node, Fragment where) {
    TRY_VOID(check_size());
    switch (node.kind) {
        case Kind::empty: connect(where.begin, where.end); break;
        case Kind::set:
            sets_.push_back(node.set);
            arc(where.begin, where.end, {.set = static_cast<int>(sets_.size()) - 1});
            break;
        case Kind::condition:
            arc(where.begin, where.end, {.condition = static_cast<int>(node.condition)});
            break;
        case Kind::look: {
            TRY(auto const what, add(node.parts.front()));
            looks_.push_back({what, node.ahead, node.negated});
            arc(where.begin, where.end, {.look = static_cast<int>(looks_.size()) - 1});
            break;
        }
        case Kind::concat: return add_concat(node, where);
        case Kind::alternate:
            for (auto const& part : node.parts) {
                TRY(auto const one, add(part));
                connect(where.begin, one.begin);
                connect(one.end, where.end);
            }
            break;
        case Kind::repeat: return add_repeat(node, where);
        case Kind::capture: return add(node.parts.front(), where);
    }
    return {};
}

Result<void> Machine::add_concat(Node const& node, Fragment where) {
    auto at = where.begin;
    for (auto const& part : node.parts) {
        TRY(auto const one, add(part));
        connect(at, one.begin);
        at = one.end;
    }
    connect(at, where.end);
    return {};
}

// x{2,4} is xx(x(x)?)?; x{2,} is xxx*.
Result<void> Machine::add_repeat(Node const& node, Fragment where) {
    auto const& part = node.parts.front();
    auto at = where.begin;
    for (int i = 0; i < node.least; ++i) {
        TRY(auto const one, add(part));
        connect(at, one.begin);
        at = one.end;
    }
    if (node.most < 0) {
        int const loop = state();
        connect(at, loop);
        TRY(auto const one, add(part));
        connect(loop, one.begin);
        connect(one.end, loop);
        at = loop;
    }
    for (int i = node.least; i < node.most; ++i) {
        TRY(auto const one, add(part));
        connect(at, one.begin);
        connect(at, where.end);
        at = one.end;
    }
    connect(at, where.end);
    return {};
}

}  // namespace backstay::engine::sqlite::regex
