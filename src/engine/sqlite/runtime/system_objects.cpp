// regtype by name and number, and types as they are printed:
// https://www.postgresql.org/docs/15/functions-info.html#FUNCTIONS-INFO-CATALOG-TABLE

#include <array>

#include "engine/sqlite/runtime/object_name.hpp"
#include "engine/sqlite/runtime/system.hpp"

namespace backstay::engine::sqlite {
namespace {

sql::Catalog const& catalog_of(Arguments const& args) { return *args.state().catalog; }

Result<Value> to_regtype(Arguments const& args) {
    auto const type = find_named_type(catalog_of(args), args.text(0));
    return type ? Value(catalog_of(args).type_name(*type, {"public"})) : Value();
}

Result<Value> cast_regclass(Arguments const& args) {
    TRY(auto const* relation, require_relation(catalog_of(args), args.text(0)));
    return relation->id;
}

Result<Value> regtype_oid(Arguments const& args) {
    auto const type = find_named_type(catalog_of(args), args.text(0));
    return type ? oid_of(*type) : std::int64_t{0};
}

Result<Value> oid_regtype(Arguments const& args) {
    auto const type = type_of_oid(catalog_of(args), args.integer(0));
    return type ? catalog_of(args).type_name(*type, {"public"}) : std::to_string(args.integer(0));
}

// The modifier as pg_attribute.atttypmod has it: lengths and numeric's are 4 more.
Result<Value> format_type(Arguments const& args) {
    if (args.is_null(0)) return Value();
    if (args.integer(0) == 0) return std::string("-");
    auto type = type_of_oid(catalog_of(args), args.integer(0));
    if (!type) return std::string("???");
    if (!args.is_null(1) && args.integer(1) >= 0) {
        auto const base = type->base;
        bool const longer =
            base == sql::BaseType::varchar || base == sql::BaseType::bpchar || base == sql::BaseType::numeric;
        type->modifier = static_cast<std::int32_t>(args.integer(1) - (longer ? 4 : 0));
    }
    return catalog_of(args).type_name(*type, {"public"});
}

constexpr auto changing = Purity::changing;
constexpr auto strict = Strictness::strict;
constexpr auto system_objects_functions = std::to_array<Scalar>({
    {"pg_to_regtype", 1, to_regtype, strict, changing},
    {"pg_text_regclass", 1, cast_regclass, strict, changing},
    {"pg_regtype_oid", 1, regtype_oid, strict, changing},
    {"pg_oid_regtype", 1, oid_regtype, strict, changing},
    {"pg_format_type", 2, format_type, Strictness::takes_null, changing},
});

}  // namespace

Result<void> register_system_objects(Connection const& db, StatementState& state) {
    return register_scalars(db, state, system_objects_functions);
}

}  // namespace backstay::engine::sqlite
