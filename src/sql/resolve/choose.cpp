// Which of several operators or functions is meant.
// https://www.postgresql.org/docs/15/typeconv-oper.html,
// https://www.postgresql.org/docs/15/typeconv-func.html

#include <algorithm>

#include "sql/resolve/types.hpp"

namespace backstay::sql::resolving {
namespace {

using Indexes = std::vector<std::size_t>;

bool fits(State& state, Type actual, Type declared) {
    if (actual.base == BaseType::unknown) return true;
    switch (declared.base) {
        case BaseType::any:
        case BaseType::anyelement:
        case BaseType::anycompatible: return true;
        case BaseType::anyarray:
        case BaseType::anycompatiblearray: return actual.array;
        case BaseType::anynonarray:
        case BaseType::anycompatiblenonarray: return !actual.array;
        case BaseType::anyenum: return actual.base == BaseType::enumeration && !actual.array;
        default: return can_coerce(state, actual, declared, CastContext::implicit);
    }
}

// Whether the actual types of all polymorphic arguments go together: one anyelement, the element of anyarray;
// one type that all of anycompatible can be.
bool consistent(State& state, std::vector<Type> const& declared, std::vector<Type> const& actual) {
    Type element{};
    std::vector<Type> compatibles;
    bool compatible_array = false;
    for (std::size_t i = 0; i < declared.size() && i < actual.size(); ++i) {
        auto const base = declared[i].base;
        auto const type = actual[i];
        compatible_array = compatible_array || base == BaseType::anycompatiblearray;
        if (type.base == BaseType::unknown) continue;
        bool const array = base == BaseType::anyarray || base == BaseType::anycompatiblearray;
        auto const one = array ? element_of(type) : type;
        if (base == BaseType::anycompatible || base == BaseType::anycompatiblearray ||
            base == BaseType::anycompatiblenonarray)
            compatibles.push_back(one);
        if (base != BaseType::anyelement && base != BaseType::anyarray && base != BaseType::anynonarray &&
            base != BaseType::anyenum)
            continue;
        if (element.base != BaseType::unknown && element != one) return false;
        element = one;
    }
    if (compatibles.empty()) return true;
    auto const common = common_type(state, compatibles, "");
    return common && !(compatible_array && common->array);
}

struct Choosing {
    State& state;
    std::vector<Candidate> const& candidates;
    std::vector<Type> actual;

    std::size_t exact(std::size_t index) const {
        std::size_t count = 0;
        for (std::size_t i = 0; i < actual.size(); ++i)
            if (actual[i] == candidates[index].args[i]) ++count;
        return count;
    }
    // Exact, or converted to a type that its category prefers.
    std::size_t preferred(std::size_t index) const {
        std::size_t count = 0;
        for (std::size_t i = 0; i < actual.size(); ++i) {
            auto const& declared = candidates[index].args[i];
            if (actual[i].base == BaseType::unknown) continue;
            if (actual[i] == declared ||
                (is_preferred(declared) && category_of(declared) == category_of(actual[i])))
                ++count;
        }
        return count;
    }
    template <class Score>
    static void keep_best(Indexes& left, Score score) {
        std::size_t best = 0;
        for (auto const index : left) best = std::max(best, score(index));
        std::erase_if(left, [&](std::size_t index) { return score(index) < best; });
    }
    void keep_fitting(Indexes& left) const {
        std::erase_if(left, [&](std::size_t index) {
            for (std::size_t i = 0; i < actual.size(); ++i)
                if (!fits(state, actual[i], candidates[index].args[i])) return true;
            return !consistent(state, candidates[index].args, actual);
        });
    }

    // Step by step for each literal of unknown type: strings if some candidate takes one, else the one
    // category.
    void keep_by_category(Indexes& left) const {
        for (std::size_t i = 0; i < actual.size(); ++i) {
            if (actual[i].base != BaseType::unknown) continue;
            bool string = false, same = true, has_preferred = false;
            auto category = category_of(candidates[left.front()].args[i]);
            for (auto const index : left) {
                auto const one = category_of(candidates[index].args[i]);
                string = string || one == Category::string;
                same = same && one == category;
            }
            if (string) category = Category::string;
            if (!string && !same) return;
            for (auto const index : left) {
                auto const& declared = candidates[index].args[i];
                has_preferred =
                    has_preferred || (category_of(declared) == category && is_preferred(declared));
            }
            auto rest = left;
            std::erase_if(rest, [&](std::size_t index) {
                auto const& declared = candidates[index].args[i];
                return category_of(declared) != category || (has_preferred && !is_preferred(declared));
            });
            if (!rest.empty()) left = std::move(rest);
        }
    }

    // Literals are taken to be of the type that all other arguments have.
    void keep_by_known_type(Indexes& left) const {
        Type known{};
        for (auto const& type : actual) {
            if (type.base == BaseType::unknown || type == known) continue;
            if (known.base != BaseType::unknown) return;
            known = type;
        }
        if (known.base == BaseType::unknown) return;
        auto rest = left;
        std::erase_if(rest, [&](std::size_t index) {
            for (auto const& declared : candidates[index].args)
                if (!fits(state, known, declared)) return true;
            return !consistent(state, candidates[index].args, std::vector<Type>(actual.size(), known));
        });
        if (rest.size() == 1) left = std::move(rest);
    }
};

std::optional<std::size_t> exact_match(std::vector<Candidate> const& candidates,
                                       std::vector<Type> const& actual) {
    for (std::size_t i = 0; i < candidates.size(); ++i)
        if (candidates[i].args == actual) return i;
    return std::nullopt;
}

}  // namespace

std::optional<std::size_t> choose(State& state, std::vector<Candidate> const& candidates,
                                  std::vector<Type> const& actual, bool is_operator, bool& ambiguous) {
    ambiguous = false;
    std::vector<Type> types;
    for (auto const& type : actual) types.push_back(without_domain(state, unmodified(type)));
    if (auto const found = exact_match(candidates, types)) return found;
    if (is_operator && types.size() == 2 &&
        (types[0].base == BaseType::unknown) != (types[1].base == BaseType::unknown)) {
        auto const known = types[0].base == BaseType::unknown ? types[1] : types[0];
        if (auto const found = exact_match(candidates, {known, known})) return found;
    }
    Choosing const choosing{state, candidates, std::move(types)};
    Indexes left;
    for (std::size_t i = 0; i < candidates.size(); ++i) left.push_back(i);
    choosing.keep_fitting(left);
    if (left.empty()) return std::nullopt;
    if (left.size() > 1) Choosing::keep_best(left, [&](std::size_t i) { return choosing.exact(i); });
    if (left.size() > 1) Choosing::keep_best(left, [&](std::size_t i) { return choosing.preferred(i); });
    if (left.size() > 1) choosing.keep_by_category(left);
    if (left.size() > 1) choosing.keep_by_known_type(left);
    if (left.size() == 1) return left.front();
    ambiguous = true;
    return std::nullopt;
}

Result<Type> unify(State& state, std::vector<Type>& declared, std::vector<Type> const& actual, Type result) {
    Type element{}, compatible{};
    std::vector<Type> compatibles;
    for (std::size_t i = 0; i < declared.size() && i < actual.size(); ++i) {
        auto const type = without_domain(state, unmodified(actual[i]));
        if (type.base == BaseType::unknown) continue;
        switch (declared[i].base) {
            case BaseType::anyelement:
            case BaseType::anynonarray:
            case BaseType::anyenum:
            case BaseType::anyarray: {
                auto const one = declared[i].base == BaseType::anyarray ? element_of(type) : type;
                if (element.base != BaseType::unknown && element != one)
                    return failure("42804", "arguments declared \"anyelement\" are not all alike")
                        .detail(state.shown(element) + " versus " + state.shown(one));
                element = one;
                break;
            }
            case BaseType::anycompatible:
            case BaseType::anycompatiblenonarray: compatibles.push_back(type); break;
            case BaseType::anycompatiblearray: compatibles.push_back(element_of(type)); break;
            default: break;
        }
    }
    if (element.base == BaseType::unknown && std::ranges::any_of(declared, [](Type type) {
            return type.base == BaseType::anyelement || type.base == BaseType::anyarray ||
                   type.base == BaseType::anynonarray || type.base == BaseType::anyenum;
        }))
        return failure("42804", "could not determine polymorphic type because input has type unknown");
    if (!compatibles.empty()) {
        TRY(compatible, common_type(state, compatibles, "arguments of anycompatible"));
    }
    auto const takes_element = [](Type type) {
        return type.base == BaseType::anyelement || type.base == BaseType::anynonarray ||
               type.base == BaseType::anyenum || type.base == BaseType::anyarray;
    };
    if (element.base == BaseType::unknown && std::ranges::any_of(declared, takes_element))
        return failure("42804", "could not determine polymorphic type because input has type unknown");
    auto const actual_of = [&](Type type) {
        switch (type.base) {
            case BaseType::anyelement:
            case BaseType::anynonarray:
            case BaseType::anyenum: return element;
            case BaseType::anyarray: return array_of(element);
            case BaseType::anycompatible:
            case BaseType::anycompatiblenonarray:
                return compatible.base == BaseType::unknown ? Type{BaseType::text} : compatible;
            case BaseType::anycompatiblearray:
                return array_of(compatible.base == BaseType::unknown ? Type{BaseType::text} : compatible);
            default: return type;
        }
    };
    for (auto& type : declared) type = actual_of(type);
    return actual_of(result);
}

}  // namespace backstay::sql::resolving
