// Functions, aggregates and window functions, by their names and the types of their arguments.
// https://www.postgresql.org/docs/15/typeconv-func.html

#include "sql/resolve/call.hpp"
#include "base/limitation.hpp"
#include "sql/builtin/known_names.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace backstay::sql::resolving {
namespace {

Result<Given> arguments_of(State& state, Call const& c) {
    Given given;
    for (auto const& argument : c.args) {
        TRY(auto value, expression(state, argument.value));
        given.types.push_back(value.type);
        given.values.push_back(std::move(value));
        given.names.push_back(argument.name);
    }
    return given;
}

Failure no_function(State const& state, Call const& c, Given const& given, bool ambiguous) {
    std::vector<std::string> types;
    for (std::size_t i = 0; i < given.types.size(); ++i)
        types.push_back((given.names[i].empty() ? "" : given.names[i] + " => ") +
                        state.shown(given.types[i]));
    auto const name =
        (c.name.schema.empty() || c.name.schema == "pg_catalog" ? "" : c.name.schema + ".") + c.name.name;
    auto const shown = name + "(" + (c.star ? "*" : join(types, ", ")) + ")";
    if (ambiguous)
        return failure("42725", "function " + shown + " is not unique")
            .hint("Could not choose a best candidate function. You might need to add explicit type casts.");
    bool const has_one =
        std::ranges::any_of(builtin_functions(), [&](Builtin const& f) { return f.name == c.name.name; });
    if (!has_one && is_postgres_function(c.name.name) &&
        (c.name.schema.empty() || c.name.schema == "pg_catalog"))
        return not_supported(Limitation::function, c.name.name);
    return failure("42883", "function " + shown + " does not exist")
        .hint(
            "No function matches the given name and argument types. You might need to add explicit type "
            "casts.");
}

// integer('4') is '4'::integer.
std::optional<Type> called_type(State& state, Call const& c, Given const& given) {
    if (given.values.size() != 1 || !given.names[0].empty() || c.star || c.distinct || c.over)
        return std::nullopt;
    auto const type = find_type(state, TypeName{.name = c.name, .modifiers = {}});
    if (!type) return std::nullopt;
    auto const base = unmodified(*type);
    bool const string = given.types[0].base == BaseType::unknown;
    if (!string && !can_coerce(state, given.types[0], base, CastContext::explicit_)) return std::nullopt;
    return base;
}

// Whether the name is qualified by the schema that the function's extension was put in: public.digest(...),
// extensions.uuid_generate_v4().
bool is_of_extension(State const& state, QualifiedName const& name) {
    static constexpr auto functions = std::to_array<std::pair<std::string_view, std::string_view>>({
        {"citext", "citext"},
        {"pg_trgm", "show_trgm"},
        {"pg_trgm", "similarity"},
        {"pgcrypto", "crypt"},
        {"pgcrypto", "digest"},
        {"pgcrypto", "gen_random_bytes"},
        {"pgcrypto", "gen_random_uuid"},
        {"pgcrypto", "gen_salt"},
        {"pgcrypto", "hmac"},
        {"pg_trgm", "word_similarity"},
        {"pg_trgm", "strict_word_similarity"},
    });
    return std::ranges::any_of(state.catalog().extensions, [&](auto const& entry) {
        auto const& [extension, schema] = entry;
        if (schema != name.schema) return false;
        if (extension == "uuid-ossp") return name.name.starts_with("uuid_");
        return std::ranges::any_of(
            functions, [&](auto const& one) { return one.first == extension && one.second == name.name; });
    });
}

}  // namespace

Result<typed::Expression> call(State& state, Call const& c) {
    if (auto special = special_call(state, c); !special || special->has_value()) {
        if (!special) return std::unexpected(special.error());
        return **std::move(special);
    }
    bool const outer = state.scopes.empty() ? false : state.scope().in_aggregate;
    bool const aggregate = is_aggregate(c);
    if (aggregate && !state.scopes.empty()) {
        TRY_VOID(enter_aggregate(state, c));
    }
    auto given = arguments_of(state, c);
    if (aggregate && !state.scopes.empty()) state.scope().in_aggregate = outer;
    if (!given) return std::unexpected(given.error());
    bool ambiguous = false;
    if (c.name.schema != "pg_catalog") {
        TRY(auto found, catalog_call(state, c, *given, ambiguous));
        if (found) return *std::move(found);
    }
    if (!ambiguous &&
        (c.name.schema.empty() || c.name.schema == "pg_catalog" || is_of_extension(state, c.name))) {
        TRY(auto found, builtin_call(state, c, *given, ambiguous));
        if (found) return *std::move(found);
    }
    if (!ambiguous)
        if (auto const type = called_type(state, c, *given))
            return coerce(state, std::move(given->values.front()), *type, CastContext::explicit_);
    return no_function(state, c, *given, ambiguous);
}

}  // namespace backstay::sql::resolving
