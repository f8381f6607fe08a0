#include "engine/sqlite/regex/plan.hpp"

#include <span>

namespace backstay::engine::sqlite::regex {
namespace {

using Kind = Node::Kind;

// What a piece of a pattern has in it.
struct Traits {
    Prefer prefer = Prefer::nothing;
    bool mixed = false;  // longest and shortest both
    bool captures = false;
    bool needs_parts() const { return mixed || captures; }
};

Traits combine(Traits a, Traits b) {
    bool const clash = a.prefer != Prefer::nothing && b.prefer != Prefer::nothing && a.prefer != b.prefer;
    return {.prefer = a.prefer != Prefer::nothing ? a.prefer : b.prefer,
            .mixed = a.mixed || b.mixed || clash,
            .captures = a.captures || b.captures};
}

Traits traits_of(Node const& node);

// x{m,n} of an atom: the quantifier's preference goes first.
Traits traits_of_repeat(Node const& node) {
    if (node.most == 0) return {};
    return combine({.prefer = node.prefer}, traits_of(node.parts.front()));
}

Traits traits_of(Node const& node) {
    switch (node.kind) {
        case Kind::concat: {
            Traits all;
            for (auto const& part : node.parts) all = combine(all, traits_of(part));
            return all;
        }
        case Kind::alternate: {
            Traits all{.prefer = Prefer::longest};
            for (auto const& part : node.parts) all = combine(all, traits_of(part));
            return all;
        }
        case Kind::repeat: return traits_of_repeat(node);
        case Kind::capture: {
            auto inner = traits_of(node.parts.front());
            inner.captures = true;
            return inner;
        }
        default: return {};
    }
}

class Planner {
public:
    explicit Planner(Machine& machine) : machine_(machine) {}

    Result<Part> any(Node const& node) {
        switch (node.kind) {
            case Kind::alternate: return alternatives(node);
            case Kind::concat: return branch(node.parts);
            default: return branch(std::span(&node, 1));
        }
    }

private:
    Result<Part> plain(Node const& node, Prefer prefer) {
        TRY(auto const where, machine_.add(node));
        return Part{.where = where, .shortest = prefer == Prefer::shortest};
    }

    Part joined(Part left, Part right, Prefer prefer) {
        Fragment const where{.begin = machine_.state(), .end = machine_.state()};
        machine_.connect(where.begin, left.where.begin);
        machine_.connect(left.where.end, right.where.begin);
        machine_.connect(right.where.end, where.end);
        Part made{.kind = Part::Kind::concat, .where = where, .shortest = prefer == Prefer::shortest};
        made.parts.push_back(std::move(left));
        made.parts.push_back(std::move(right));
        return made;
    }

    Result<Part> alternatives(Node const& node) {
        if (!traits_of(node).needs_parts()) return plain(node, Prefer::longest);
        Part made{.kind = Part::Kind::alternate,
                  .where = {.begin = machine_.state(), .end = machine_.state()}};
        for (auto const& one : node.parts) {
            TRY(auto part, any(one));
            machine_.connect(made.where.begin, part.where.begin);
            machine_.connect(part.where.end, made.where.end);
            made.parts.push_back(std::move(part));
        }
        return made;
    }

    Result<Part> branch(std::span<Node const> items) {
        Traits before;
        std::size_t count = 0;
        Traits own;
        for (; count < items.size(); ++count) {
            own = traits_of(items[count]);
            auto const together = combine(before, own);
            if (together.needs_parts()) break;
            before = together;
        }
        Node const prefix{.kind = Kind::concat,
                          .parts = {items.begin(), items.begin() + static_cast<std::ptrdiff_t>(count)}};
        TRY(auto left, plain(prefix, before.prefer));
        if (count == items.size()) return left;
        TRY(auto middle, atom(items[count]));
        auto const rest_items = items.subspan(count + 1);
        TRY(auto rest, branch(rest_items));
        Node const rest_node{.kind = Kind::concat, .parts = {rest_items.begin(), rest_items.end()}};
        auto const tail = combine(own, traits_of(rest_node));
        auto right = joined(std::move(middle), std::move(rest), tail.prefer);
        return joined(std::move(left), std::move(right), combine(before, tail).prefer);
    }

    Result<Part> capture(Node const& node) {
        TRY(auto inner, any(node.parts.front()));
        if (node.number == 0) return inner;
        Part made{.kind = Part::Kind::capture,
                  .where = inner.where,
                  .shortest = inner.shortest,
                  .number = node.number};
        made.parts.push_back(std::move(inner));
        return made;
    }

    Result<Part> once(Node const& node) { return node.kind == Kind::capture ? capture(node) : any(node); }

    Result<Part> atom(Node const& node) {
        if (node.kind != Kind::repeat) return once(node);
        if (node.most == 0) return plain({}, Prefer::nothing);
        auto const& operand = node.parts.front();
        auto const own = traits_of(operand);
        bool const vacuous = node.least == 1 && node.most == 1 &&
                             (node.prefer == Prefer::nothing || own.prefer == Prefer::nothing ||
                              (node.prefer == own.prefer && !own.mixed));
        if (vacuous) return once(operand);
        auto const prefer = combine({.prefer = node.prefer}, own).prefer;
        if (!own.captures) return plain(node, prefer);
        if (node.least == 0) return iterate(node, prefer);
        // Only the last round's groups count: x{m,n} is x{m-1,n-1}x.
        Node before = node;
        --before.least;
        if (before.most > 0) --before.most;
        TRY(auto left, plain(before, prefer));
        TRY(auto right, once(operand));
        return joined(std::move(left), std::move(right), prefer);
    }

    Result<Part> iterate(Node const& node, Prefer prefer) {
        TRY(auto const where, machine_.add(node));
        Part made{.kind = Part::Kind::iterate,
                  .where = where,
                  .shortest = prefer == Prefer::shortest,
                  .most = node.most};
        TRY(auto part, once(node.parts.front()));
        made.parts.push_back(std::move(part));
        return made;
    }

    Machine& machine_;
};

}  // namespace

Result<Part> plan(Node const& node, Machine& machine) { return Planner(machine).any(node); }

}  // namespace backstay::engine::sqlite::regex
