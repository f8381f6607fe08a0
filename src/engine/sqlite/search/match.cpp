// Whether a tsvector has what a tsquery asks for. Within a phrase every part gives the places at which it
// holds: of a lexeme where it stands, of a phrase where its last word does. A part that is negated holds at
// all places but those.

#include <algorithm>
#include <iterator>
#include <limits>

#include "engine/sqlite/search/match.hpp"

namespace backstay::engine::sqlite::search {
namespace {

using Kind = Node::Kind;

struct Places {
    std::vector<int> at = {};
    bool all_but = false;  // everywhere else
    int width = 0;         // from the first word to the last
};

class Matcher {
public:
    explicit Matcher(Find const& find) : find_(find) {}

    Truth holds(Node const& node) const {
        switch (node.kind) {
            case Kind::stop_word: return Truth::no;
            case Kind::lexeme: return find_(node, nullptr);
            case Kind::not_: {
                auto const inner = holds(**node.right);
                if (inner == Truth::unknown) return inner;
                return inner == Truth::yes ? Truth::no : Truth::yes;
            }
            case Kind::and_: {
                auto const left = holds(**node.left);
                if (left == Truth::no) return left;
                auto const right = holds(**node.right);
                return right == Truth::yes ? left : right;
            }
            case Kind::or_: {
                auto const left = holds(**node.left);
                if (left == Truth::yes) return left;
                auto const right = holds(**node.right);
                return right == Truth::no ? left : right;
            }
            case Kind::phrase: {
                Places places;
                return phrase(node, places) == Truth::yes ? Truth::yes : Truth::no;
            }
        }
        return Truth::no;
    }

private:
    // What of two sorted lists of places is kept.
    struct Keep {
        bool both = false, left = false, right = false;
    };
    static std::vector<int> merged(Places const& left, int left_offset, Places const& right, int right_offset,
                                   Keep keep) {
        std::vector<int> out;
        constexpr int none = std::numeric_limits<int>::max();
        auto const place = [](std::vector<int> const& list, std::size_t i, int offset) {
            return i < list.size() ? list[i] + offset : none;
        };
        for (std::size_t l = 0, r = 0; l < left.at.size() || r < right.at.size();) {
            auto const a = place(left.at, l, left_offset);
            auto const b = place(right.at, r, right_offset);
            bool const kept = a == b ? keep.both : a < b ? keep.left : keep.right;
            if (kept && std::min(a, b) > 0) out.push_back(std::min(a, b));
            if (a <= b) ++l;
            if (b <= a) ++r;
        }
        return out;
    }

    // Of the places of two parts that each may be negated.
    Truth join(Places const& left, int left_offset, Places const& right, int right_offset, bool either,
               Places& out) const {
        Keep keep;
        if (!either) {
            keep = {.both = left.all_but == right.all_but, .left = right.all_but, .right = left.all_but};
            out.all_but = left.all_but && right.all_but;
        } else if (left.all_but || right.all_but) {
            keep = {.both = left.all_but && right.all_but,
                    .left = left.all_but && !right.all_but,
                    .right = right.all_but && !left.all_but};
            out.all_but = true;
        } else {
            keep = {.both = true, .left = true, .right = true};
        }
        out.at = merged(left, left_offset, right, right_offset, keep);
        return out.all_but || !out.at.empty() ? Truth::yes : Truth::no;
    }

    Truth phrase(Node const& node, Places& out) const {
        if (node.kind == Kind::lexeme) return find_(node, &out.at);
        if (node.kind == Kind::not_) return not_in_phrase(node, out);
        Places left, right;
        auto const left_holds = phrase(**node.left, left);
        bool const either = node.kind == Kind::or_;
        if (!either && left_holds == Truth::no) return Truth::no;
        auto const right_holds = phrase(**node.right, right);
        if (!either && right_holds == Truth::no) return Truth::no;
        if (left_holds == Truth::no && right_holds == Truth::no) return Truth::no;
        if (left_holds == Truth::unknown || right_holds == Truth::unknown) return Truth::unknown;
        if (node.kind == Kind::phrase) {
            out.width = node.distance + left.width + right.width;
            return join(left, node.distance + right.width, right, 0, false, out);
        }
        if (left_holds == Truth::no) left = {};
        if (right_holds == Truth::no) right = {};
        out.width = std::max(left.width, right.width);
        return join(left, out.width - left.width, right, out.width - right.width, either, out);
    }

    Truth not_in_phrase(Node const& node, Places& out) const {
        auto const inner = phrase(**node.right, out);
        if (inner == Truth::unknown) return inner;
        if (inner == Truth::no) {
            out.at.clear();
            out.all_but = true;
            return Truth::yes;
        }
        if (out.at.empty() && out.all_but) {
            out.all_but = false;
            return Truth::no;
        }
        out.all_but = !out.all_but;
        return Truth::yes;
    }

    Find const& find_;
};

// Whether an entry has a position of the weights; which, where it is asked.
Truth entry_holds(Entry const& entry, Node const& node, std::vector<int>* places) {
    if (entry.positions.empty()) return places == nullptr ? Truth::yes : Truth::unknown;
    bool any = false;
    for (auto const& position : entry.positions) {
        if (node.weights != 0 && (node.weights & (1 << position.weight)) == 0) continue;
        any = true;
        if (places != nullptr) places->push_back(position.place);
    }
    return any ? Truth::yes : Truth::no;
}

Truth found(Vector const& vector, Node const& node, std::vector<int>* places) {
    auto entry = std::ranges::lower_bound(vector.entries, node.lexeme, {}, &Entry::lexeme);
    auto truth = Truth::no;
    for (; entry != vector.entries.end(); ++entry) {
        bool const fits = node.prefix ? entry->lexeme.starts_with(node.lexeme) : entry->lexeme == node.lexeme;
        if (!fits) break;
        auto const one = entry_holds(*entry, node, places);
        if (one == Truth::yes || (one == Truth::unknown && truth == Truth::no)) truth = one;
        if (!node.prefix || (truth == Truth::yes && places == nullptr)) break;
    }
    if (places != nullptr) {
        std::ranges::sort(*places);
        auto const rest = std::ranges::unique(*places);
        places->erase(rest.begin(), rest.end());
    }
    return truth;
}

}  // namespace

Truth holds(Node const& query, Find const& find) { return Matcher(find).holds(query); }

bool matches(Vector const& vector, Query const& query) {
    Find const find = [&](Node const& node, std::vector<int>* places) { return found(vector, node, places); };
    return query && holds(*query, find) == Truth::yes;
}

}  // namespace backstay::engine::sqlite::search
