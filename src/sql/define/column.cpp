#include <algorithm>

#include "base/text.hpp"
#include "sql/define/work.hpp"
#include "sql/print/postgres.hpp"

namespace backstay::sql::defining {
namespace {

// serial and its sizes are shorthands: an integer column, a sequence of its own, a default of nextval().
BaseType serial_base(TypeName const& type) {
    auto const& name = type.name.name;
    if (!type.name.schema.empty()) return BaseType::unknown;
    if (name == "serial" || name == "serial4") return BaseType::int4;
    if (name == "bigserial" || name == "serial8") return BaseType::int8;
    if (name == "smallserial" || name == "serial2") return BaseType::int2;
    return BaseType::unknown;
}

Expression next_value(QualifiedName const& sequence) {
    auto const name = quote_identifier(sequence.schema) + "." + quote_identifier(sequence.name);
    return call({"", "nextval"}, {cast(text_literal(name), {.name = {"pg_catalog", "regclass"}})});
}

Result<void> own_sequence(Work& work, CatalogRelation const& relation, CatalogColumn& column,
                          SequenceOptions const& options) {
    auto const& schema = relation.name.schema;
    auto const taken = [&](std::string const& chosen) { return is_taken(work, {schema, chosen}); };
    QualifiedName name{schema, choose_name(relation.name.name, column.name, "seq", taken)};
    auto owned = options;
    // GENERATED ... AS IDENTITY (SEQUENCE NAME name), as pg_dump writes it.
    if (!options.owned_by.empty()) name.name = options.owned_by.back();
    owned.owned_by = {relation.name.name, column.name};
    TRY(column.sequence, add_sequence(work, name, owned, column.type.base));
    return {};
}

Result<void> set_default(Work& work, CatalogRelation const& relation, CatalogColumn& column,
                         Expression const& expression) {
    if (work.context.typing != nullptr)
        TRY_VOID(work.context.typing->check_expression(work.catalog(), nullptr, expression, column.type));
    static_cast<void>(relation);
    column.default_value = expression;
    column.default_text = print_postgres(expression);
    return {};
}

Result<void> set_generated(Work& work, CatalogRelation const& relation, CatalogColumn& column,
                           Constraint const& constraint) {
    static_cast<void>(work);
    static_cast<void>(relation);
    column.generated = true;
    column.default_value = *constraint.expression;
    column.default_text = print_postgres(*constraint.expression);
    return {};
}

Result<void> set_identity(Work& work, CatalogRelation const& relation, CatalogColumn& column,
                          Constraint const& constraint) {
    auto const base = column.type.base;
    if (base != BaseType::int2 && base != BaseType::int4 && base != BaseType::int8)
        return failure("22023", "identity column type must be smallint, integer, or bigint");
    column.identity = constraint.identity;
    column.not_null = true;
    return own_sequence(work, relation, column, constraint.sequence);
}

}  // namespace

Result<CatalogColumn> make_column(Work& work, CatalogRelation const& relation, ColumnSpec const& spec,
                                  std::vector<Constraint>& rest) {
    CatalogColumn column{.name = spec.name};
    auto const serial = serial_base(spec.type);
    if (serial != BaseType::unknown) {
        column.type = {.base = serial};
        column.not_null = true;
        TRY_VOID(own_sequence(work, relation, column, {}));
        column.default_value = next_value(work.catalog().relations.at(column.sequence).name);
        column.default_text = print_postgres(*column.default_value);
    } else {
        TRY(column.type, find_type(work, spec.type));
    }
    if (column.type.base == BaseType::record || column.type.base == BaseType::unknown)
        return failure("42P16", "column \"" + spec.name + "\" has pseudo-type " +
                                    std::string(type_name(column.type.base)));
    if (spec.collation) column.collation = spec.collation->name;

    for (auto const& constraint : spec.constraints) {
        switch (constraint.kind) {
            case ConstraintKind::not_null: column.not_null = true; break;
            case ConstraintKind::null: break;
            case ConstraintKind::default_value:
                TRY_VOID(set_default(work, relation, column, *constraint.expression));
                break;
            case ConstraintKind::generated:
                TRY_VOID(set_generated(work, relation, column, constraint));
                break;
            case ConstraintKind::identity: TRY_VOID(set_identity(work, relation, column, constraint)); break;
            case ConstraintKind::primary_key: column.not_null = true; [[fallthrough]];
            default:
                rest.push_back(constraint);
                if (constraint.kind != ConstraintKind::check) rest.back().columns = {spec.name};
        }
    }
    return column;
}

}  // namespace backstay::sql::defining
