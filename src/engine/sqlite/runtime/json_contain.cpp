// What a jsonb holds: @>, <@, ?, ?|, ?&.

#include <algorithm>
#include <array>

#include "engine/sqlite/runtime/json.hpp"
#include "engine/sqlite/values/json_text.hpp"
#include "engine/sqlite/values/json_view.hpp"

namespace backstay::engine::sqlite {
namespace {

using View = std::string_view;

bool equal_scalars(View a, View b) {
    return !is_container(a) && !is_container(b) && compare_jsonb(a, b) == 0;
}

bool contains(View outer, View inner);

// Each element of one array is found in the other, however often and wherever.
bool contains_elements(View outer, View inner) {
    auto const elements = elements_of(outer);
    for (JsonWalk walk(inner); walk.next();) {
        auto const wanted = walk.value();
        auto const found = std::ranges::any_of(elements, [&](View e) {
            return is_container(wanted) ? contains(e, wanted) : equal_scalars(e, wanted);
        });
        if (!found) return false;
    }
    return true;
}

bool contains_members(View outer, View inner) {
    JsonWalk have(outer);
    bool more = have.next();
    for (JsonWalk walk(inner); walk.next(); more = have.next()) {
        while (more && have.key() != walk.key()) more = have.next();  // both are in one order
        if (!more) return false;
        auto const wanted = walk.value();
        if (is_container(wanted) ? !contains(have.value(), wanted) : !equal_scalars(have.value(), wanted))
            return false;
    }
    return true;
}

// REQUIRES: `inner` is a container.
bool contains(View outer, View inner) {
    if (kind_of(outer) != kind_of(inner)) return false;
    return is_object(inner) ? contains_members(outer, inner) : contains_elements(outer, inner);
}

// At the top an array also contains a scalar that is one of its elements.
bool contains_value(View outer, View inner) {
    if (is_container(inner)) return contains(outer, inner);
    if (!is_array(outer)) return equal_scalars(outer, inner);
    auto const elements = elements_of(outer);
    return std::ranges::any_of(elements, [&](View e) { return equal_scalars(e, inner); });
}

bool has_name(View json, View name) {
    if (!is_container(json)) return kind_of(json) == JsonKind::string && is_key(json, name);
    for (JsonWalk walk(json); walk.next();) {
        if (is_object(json) && is_key(walk.key(), name)) return true;
        if (is_array(json) && kind_of(walk.value()) == JsonKind::string && is_key(walk.value(), name))
            return true;
    }
    return false;
}

Value truth(bool value) { return std::int64_t{value ? 1 : 0}; }

Result<Value> contains_call(Arguments const& args) {
    return truth(contains_value(args.text(0), args.text(1)));
}
Result<Value> contained_call(Arguments const& args) {
    return truth(contains_value(args.text(1), args.text(0)));
}
Result<Value> exists(Arguments const& args) { return truth(has_name(args.text(0), args.text(1))); }

Result<Value> exists_any(Arguments const& args) {
    auto const names = texts_of(args, 1);
    return truth(
        std::ranges::any_of(names, [&](auto const& name) { return name && has_name(args.text(0), *name); }));
}
Result<Value> exists_all(Arguments const& args) {
    auto const names = texts_of(args, 1);
    return truth(
        std::ranges::all_of(names, [&](auto const& name) { return !name || has_name(args.text(0), *name); }));
}

constexpr auto json_contain_functions = std::to_array<Scalar>({
    {"pg_jsonb_contains", 2, contains_call},
    {"pg_jsonb_contained", 2, contained_call},
    {"pg_jsonb_exists", 2, exists},
    {"pg_jsonb_exists_any", 2, exists_any},
    {"pg_jsonb_exists_all", 2, exists_all},
});

}  // namespace

Result<void> register_json_containment(Connection const& db, StatementState& state) {
    return register_scalars(db, state, json_contain_functions);
}

}  // namespace backstay::engine::sqlite
