// The relations of information_schema and pg_catalog that the embedded engine has: table functions without
// arguments over the catalog, which FROM finds by their qualified name. Of pg_catalog's columns those are
// left out whose types the engine has not.

#include "sql/builtin/families.hpp"

#include <array>

#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;

// name:type, where i is a number, n a name, t a text, b a boolean, o an oid, s a small number, f a real,
// an a after it an array.
struct Definition {
    std::string_view name;
    std::string_view sqlite;
    std::string_view columns;
};

constexpr auto information_schema = std::to_array<Definition>({
    {"information_schema.tables", "pg_information_tables",
     "table_catalog:n table_schema:n table_name:n table_type:t self_referencing_column_name:n "
     "reference_generation:t user_defined_type_catalog:n user_defined_type_schema:n user_defined_type_name:n "
     "is_insertable_into:t is_typed:t commit_action:t"},
    {"information_schema.columns", "pg_information_columns",
     "table_catalog:n table_schema:n table_name:n column_name:n ordinal_position:i column_default:t "
     "is_nullable:t data_type:t character_maximum_length:i character_octet_length:i numeric_precision:i "
     "numeric_precision_radix:i numeric_scale:i datetime_precision:i interval_type:t interval_precision:i "
     "character_set_catalog:n character_set_schema:n character_set_name:n collation_catalog:n "
     "collation_schema:n collation_name:n domain_catalog:n domain_schema:n domain_name:n udt_catalog:n "
     "udt_schema:n udt_name:n scope_catalog:n scope_schema:n scope_name:n maximum_cardinality:i "
     "dtd_identifier:n is_self_referencing:t is_identity:t identity_generation:t identity_start:t "
     "identity_increment:t identity_maximum:t identity_minimum:t identity_cycle:t is_generated:t "
     "generation_expression:t is_updatable:t"},
    {"information_schema.schemata", "pg_information_schemata",
     "catalog_name:n schema_name:n schema_owner:n default_character_set_catalog:n "
     "default_character_set_schema:n default_character_set_name:n sql_path:t"},
    {"information_schema.table_constraints", "pg_information_table_constraints",
     "constraint_catalog:n constraint_schema:n constraint_name:n table_catalog:n table_schema:n table_name:n "
     "constraint_type:t is_deferrable:t initially_deferred:t enforced:t nulls_distinct:t"},
    {"information_schema.key_column_usage", "pg_information_key_column_usage",
     "constraint_catalog:n constraint_schema:n constraint_name:n table_catalog:n table_schema:n table_name:n "
     "column_name:n ordinal_position:i position_in_unique_constraint:i"},
    {"information_schema.constraint_column_usage", "pg_information_constraint_column_usage",
     "table_catalog:n table_schema:n table_name:n column_name:n constraint_catalog:n constraint_schema:n "
     "constraint_name:n"},
    {"information_schema.referential_constraints", "pg_information_referential_constraints",
     "constraint_catalog:n constraint_schema:n constraint_name:n unique_constraint_catalog:n "
     "unique_constraint_schema:n unique_constraint_name:n match_option:t update_rule:t delete_rule:t"},
    {"information_schema.views", "pg_information_views",
     "table_catalog:n table_schema:n table_name:n view_definition:t check_option:t is_updatable:t "
     "is_insertable_into:t is_trigger_updatable:t is_trigger_deletable:t is_trigger_insertable_into:t"},
    {"information_schema.triggers", "pg_information_triggers",
     "trigger_catalog:n trigger_schema:n trigger_name:n event_manipulation:t event_object_catalog:n "
     "event_object_schema:n event_object_table:n action_order:i action_condition:t action_statement:t "
     "action_orientation:t action_timing:t action_reference_old_table:n action_reference_new_table:n "
     "action_reference_old_row:n action_reference_new_row:n created:t"},
});

constexpr auto pg_catalog = std::to_array<Definition>({
    {"pg_catalog.pg_class", "pg_catalog_class",
     "oid:o relname:n relnamespace:o relowner:o relhasindex:b relpersistence:t relkind:t relnatts:s "
     "relchecks:s "
     "relhastriggers:b relrowsecurity:b relforcerowsecurity:b relispopulated:b relispartition:b"},
    {"pg_catalog.pg_namespace", "pg_catalog_namespace", "oid:o nspname:n nspowner:o"},
    {"pg_catalog.pg_attribute", "pg_catalog_attribute",
     "attrelid:o attname:n atttypid:o attnum:s attndims:i atttypmod:i attnotnull:b atthasdef:b attidentity:t "
     "attgenerated:t attisdropped:b attislocal:b attinhcount:i"},
    {"pg_catalog.pg_type", "pg_catalog_type",
     "oid:o typname:n typnamespace:o typowner:o typtype:t typcategory:t typrelid:o typelem:o typarray:o "
     "typnotnull:b typbasetype:o typtypmod:i"},
    {"pg_catalog.pg_enum", "pg_catalog_enum", "oid:o enumtypid:o enumsortorder:f enumlabel:n"},
    {"pg_catalog.pg_proc", "pg_catalog_proc",
     "oid:o proname:n pronamespace:o proowner:o prorows:f prokind:t prosecdef:b proisstrict:b proretset:b "
     "provolatile:t pronargs:s pronargdefaults:s prorettype:o proargnames:ta prosrc:t"},
    {"pg_catalog.pg_roles", "pg_catalog_roles",
     "rolname:n rolsuper:b rolinherit:b rolcreaterole:b rolcreatedb:b rolcanlogin:b rolreplication:b "
     "rolconnlimit:i rolpassword:t rolbypassrls:b oid:o"},
    {"pg_catalog.pg_tables", "pg_catalog_tables",
     "schemaname:n tablename:n tableowner:n tablespace:n hasindexes:b hasrules:b hastriggers:b "
     "rowsecurity:b"},
    {"pg_catalog.pg_views", "pg_catalog_views", "schemaname:n viewname:n viewowner:n definition:t"},
    {"pg_catalog.pg_indexes", "pg_catalog_indexes", "schemaname:n tablename:n indexname:n"},
    {"pg_catalog.pg_policies", "pg_catalog_policies",
     "schemaname:n tablename:n policyname:n permissive:t roles:na cmd:t qual:t with_check:t"},
    {"pg_catalog.pg_extension", "pg_catalog_extension", "extname:n extversion:t"},
});

Type type_of(std::string_view code) {
    bool const array = code.ends_with('a');
    auto type = [&] {
        switch (code.front()) {
            case 'i': return int4;
            case 's': return int2;
            case 'b': return boolean;
            case 'o': return oid;
            case 'f': return float4;
            case 'n': return name;
            default: return text;
        }
    }();
    type.array = array;
    return type;
}

Builtin made(Definition const& definition) {
    Builtin one{.name = definition.name,
                .result = {BaseType::record},
                .sqlite = definition.sqlite,
                .kind = BuiltinKind::table};
    for (auto rest = definition.columns; !rest.empty();) {
        auto const end = std::min(rest.find(' '), rest.size());
        auto const colon = rest.find(':');
        one.columns.emplace_back(rest.substr(0, colon), type_of(rest.substr(colon + 1, end - colon - 1)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    one.volatility = Volatility::stable;
    return one;
}

}  // namespace

Family system_relations_family() {
    Family all;
    for (auto const& one : information_schema) all.functions.push_back(made(one));
    for (auto const& one : pg_catalog) all.functions.push_back(made(one));
    return all;
}

}  // namespace backstay::sql
