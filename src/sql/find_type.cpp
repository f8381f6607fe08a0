#include "sql/find_type.hpp"

#include "base/limitation.hpp"

#include <algorithm>
#include <array>

namespace backstay::sql {
namespace {

// What PostgreSQL has and the embedded engine has not: refused by name where no type of the user's is meant.
constexpr auto unsupported_types =
    std::to_array<std::string_view>({"box",           "cidr",           "circle",       "datemultirange",
                                     "daterange",     "hstore",         "inet",         "int4multirange",
                                     "int4range",     "int8multirange", "int8range",    "line",
                                     "lseg",          "ltree",          "macaddr",      "macaddr8",
                                     "money",         "nummultirange",  "numrange",     "path",
                                     "pg_lsn",        "point",          "polygon",      "tsmultirange",
                                     "tsrange",       "tstzmultirange", "tstzrange",    "xml",
                                     "txid_snapshot", "regproc",        "regprocedure", "regrole",
                                     "regnamespace",  "geometry",       "geography"});

constexpr int most_digits = 6;  // of a second's fraction; more are taken as so many

// numeric(8,2) and varchar(4) have one number of their own each; interval's are a mask of fields first.
std::int32_t modifier_of(BaseType base, std::vector<int> const& numbers) {
    if (numbers.empty()) return -1;
    if (base == BaseType::numeric) return numeric_modifier(numbers[0], numbers.size() > 1 ? numbers[1] : 0);
    if (base == BaseType::interval)
        return interval_modifier(numbers[0], numbers.size() > 1 ? std::min(numbers[1], most_digits) : -1);
    bool const timed = base == BaseType::time || base == BaseType::timetz || base == BaseType::timestamp ||
                       base == BaseType::timestamptz;
    return timed ? std::min(numbers[0], most_digits) : numbers[0];
}

Result<void> check_modifier(BaseType base, std::vector<int> const& numbers) {
    if (numbers.empty()) return {};
    if (base == BaseType::numeric && (numbers[0] < 1 || numbers[0] > 1000))
        return failure("22023",
                       "NUMERIC precision " + std::to_string(numbers[0]) + " must be between 1 and 1000");
    if ((base == BaseType::varchar || base == BaseType::bpchar) && numbers[0] < 1)
        return failure("22023", "length for type " +
                                    std::string(base == BaseType::varchar ? "varchar" : "char") +
                                    " must be at least 1");
    return {};
}

// task.id%type
Result<Type> type_of_column(Catalog const& catalog, std::vector<std::string> const& path,
                            QualifiedName const& name) {
    auto const* const relation = catalog.find_relation({"", name.schema}, path);
    if (relation == nullptr) return failure("42P01", "relation \"" + name.schema + "\" does not exist");
    auto const* const column = relation->find_column(name.name);
    if (column != nullptr) return column->type;
    return failure("42703",
                   "column \"" + name.name + "\" of relation \"" + name.schema + "\" does not exist");
}

// _int4, as PostgreSQL calls the type of the arrays of int4 in its catalog.
std::optional<Type> element_named(Catalog const& catalog, std::vector<std::string> const& path,
                                  TypeName const& name) {
    if (!name.name.name.starts_with('_') || name.array_dimensions > 0) return std::nullopt;
    TypeName element{.name = {name.name.schema, name.name.name.substr(1)}, .modifiers = {}};
    auto const found = find_type(catalog, path, element);
    return found && !found->array ? std::optional(array_of(unmodified(*found))) : std::nullopt;
}

}  // namespace

Result<Type> find_type(Catalog const& catalog, std::vector<std::string> const& path, TypeName const& name) {
    bool const array = name.array_dimensions > 0;
    if (name.percent_type) return type_of_column(catalog, path, name.name);
    if (auto const* e = catalog.find_enum(name.name, path))
        return Type{.base = BaseType::enumeration, .user = e->id, .array = array};
    if (auto const* d = catalog.find_domain(name.name, path))
        return Type{.base = BaseType::domain, .user = d->id, .array = array};
    if (auto const base = find_builtin_type(name.name.name);
        base != BaseType::unknown &&
        (name.name.schema.empty() || name.name.schema == "pg_catalog" || base == BaseType::citext)) {
        TRY_VOID(check_modifier(base, name.modifiers));
        auto modifier = modifier_of(base, name.modifiers);
        bool const padded = base == BaseType::bpchar && name.name.name != "bpchar";
        if ((padded || base == BaseType::bit) && modifier < 0) modifier = 1;
        return Type{.base = base, .array = array, .modifier = modifier};
    }
    if (auto const* relation = catalog.find_relation(name.name, path);
        relation != nullptr && relation->kind != CatalogRelationKind::sequence)
        return Type{.base = BaseType::composite, .user = relation->id, .array = array};
    if (auto const element = element_named(catalog, path, name); element) return *element;
    if (name.name.schema.empty() || name.name.schema == "pg_catalog")
        if (std::ranges::count(unsupported_types, std::string_view(name.name.name)) > 0)
            return not_supported(Limitation::type, name.name.name);
    auto const full = name.name.schema.empty() || name.name.schema == "pg_catalog"
                          ? name.name.name
                          : name.name.schema + "." + name.name.name;
    return failure("42704", "type \"" + full + (array ? "[]" : "") + "\" does not exist");
}

}  // namespace backstay::sql
