// An array is stored as a JSON array of what its elements are stored as.

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {

Result<std::string> array(State& state, typed::ArrayConstructor const& a, Type type) {
    TRY(auto const list, expressions(state, a.elements));
    bool const nested = !a.elements.empty() && a.elements.front().type.array;
    return std::string(nested ? "pg_array_of_arrays('" : "pg_array('") +
           type_argument(state, element_of(type)) + "'" + (list.empty() ? "" : ", ") + list + ")";
}

namespace {

// Each dimension says which of its bounds are given; a single index among slices is an upper bound.
Result<std::string> slice(State& state, typed::Subscript const& s, std::string const& array) {
    std::string given, bounds;
    for (auto const& [lower, upper] : s.bounds) {
        given += lower ? 'l' : '-';
        given += upper ? 'u' : '-';
        for (auto const* bound : {&lower, &upper}) {
            if (!*bound) continue;
            TRY(auto const text, expression(state, ***bound));
            bounds += ", " + text;
        }
    }
    return "pg_array_slice('" + given + "', " + array + bounds + ")";
}

}  // namespace

Result<std::string> subscript(State& state, typed::Subscript const& s, Type type) {
    TRY(auto const array, expression(state, *s.array));
    if (s.slice) return slice(state, s, array);
    std::string indexes;
    for (auto const& [lower, index] : s.bounds) {
        if (!index) return not_supported(Limitation::open_subscript);
        TRY(auto const text, expression(state, **index));
        indexes += ", " + text;
    }
    return "pg_array_element('" + type_argument(state, type) + "', " + array + indexes + ")";
}

}  // namespace backstay::sql::lowering
