#include "engine/sqlite/runtime/jsonpath_run.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "engine/sqlite/values/json_view.hpp"
#include "engine/sqlite/values/numeric_text.hpp"

namespace backstay::engine::sqlite {

Result<PathRun::Items> PathRun::all() {
    Items found;
    TRY_VOID(run(*path_.root, root_, &found));
    return found;
}

Result<std::optional<bool>> PathRun::exists() {
    Items found;
    // In strict mode errors count wherever they are, so all has to be seen.
    TRY(auto const outcome, run(*path_.root, root_, lax_ ? nullptr : &found));
    if (outcome == Outcome::error) return std::optional<bool>();
    return std::optional(lax_ ? outcome == Outcome::found : !found.empty());
}

PathRun::Done PathRun::wrong(std::string_view code, std::string message, std::string detail) {
    if (!thrown_) return Outcome::error;
    auto error = failure(code, std::move(message));
    if (!detail.empty()) return std::move(error).detail(std::move(detail));
    return std::move(error);
}

PathRun::Done PathRun::wrong_structure(std::string_view code, std::string message) {
    if (ignore_structure_) return Outcome::nothing;
    return wrong(code, std::move(message));
}

PathRun::Done PathRun::next(PathNode const& n, Item item, Items* found) {
    if (n.next) return run(*n.next, item, found);
    if (found != nullptr) found->push_back(item);
    return Outcome::found;
}

PathRun::Done PathRun::run(PathNode const& n, Item item, Items* found, bool unwrap) {
    switch (n.kind) {
        case PathKind::literal: return next(n, n.text, found);
        case PathKind::variable: return variable(n, found);
        case PathKind::root: return next(n, root_, found);
        case PathKind::current: return next(n, current_, found);
        case PathKind::last: return next(n, keep(std::to_string(array_size_ - 1)), found);
        case PathKind::key: return key(n, item, found, unwrap);
        case PathKind::any_key: return any_key(n, item, found, unwrap);
        case PathKind::any_array: return any_array(n, item, found);
        case PathKind::index: return subscripts(n, item, found);
        case PathKind::any_level: return any_level(n, item, found);
        case PathKind::filter: {
            if (unwrap && is_array(item)) return unwrapped(n, item, found);
            TRY(auto const truth, nested_condition(*n.left, item));
            if (truth != Truth::yes) return Outcome::nothing;
            return next(n, item, found);
        }
        case PathKind::method: return method(n, item, found, unwrap);
        case PathKind::add:
        case PathKind::subtract:
        case PathKind::multiply:
        case PathKind::divide:
        case PathKind::modulo: return arithmetic(n, item, found);
        case PathKind::plus:
        case PathKind::minus: return sign(n, item, found);
        default: {
            TRY(auto const truth, condition(n, item));
            if (!n.next && found == nullptr) return Outcome::found;
            return next(n, truth == Truth::unknown ? "null" : truth == Truth::yes ? "true" : "false", found);
        }
    }
}

PathRun::Done PathRun::variable(PathNode const& n, Items* found) {
    for (JsonWalk walk(variables_); walk.next();)
        if (is_key(walk.key(), n.text)) return next(n, walk.value(), found);
    return failure("42704", "could not find jsonpath variable \"" + n.text + "\"");
}

PathRun::Done PathRun::each(PathNode const* n, Item container, Items* found, std::uint32_t level,
                            std::uint32_t first, std::uint32_t last, bool ignore_structure, bool unwrap) {
    auto outcome = Outcome::nothing;
    if (level > last) return outcome;
    for (JsonWalk walk(container); walk.next();) {
        auto const value = walk.value();
        bool const leaf = first == deepest_level && last == deepest_level && !is_container(value);
        if (level >= first || leaf) {
            if (n != nullptr) {
                auto const before = std::exchange(ignore_structure_, ignore_structure || ignore_structure_);
                auto const done = run(*n, value, found, unwrap);
                ignore_structure_ = before;
                TRY(outcome, done);
                if (outcome == Outcome::error) return outcome;
                if (outcome == Outcome::found && found == nullptr) return outcome;
            } else if (found != nullptr) {
                found->push_back(value);
                outcome = Outcome::found;
            } else {
                return Outcome::found;
            }
        }
        if (level < last && is_container(value)) {
            TRY(outcome, each(n, value, found, level + 1, first, last, ignore_structure, unwrap));
            if (outcome == Outcome::error) return outcome;
            if (outcome == Outcome::found && found == nullptr) return outcome;
        }
    }
    return outcome;
}

PathRun::Done PathRun::operand(PathNode const& n, Item item, bool unwrap, Items& found) {
    if (!unwrap || !lax_) return run(n, item, &found);
    Items values;
    TRY(auto const outcome, run(n, item, &values));
    if (outcome == Outcome::error) return outcome;
    for (auto const value : values) {
        if (is_array(value)) {
            for (auto const element : elements_of(value)) found.push_back(element);
        } else {
            found.push_back(value);
        }
    }
    return Outcome::found;
}

PathRun::Done PathRun::key(PathNode const& n, Item item, Items* found, bool unwrap) {
    if (is_object(item)) {
        for (JsonWalk walk(item); walk.next();)
            if (is_key(walk.key(), n.text)) return next(n, walk.value(), found);
        return wrong_structure("2203A", "JSON object does not contain key \"" + n.text + "\"");
    }
    if (unwrap && is_array(item)) return unwrapped(n, item, found);
    return wrong_structure("2203A", "jsonpath member accessor can only be applied to an object");
}

PathRun::Done PathRun::any_key(PathNode const& n, Item item, Items* found, bool unwrap) {
    if (is_object(item)) return each(n.next.get(), item, found, 1, 1, 1, false, lax_);
    if (unwrap && is_array(item)) return unwrapped(n, item, found);
    return wrong_structure("2203C", "jsonpath wildcard member accessor can only be applied to an object");
}

PathRun::Done PathRun::any_array(PathNode const& n, Item item, Items* found) {
    if (is_array(item)) return each(n.next.get(), item, found, 1, 1, 1, false, lax_);
    if (lax_) return next(n, item, found);
    return wrong_structure("22039", "jsonpath wildcard array accessor can only be applied to an array");
}

PathRun::Done PathRun::any_level(PathNode const& n, Item item, Items* found) {
    auto outcome = Outcome::nothing;
    if (n.first == 0) {
        auto const before = std::exchange(ignore_structure_, true);
        auto const done = next(n, item, found);
        ignore_structure_ = before;
        TRY(outcome, done);
        if (outcome == Outcome::found && found == nullptr) return outcome;
    }
    if (!is_container(item)) return outcome;
    return each(n.next.get(), item, found, 1, n.first, n.last, true, lax_);
}

Result<std::optional<std::int64_t>> PathRun::index(PathNode const& n, Item item) {
    using Index = std::optional<std::int64_t>;
    Items found;
    TRY(auto const outcome, run(n, item, &found));
    if (outcome == Outcome::error) return Index();
    if (found.size() != 1 || kind_of(found.front()) != JsonKind::number) {
        TRY_VOID(wrong("22033", "jsonpath array subscript is not a single numeric value"));
        return Index();
    }
    auto const whole = found.front().substr(0, found.front().find('.'));
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), number);
    bool const fits = error == std::errc{} && number >= std::numeric_limits<std::int32_t>::min() &&
                      number <= std::numeric_limits<std::int32_t>::max();
    if (fits) return Index(number);
    TRY_VOID(wrong("22033", "jsonpath array subscript is out of integer range"));
    return Index();
}

PathRun::Done PathRun::elements(PathNode const& n, Items const& elements, std::int64_t from, std::int64_t to,
                                Items* found) {
    auto outcome = Outcome::nothing;
    auto const size = static_cast<std::int64_t>(elements.size());
    for (auto i = std::max<std::int64_t>(from, 0); i <= std::min(to, size - 1); ++i) {
        if (!n.next && found == nullptr) return Outcome::found;
        TRY(outcome, next(n, elements[static_cast<std::size_t>(i)], found));
        if (outcome == Outcome::error || (outcome == Outcome::found && found == nullptr)) return outcome;
    }
    return outcome;
}

PathRun::Done PathRun::subscripts(PathNode const& n, Item item, Items* found) {
    if (!is_array(item) && !lax_)
        return wrong_structure("22039", "jsonpath array accessor can only be applied to an array");
    auto const all = is_array(item) ? elements_of(item) : Items{item};
    auto const size = static_cast<std::int64_t>(all.size());
    auto const outer = std::exchange(array_size_, size);
    auto const through = [&]() -> Done {
        auto outcome = Outcome::nothing;
        for (auto const& [first, last] : n.subscripts) {
            TRY(auto const from, index(*first, item));
            if (!from) return Outcome::error;
            auto to = from;
            if (last) {
                TRY(to, index(*last, item));
                if (!to) return Outcome::error;
            }
            if (!ignore_structure_ && (*from < 0 || *from > *to || *to >= size))
                return wrong("22033", "jsonpath array subscript is out of bounds");
            TRY(outcome, elements(n, all, *from, *to, found));
            if (outcome == Outcome::error || (outcome == Outcome::found && found == nullptr)) break;
        }
        return outcome;
    };
    auto done = through();
    array_size_ = outer;
    return done;
}

}  // namespace backstay::engine::sqlite
