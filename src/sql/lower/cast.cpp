// Casts call the functions that the table of casts names; those from and to strings go through the input and
// output functions of the type; then the modifier is applied; a domain checks what is put into it.

#include <algorithm>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

using Text = Result<std::string>;

bool is_string(Type type) {
    return !type.array &&
           (type.base == BaseType::text || type.base == BaseType::varchar || type.base == BaseType::bpchar ||
            type.base == BaseType::name || type.base == BaseType::citext || type.base == BaseType::unknown);
}

// What backstay_input and backstay_text are told of a type: its name, and which enum or row type.
std::string type_arguments(State& state, Type type) {
    return "'" + type_argument(state, type) + "', " + std::to_string(type.user);
}

// From a string to the type, or from the type to a string; a label of an enum is the text itself.
std::string through_text(State& state, std::string value, Type from, Type to) {
    if (is_string(from) == is_string(to) && !from.array && !to.array) return value;
    if (from.base == BaseType::enumeration && !from.array) return value;
    if (is_string(to)) return "backstay_text(" + value + ", " + type_arguments(state, from) + ")";
    if (to.base == BaseType::uuid && !to.array) return "pg_uuid_in(" + value + ")";
    return "backstay_input(" + value + ", " + type_arguments(state, to) + ")";
}

// (1,"a b"): what a row prints needs the types of its fields.
Text row_text(State& state, typed::Expression const& row, std::string const& value) {
    std::vector<typed::EntryColumn> columns;
    if (auto const* made = std::get_if<typed::RowConstructor>(&row.node)) {
        if (made->elements.empty()) return std::string("'()'");
        for (std::size_t i = 0; i < made->elements.size(); ++i) {
            auto const name = i < made->names.size() ? made->names[i] : "f" + std::to_string(i + 1);
            auto type = made->elements[i].type;
            if (type.base == BaseType::unknown) type = {.base = BaseType::text};
            columns.push_back({name, type});
        }
    } else if (row.type.base != BaseType::composite) {
        return not_supported(Limitation::text_of_row);
    }
    return "pg_row_text(" + value + ", " + row_description(state, row.type, std::move(columns)) + ")";
}

bool is_row(Type type) {
    return !type.array && (type.base == BaseType::record || type.base == BaseType::composite);
}

std::string with_modifier(State& state, std::string const& value, Type type, bool explicit_cast) {
    return "backstay_modifier(" + value + ", '" + type_argument(state, type) + "', " +
           std::to_string(type.modifier) + (explicit_cast ? ", 1)" : ", 0)");
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

// Each element on its own: backstay_map('type of the elements', 'expression of ?1', array).
Text elements(State& state, typed::CastCall const& call, std::string const& array) {
    auto const arguments = std::exchange(state.arguments, {"?1"});
    auto each = expression(state, **call.element);
    state.arguments = arguments;
    TRY(auto const text, std::move(each));
    auto const from = storage_base(element_of(call.arg->type), state.catalog());
    return "backstay_map(" + text_literal(type_code(unmodified(from))) + ", " + text_literal(text) + ", " +
           array + ")";
}

}  // namespace

Text cast_call(State& state, typed::CastCall const& call, Type type) {
    if (auto asked = claim(state, call, type)) return claim_value(state, *std::move(asked));
    TRY(auto value, expression(state, *call.arg));
    if (call.element) return elements(state, call, value);
    auto const base = storage_base(type, state.catalog());
    auto const told = [&](BuiltinCast const& c) {
        std::string out = std::string(c.sqlite) + "(" + value;
        if (c.takes_modifier)
            out += ", " + std::to_string(base.modifier) + (call.explicit_cast ? ", 1" : ", 0");
        return out + ")";
    };
    auto const from = storage_base(call.arg->type, state.catalog());
    bool applied = false;
    if (call.cast != nullptr && !call.cast->sqlite.empty()) {
        value = told(*call.cast);
        applied = call.cast->takes_modifier;
    } else if (call.cast == nullptr && base.base == BaseType::enumeration && !base.array && from != base) {
        return labels(state, base, value);
    } else if (call.cast == nullptr && unmodified(from) != unmodified(base) &&
               (is_string(from) || is_string(base)) && is_row(from)) {
        TRY(value, row_text(state, *call.arg, value));
    } else if (call.cast == nullptr && unmodified(from) != unmodified(base) &&
               (is_string(from) || is_string(base))) {
        value = through_text(state, std::move(value), from, base);
    }
    if (base.modifier >= 0 && !applied) value = with_modifier(state, value, base, call.explicit_cast);
    if (type.base == BaseType::domain && call.arg->type != type)
        if (auto const found = state.catalog().domains.find(type.user);
            found != state.catalog().domains.end())
            return domain(state, found->second, value);
    return value;
}

}  // namespace backstay::sql::lowering
