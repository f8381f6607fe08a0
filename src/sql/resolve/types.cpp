// Types by name, their categories, and the common type of several.
// https://www.postgresql.org/docs/15/typeconv-union-case.html

#include "sql/resolve/types.hpp"

#include "sql/find_type.hpp"

namespace backstay::sql::resolving {

std::string State::shown(Type type) const { return catalog().type_name(unmodified(type), with.search_path); }

Result<Type> find_type(State& state, TypeName const& name) {
    TRY(auto const type, sql::find_type(state.catalog(), state.with.search_path, name));
    note_type(state, name, type);
    return type;
}

Type without_domain(State const& state, Type type) {
    while (type.base == BaseType::domain && !type.array) {
        auto const found = state.catalog().domains.find(type.user);
        if (found == state.catalog().domains.end()) return type;
        type = found->second.base;
    }
    return type;
}

Category category_of(Type type) {
    if (type.array) return Category::array;
    switch (type.base) {
        case BaseType::unknown: return Category::unknown;
        case BaseType::boolean: return Category::boolean;
        case BaseType::int2:
        case BaseType::int4:
        case BaseType::int8:
        case BaseType::numeric:
        case BaseType::float4:
        case BaseType::float8:
        case BaseType::oid:
        case BaseType::regclass:
        case BaseType::regtype: return Category::number;
        case BaseType::text:
        case BaseType::varchar:
        case BaseType::bpchar:
        case BaseType::name:
        case BaseType::citext: return Category::string;
        case BaseType::date:
        case BaseType::time:
        case BaseType::timetz:
        case BaseType::timestamp:
        case BaseType::timestamptz: return Category::date_time;
        case BaseType::interval: return Category::timespan;
        case BaseType::enumeration: return Category::enumeration;
        case BaseType::composite:
        case BaseType::record: return Category::composite;
        default: return type.base >= BaseType::any ? Category::pseudo : Category::user;
    }
}

bool is_preferred(Type type) {
    if (type.array) return false;
    switch (type.base) {
        case BaseType::boolean:
        case BaseType::float8:
        case BaseType::oid:
        case BaseType::text:
        case BaseType::timestamptz:
        case BaseType::interval: return true;
        default: return false;
    }
}

Result<Type> common_type(State& state, std::vector<Type> const& types, std::string_view what) {
    Type chosen{};
    for (auto const& given : types) {
        auto const type = without_domain(state, unmodified(given));
        if (type.base == BaseType::unknown || type == chosen) continue;
        if (chosen.base == BaseType::unknown) {
            chosen = type;
            continue;
        }
        if (category_of(chosen) != category_of(type))
            return failure("42804", std::string(what) + " types " + state.shown(chosen) + " and " +
                                        state.shown(type) + " cannot be matched");
        bool const wider = !is_preferred(chosen) && can_coerce(state, chosen, type, CastContext::implicit) &&
                           !can_coerce(state, type, chosen, CastContext::implicit);
        if (wider) chosen = type;
    }
    if (chosen.base == BaseType::unknown) return Type{BaseType::text};
    for (auto const& given : types)
        if (given.base != BaseType::unknown && !can_coerce(state, given, chosen, CastContext::implicit))
            return failure("42846", std::string(what) + " could not convert type " + state.shown(given) +
                                        " to " + state.shown(chosen));
    return chosen;
}

}  // namespace backstay::sql::resolving
