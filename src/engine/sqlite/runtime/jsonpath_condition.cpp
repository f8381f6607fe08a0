// Conditions of jsonpath: three truths, and errors that make them unknown.

#include <re2/re2.h>

#include "engine/sqlite/runtime/jsonpath_run.hpp"
#include "engine/sqlite/values/json_text.hpp"
#include "engine/sqlite/values/json_view.hpp"

namespace backstay::engine::sqlite {
namespace {

bool is_string(std::string_view item) { return kind_of(item) == JsonKind::string; }

bool holds(PathKind kind, int order) {
    switch (kind) {
        case PathKind::equal: return order == 0;
        case PathKind::not_equal: return order != 0;
        case PathKind::less: return order < 0;
        case PathKind::less_or_equal: return order <= 0;
        case PathKind::greater: return order > 0;
        default: return order >= 0;
    }
}

}  // namespace

Result<PathRun::Truth> PathRun::nested_condition(PathNode const& n, Item item) {
    auto const before = std::exchange(current_, item);
    auto truth = condition(n, item);
    current_ = before;
    return truth;
}

Result<PathRun::Truth> PathRun::condition(PathNode const& n, Item item) {
    switch (n.kind) {
        case PathKind::and_:
        case PathKind::or_: return and_or(n, item);
        case PathKind::not_: {
            TRY(auto const truth, condition(*n.left, item));
            if (truth == Truth::unknown) return truth;
            return truth == Truth::yes ? Truth::no : Truth::yes;
        }
        case PathKind::is_unknown: {
            TRY(auto const truth, condition(*n.left, item));
            return truth == Truth::unknown ? Truth::yes : Truth::no;
        }
        case PathKind::exists: return existence(n, item);
        default: return pairwise(n, item);
    }
}

Result<PathRun::Truth> PathRun::and_or(PathNode const& n, Item item) {
    auto const decisive = n.kind == PathKind::and_ ? Truth::no : Truth::yes;
    auto const neutral = n.kind == PathKind::and_ ? Truth::yes : Truth::no;
    TRY(auto const left, condition(*n.left, item));
    if (left == decisive) return left;
    TRY(auto const right, condition(*n.right, item));
    return right == neutral ? left : right;
}

Result<std::optional<PathRun::Items>> PathRun::quiet(PathNode const& n, Item item, bool unwrap) {
    auto const before = std::exchange(thrown_, false);
    Items found;
    auto const outcome = operand(n, item, unwrap, found);
    thrown_ = before;
    if (!outcome) return std::unexpected(outcome.error());
    if (*outcome == Outcome::error) return std::optional<Items>();
    return std::optional(std::move(found));
}

Result<PathRun::Truth> PathRun::existence(PathNode const& n, Item item) {
    if (!lax_) {
        TRY(auto const found, quiet(*n.left, item, false));
        if (!found) return Truth::unknown;
        return found->empty() ? Truth::no : Truth::yes;
    }
    auto const before = std::exchange(thrown_, false);
    auto const outcome = run(*n.left, item, nullptr);
    thrown_ = before;
    if (!outcome) return std::unexpected(outcome.error());
    if (*outcome == Outcome::error) return Truth::unknown;
    return *outcome == Outcome::found ? Truth::yes : Truth::no;
}

// The condition for each pair of values of the two sides.
Result<PathRun::Truth> PathRun::pairwise(PathNode const& n, Item item) {
    bool const comparison = n.kind >= PathKind::equal && n.kind <= PathKind::greater_or_equal;
    TRY(auto const left, quiet(*n.left, item, true));
    if (!left) return Truth::unknown;
    std::optional<Items> right = Items{""};
    if (n.right) {
        TRY(right, quiet(*n.right, item, comparison));
        if (!right) return Truth::unknown;
    }
    bool found = false;
    bool error = false;
    for (auto const l : *left)
        for (auto const r : *right) {
            TRY(auto const truth, compare(n, l, r));
            if (truth == Truth::unknown) {
                if (!lax_) return truth;
                error = true;
            } else if (truth == Truth::yes) {
                if (lax_) return truth;
                found = true;
            }
        }
    if (found) return Truth::yes;
    return error ? Truth::unknown : Truth::no;
}

Result<PathRun::Truth> PathRun::compare(PathNode const& n, Item left, Item right) const {
    auto const truth = [](bool value) { return value ? Truth::yes : Truth::no; };
    if (n.kind == PathKind::like_regex) {
        if (!is_string(left)) return Truth::unknown;
        return truth(re2::RE2::PartialMatch(text_of(left), *n.pattern));
    }
    if (n.kind == PathKind::starts_with) {
        if (!is_string(left) || !is_string(right)) return Truth::unknown;
        return truth(text_of(left).starts_with(text_of(right)));
    }
    auto const kind = kind_of(left);
    if (kind != kind_of(right)) {
        bool const null = kind == JsonKind::null || kind_of(right) == JsonKind::null;
        if (null) return truth(n.kind == PathKind::not_equal);
        return Truth::unknown;
    }
    if (is_container(left)) return Truth::unknown;
    return truth(holds(n.kind, compare_jsonb(left, right)));
}

}  // namespace backstay::engine::sqlite
