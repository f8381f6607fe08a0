// Methods and arithmetic of jsonpath.

#include <array>
#include <cmath>
#include <cstdio>

#include "base/limitation.hpp"
#include "engine/sqlite/runtime/decimal.hpp"
#include "engine/sqlite/runtime/jsonpath_run.hpp"
#include "engine/sqlite/values/json_view.hpp"
#include "engine/sqlite/values/numeric_text.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite {
namespace {

bool is_number(std::string_view item) { return kind_of(item) == JsonKind::number; }

// The whole number at or below.
Decimal floor_of(Decimal const& number) {
    auto const cut = BigInteger(number.value / power_of_ten(number.scale));
    auto whole = Decimal{.value = cut};
    if (number.value < 0 && rescaled(whole, number.scale).value != number.value) whole.value -= 1;
    return whole;
}

Decimal rounded(std::string_view method, Decimal number) {
    if (method == "floor") return floor_of(number);
    if (method == "ceiling") return negate(floor_of(negate(std::move(number))));
    return number.sign() < 0 ? negate(std::move(number)) : number;
}

Result<Decimal> computed(PathKind kind, Decimal const& a, Decimal const& b) {
    switch (kind) {
        case PathKind::add: return add(a, b);
        case PathKind::subtract: return subtract(a, b);
        case PathKind::multiply: return multiply(a, b);
        case PathKind::divide: return divide(a, b);
        default: return remainder(a, b);
    }
}

std::string_view name_of(JsonKind kind) {
    switch (kind) {
        case JsonKind::null: return "\"null\"";
        case JsonKind::string: return "\"string\"";
        case JsonKind::number: return "\"number\"";
        case JsonKind::boolean: return "\"boolean\"";
        case JsonKind::array: return "\"array\"";
        default: return "\"object\"";
    }
}

}  // namespace

PathRun::Done PathRun::method(PathNode const& n, Item item, Items* found, bool unwrap) {
    if (n.text == "type") return next(n, name_of(kind_of(item)), found);
    if (n.text == "size") return size(n, item, found);
    if (n.text == "double") return to_double(n, item, found, unwrap);
    if (n.text == "keyvalue") return key_value(n, item, found, unwrap);
    if (n.text == "datetime") return datetime(n, item, found, unwrap);
    return rounding(n, item, found, unwrap);
}

PathRun::Done PathRun::datetime(PathNode const& n, Item item, Items* found, bool unwrap) {
    if (unwrap && is_array(item)) return unwrapped(n, item, found);
    if (kind_of(item) != JsonKind::string)
        return wrong("22031", "jsonpath item method .datetime() can only be applied to a string");
    return not_supported(Limitation::jsonpath_datetime);
}

PathRun::Done PathRun::size(PathNode const& n, Item item, Items* found) {
    if (!is_array(item) && !lax_)
        return wrong_structure("22039", "jsonpath item method .size() can only be applied to an array");
    return next(n, keep(std::to_string(is_array(item) ? count_of(item) : 1)), found);
}

PathRun::Done PathRun::rounding(PathNode const& n, Item item, Items* found, bool unwrap) {
    if (unwrap && is_array(item)) return unwrapped(n, item, found);
    if (!is_number(item))
        return wrong("22036",
                     "jsonpath item method ." + n.text + "() can only be applied to a numeric value");
    TRY(auto number, rounded(n.text, read_decimal(item)).text());
    return next(n, keep(std::move(number)), found);
}

PathRun::Done PathRun::to_double(PathNode const& n, Item item, Items* found, bool unwrap) {
    if (unwrap && is_array(item)) return unwrapped(n, item, found);
    if (is_number(item)) {
        if (parse_float(item, sql::BaseType::float8)) return next(n, item, found);
        return wrong("22036",
                     "numeric argument of jsonpath item method .double() is out of range for type double "
                     "precision");
    }
    if (kind_of(item) != JsonKind::string)
        return wrong("22036",
                     "jsonpath item method .double() can only be applied to a string or numeric value");
    auto const value = parse_float(text_of(item), sql::BaseType::float8);
    if (!value || !std::isfinite(*value))
        return wrong("22036",
                     "string argument of jsonpath item method .double() is not a valid representation of a "
                     "double precision number");
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.15g", *value);
    TRY(auto number, parse_numeric(text.data()));
    return next(n, keep(std::move(number)), found);
}

PathRun::Done PathRun::key_value(PathNode const& n, Item item, Items* found, bool unwrap) {
    if (unwrap && is_array(item)) return unwrapped(n, item, found);
    if (!is_object(item))
        return wrong("2203C", "jsonpath item method .keyvalue() can only be applied to an object");
    // An id says where the object stands in PostgreSQL's storage; that of the whole value is 0.
    if (item.data() != root_.data()) return not_supported(Limitation::jsonpath_inner_keyvalue);
    auto outcome = Outcome::nothing;
    for (JsonWalk walk(item); walk.next();) {
        auto const pair = keep(R"({"id": 0, "key": )" + std::string(walk.key()) +
                               ", \"value\": " + std::string(walk.value()) + "}");
        TRY(outcome, next(n, pair, found));
        if (outcome == Outcome::error || (outcome == Outcome::found && found == nullptr)) return outcome;
    }
    return outcome;
}

PathRun::Done PathRun::arithmetic(PathNode const& n, Item item, Items* found) {
    Items left;
    Items right;
    TRY(auto outcome, operand(*n.left, item, true, left));
    if (outcome == Outcome::error) return outcome;
    TRY(outcome, operand(*n.right, item, true, right));
    if (outcome == Outcome::error) return outcome;
    for (auto const& [values, side] : {std::pair{&left, "left"}, std::pair{&right, "right"}})
        if (values->size() != 1 || !is_number(values->front()))
            return wrong("22038", std::string(side) + " operand of jsonpath operator " +
                                      std::string(operator_text(n.kind)) + " is not a single numeric value");
    auto const result = computed(n.kind, read_decimal(left.front()), read_decimal(right.front()));
    auto text = result ? result->text() : std::unexpected(result.error());
    if (!text) return wrong(text.error()->code, text.error()->message);
    if (!n.next && found == nullptr) return Outcome::found;
    return next(n, keep(*std::move(text)), found);
}

PathRun::Done PathRun::sign(PathNode const& n, Item item, Items* found) {
    Items values;
    TRY(auto outcome, operand(*n.left, item, true, values));
    if (outcome == Outcome::error) return outcome;
    bool const last = !n.next && found == nullptr;
    outcome = Outcome::nothing;
    for (auto value : values) {
        if (last && is_number(value)) return Outcome::found;
        if (last) continue;
        if (!is_number(value))
            return wrong("2203B", "operand of unary jsonpath operator " + std::string(operator_text(n.kind)) +
                                      " is not a numeric value");
        if (n.kind == PathKind::minus) {
            TRY(auto negative, negate(read_decimal(value)).text());
            value = keep(std::move(negative));
        }
        TRY(auto const done, next(n, value, found));
        if (done == Outcome::error) return done;
        if (done == Outcome::found) {
            if (found == nullptr) return done;
            outcome = done;
        }
    }
    return outcome;
}

}  // namespace backstay::engine::sqlite
