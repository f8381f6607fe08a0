// An array is stored as a JSON array of what its elements are stored as.

#include "base/text.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {

Result<std::string> array(State& state, typed::ArrayConstructor const& a, Type type) {
    TRY(auto const list, expressions(state, a.elements));
    auto const told = "'" + type_argument(state, element_of(type)) + "'";
    return "pg_array(" + told + (list.empty() ? "" : ", " + list) + ")";
}

Result<std::string> subscript(State& state, typed::Subscript const& s, Type type) {
    TRY(auto out, expression(state, *s.array));
    auto const told = "'" + type_argument(state, type) + "'";
    if (!s.slice) {
        std::string indexes;
        for (auto const& [lower, index] : s.bounds) {
            if (!index) return not_supported("an array subscript without an index", "a number");
            TRY(auto const text, expression(state, **index));
            indexes += ", " + text;
        }
        return "pg_array_element(" + told + ", " + out + indexes + ")";
    }
    if (s.bounds.size() != 1) return not_supported("a slice of several dimensions", "one dimension");
    auto const& [lower, upper] = s.bounds.front();
    auto const bound = [&](std::optional<typed::ExpressionBox> const& e) -> Result<std::string> {
        return e ? expression(state, **e) : Result<std::string>("null");
    };
    TRY(auto const from, bound(lower));
    TRY(auto const to, bound(upper));
    return "pg_array_slice(" + out + ", " + from + ", " + to + ")";
}

}  // namespace backstay::sql::lowering
