// Values of one type as values of another.
// https://www.postgresql.org/docs/15/sql-createcast.html, https://www.postgresql.org/docs/15/typeconv.html

#include <algorithm>

#include "base/limitation.hpp"
#include "sql/resolve/types.hpp"

namespace backstay::sql::resolving {
namespace {

using typed::CastCall;

BuiltinCast const* find_cast(BaseType from, BaseType to) {
    auto const casts = builtin_casts();
    auto const found =
        std::ranges::find_if(casts, [&](BuiltinCast const& c) { return c.from == from && c.to == to; });
    return found == casts.end() ? nullptr : &*found;
}

bool is_string(Type type) { return category_of(type) == Category::string; }

// Every type has a text form: it may be assigned to strings, and read from them when that is asked for.
bool by_text(Type from, Type to, CastContext context) {
    if (is_string(to)) return context != CastContext::implicit;
    return is_string(from) && context == CastContext::explicit_;
}

bool builtin_cast_allows(Type from, Type to, CastContext context) {
    auto const* const cast = find_cast(from.base, to.base);
    return cast != nullptr && cast->context <= context;
}

typed::Expression cast_node(typed::Expression arg, BuiltinCast const* cast, Type type, CastContext context) {
    return {.node = CastCall{.arg = typed::ExpressionBox(std::move(arg)),
                             .cast = cast,
                             .explicit_cast = context == CastContext::explicit_},
            .type = type};
}

Result<typed::Expression> coerce_elements(State& state, typed::Expression e, Type type, CastContext context) {
    if (auto* const elements = std::get_if<typed::ArrayConstructor>(&e.node)) {
        for (auto& element : elements->elements) {
            auto const to = element.type.array ? type : element_of(type);
            TRY(element, coerce(state, std::move(element), to, context));
        }
        e.type = type;
        return e;
    }
    typed::Expression one{.node = typed::Parameter{1}, .type = element_of(e.type)};
    TRY(auto each, coerce(state, std::move(one), element_of(type), context));
    auto cast = cast_node(std::move(e), nullptr, type, context);
    std::get<CastCall>(cast.node).element = typed::ExpressionBox(std::move(each));
    return cast;
}

// varchar(4), numeric(8,2): what is left of the value.
Result<typed::Expression> with_modifier(State& state, typed::Expression e, Type type, CastContext context) {
    if (type.modifier < 0 || e.type.modifier == type.modifier || context == CastContext::implicit) {
        // 1.555::numeric(3,2) rounds by the type of its node, whatever the value is used as.
        if (type.modifier < 0 && !std::holds_alternative<CastCall>(e.node)) e.type = type;
        return e;
    }
    if (type.array) return coerce_elements(state, std::move(e), type, context);
    return cast_node(std::move(e), nullptr, type, context);
}

// A literal is of the type its context asks for; so is a parameter that nothing gave a type before.
std::optional<typed::Expression> known(State& state, typed::Expression const& e, Type type) {
    if (e.type.base != BaseType::unknown) return std::nullopt;
    // interval '5' day: what the text means depends on the modifier.
    if (auto const* const constant = std::get_if<typed::Constant>(&e.node))
        return typed::Expression{.node = *constant,
                                 .type = type.base == BaseType::interval ? type : unmodified(type)};
    if (auto const* const parameter = std::get_if<typed::Parameter>(&e.node)) {
        auto const index = static_cast<std::size_t>(parameter->number - 1);
        if (state.parameters.size() <= index) state.parameters.resize(index + 1);
        auto& slot = state.parameters[index];
        if (slot.base == BaseType::unknown) slot = unmodified(type);
        return typed::Expression{.node = *parameter, .type = slot};
    }
    return std::nullopt;
}

// Whether values of type `a` are values of type `b` as they are stored.
bool stored_alike(Type a, Type b) {
    auto const whole = [](Type t) {
        return t.base == BaseType::int2 || t.base == BaseType::int4 || t.base == BaseType::int8;
    };
    bool const widens = whole(a) && whole(b) && a.base <= b.base;
    auto const plain = [](Type t) { return t.base == BaseType::text || t.base == BaseType::varchar; };
    return a.base == b.base || widens || (plain(a) && plain(b));
}

Result<typed::Expression> coerce_array(State& state, typed::Expression e, Type type, CastContext context) {
    if (stored_alike(element_of(e.type), element_of(type)) && e.type.user == type.user)
        return with_modifier(state, cast_node(std::move(e), nullptr, unmodified(type), context), type,
                             context);
    return coerce_elements(state, std::move(e), type, context);
}

// (1, 'a')::pair: each element becomes a field of the type, in its order.
Result<typed::Expression> coerce_row(State& state, typed::RowConstructor row, Type type,
                                     CastContext context) {
    auto const* relation = state.catalog().relation(type.user);
    if (relation == nullptr) return internal_error("a row type that is gone");
    auto const wanted = relation->columns.size();
    if (row.elements.size() != wanted)
        return failure("42846", "cannot cast type record to " + state.shown(type))
            .detail(row.elements.size() < wanted ? "Input has too few columns."
                                                 : "Input has too many columns.");
    row.names.clear();
    for (std::size_t i = 0; i < wanted; ++i) {
        TRY(row.elements[i], coerce(state, std::move(row.elements[i]), relation->columns[i].type, context));
        row.names.push_back(relation->columns[i].name);
    }
    return typed::Expression{.node = std::move(row), .type = type};
}

Result<typed::Expression> convert(State& state, typed::Expression e, Type type, CastContext context) {
    auto const from = e.type;
    if (from.array && type.array) return coerce_array(state, std::move(e), type, context);
    bool const rows = category_of(from) == Category::composite && category_of(type) == Category::composite;
    if (rows) {
        if (auto* const row = std::get_if<typed::RowConstructor>(&e.node);
            row != nullptr && type.base == BaseType::composite)
            return coerce_row(state, std::move(*row), type, context);
        e.type = type;
        return e;
    }
    bool const label = from.base == BaseType::enumeration || type.base == BaseType::enumeration;
    if (label && !from.array && !type.array)
        return with_modifier(state, cast_node(std::move(e), nullptr, unmodified(type), context), type,
                             context);
    auto const* const cast = from.array || type.array ? nullptr : find_cast(from.base, type.base);
    if (cast == nullptr && by_text(from, type, context))
        return with_modifier(state, cast_node(std::move(e), nullptr, unmodified(type), context), type,
                             context);
    if (cast == nullptr)
        return not_supported(Limitation::cast_between_types, state.shown(from) + " to " + state.shown(type));
    if (cast->takes_modifier) return cast_node(std::move(e), cast, type, context);
    return with_modifier(state, cast_node(std::move(e), cast, unmodified(type), context), type, context);
}

}  // namespace

bool can_coerce(State& state, Type from, Type to, CastContext context) {
    from = unmodified(from);
    to = unmodified(to);
    if (from == to || from.base == BaseType::unknown || to.base == BaseType::any) return true;
    if (from.base == BaseType::domain && !from.array)
        return can_coerce(state, without_domain(state, from), to, context);
    if (to.base == BaseType::domain && !to.array)
        return can_coerce(state, from, without_domain(state, to), context);
    if (from.array && to.array) return can_coerce(state, element_of(from), element_of(to), context);
    if (!from.array && !to.array) {
        if (category_of(from) == Category::composite && category_of(to) == Category::composite)
            return to.base == BaseType::record || context != CastContext::implicit;
        if (builtin_cast_allows(from, to, context)) return true;
    }
    return by_text(from, to, context);
}

Result<typed::Expression> coerce(State& state, typed::Expression e, Type type, CastContext context) {
    if (type.base == BaseType::domain && !type.array) {
        if (unmodified(e.type) == unmodified(type)) return e;
        TRY(auto inner, coerce(state, std::move(e), without_domain(state, type), context));
        return cast_node(std::move(inner), nullptr, type, context);
    }
    if (type.base == BaseType::domain && type.array && e.type.base == BaseType::unknown) {
        auto const base = array_of(without_domain(state, element_of(type)));
        TRY(auto inner, coerce(state, std::move(e), base, context));
        return coerce_elements(state, std::move(inner), type, context);
    }
    if (auto constant = known(state, e, type)) {
        if (unmodified(constant->type) == unmodified(type))
            return with_modifier(state, *std::move(constant), type, context);
        e = *std::move(constant);
    } else if (e.type.base == BaseType::unknown) {
        e.type = {BaseType::text};
        context = CastContext::explicit_;
    }
    if (type.base == BaseType::any) return e;
    e.type = without_domain(state, e.type);
    if (unmodified(e.type) == unmodified(type)) return with_modifier(state, std::move(e), type, context);
    if (!can_coerce(state, e.type, type, context))
        return failure("42846", "cannot cast type " + state.shown(e.type) + " to " + state.shown(type));
    return convert(state, std::move(e), type, context);
}

Result<typed::Expression> settle(State& state, typed::Expression e) {
    if (e.type.base != BaseType::unknown) return e;
    return coerce(state, std::move(e), {BaseType::text}, CastContext::implicit);
}

}  // namespace backstay::sql::resolving
