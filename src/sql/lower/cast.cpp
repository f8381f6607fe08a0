// Casts call the functions that the table of casts names; a modifier is applied by the cast of the type to
// itself; a domain checks what is put into it.

#include <algorithm>

#include "base/text.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

using Text = Result<std::string>;

BuiltinCast const* modifier_cast(Type type) {
    auto const casts = builtin_casts();
    auto const found = std::ranges::find_if(casts, [&](BuiltinCast const& c) {
        return c.from == type.base && c.to == type.base && c.takes_modifier;
    });
    return found == casts.end() ? nullptr : &*found;
}

Text labels(State& state, Type type, std::string const& value) {
    auto const found = state.catalog().enums.find(type.user);
    if (found == state.catalog().enums.end()) return internal_error("an enum type that is gone");
    return "backstay_enum(" + value + ", " + std::to_string(type.user) + ")";
}

// What a domain refuses, it names: its NOT NULL and its CHECKs, in the order of their names.
Text domain(State& state, DomainType const& d, std::string value) {
    if (d.base.base == BaseType::domain)
        if (auto const found = state.catalog().domains.find(d.base.user);
            found != state.catalog().domains.end()) {
            TRY(value, domain(state, found->second, std::move(value)));
        }
    return "backstay_domain(" + value + ", " + std::to_string(d.id) + ")";
}

}  // namespace

Text cast_call(State& state, typed::CastCall const& call, Type type) {
    TRY(auto value, expression(state, *call.arg));
    auto const base = storage_base(type, state.catalog());
    auto const told = [&](BuiltinCast const& c) {
        std::string out = std::string(c.sqlite) + "(" + value;
        if (c.takes_modifier)
            out += ", " + std::to_string(base.modifier) + (call.explicit_cast ? ", 1" : ", 0");
        return out + ")";
    };
    bool applied = false;
    if (call.cast != nullptr && !call.cast->sqlite.empty()) {
        value = told(*call.cast);
        applied = call.cast->takes_modifier;
    }
    if (base.modifier >= 0 && !applied)
        if (auto const* own = modifier_cast(base)) value = told(*own);
    auto const from = storage_base(call.arg->type, state.catalog());
    if (base.base == BaseType::enumeration && !base.array && from != base) return labels(state, base, value);
    if (type.base == BaseType::domain && call.arg->type != type)
        if (auto const found = state.catalog().domains.find(type.user);
            found != state.catalog().domains.end())
            return domain(state, found->second, value);
    return value;
}

}  // namespace backstay::sql::lowering
