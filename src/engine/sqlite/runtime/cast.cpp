// Casts that go through a type's text form, and what a type's modifier makes of a value.

#include "engine/sqlite/runtime/function.hpp"
#include "engine/sqlite/value_text.hpp"
#include "engine/sqlite/values/scalar.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

// 'integer[]', and the enum's id where it is one.
sql::Type type_of(std::string_view name, std::int64_t user) {
    bool const array = name.ends_with("[]");
    if (array) name.remove_suffix(2);
    sql::Type type{.base = sql::find_builtin_type(name), .array = array};
    if (user != 0) type = {.base = BaseType::enumeration, .user = user, .array = array};
    if (name == "record") type = {.base = BaseType::record, .array = array};
    return type;
}

Result<Value> from_text(Arguments const& args) {
    return input_value(args.text(0), type_of(args.text(1), args.integer(2)), args.state());
}

Result<Value> uuid_from_text(Arguments const& args) {
    TRY(auto uuid, parse_uuid(args.text(0)));
    return Value(std::move(uuid));
}

Result<Value> to_text(Arguments const& args) {
    auto const type = type_of(args.text(1), args.integer(2));
    if (type.base == sql::BaseType::boolean && !type.array)
        return Value(std::string(args.boolean(0) ? "true" : "false"));
    std::string out;
    append_text(out, args.stored(0), type, args.state());
    return Value(std::move(out));
}

// A cast that is written out cuts a string where an assignment refuses it.
Result<Value> fit(Arguments const& args) {
    auto type = type_of(args.text(1), 0);
    type.modifier = static_cast<std::int32_t>(args.integer(2));
    auto value = args.value(0);
    bool const cuts =
        args.boolean(3) && !type.array && (type.base == BaseType::varchar || type.base == BaseType::bpchar);
    if (auto* text = std::get_if<std::string>(&value); text != nullptr && cuts)
        *text = std::string(first_characters(*text, static_cast<std::size_t>(type.modifier)));
    if (auto* bits = std::get_if<std::string>(&value); bits != nullptr && args.boolean(3) && !type.array)
        if (type.base == BaseType::bit ||
            (type.base == BaseType::varbit && bits->size() > static_cast<std::size_t>(type.modifier)))
            bits->resize(static_cast<std::size_t>(type.modifier), '0');
    return apply_modifier(std::move(value), type);
}

constexpr auto cast_functions = std::to_array<Scalar>({
    {"backstay_input", 3, from_text},
    {"pg_uuid_in", 1, uuid_from_text},
    {"backstay_text", 3, to_text},
    {"backstay_modifier", 4, fit},
});

}  // namespace

Result<void> register_cast(Connection const& db, StatementState& state) {
    return register_scalars(db, state, cast_functions);
}

}  // namespace backstay::engine::sqlite
