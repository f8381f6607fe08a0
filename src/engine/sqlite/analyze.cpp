#include "engine/sqlite/analyze.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "engine/sqlite/text_plan.hpp"
#include "engine/sqlite/value_text.hpp"
#include "sql/resolve/resolve.hpp"
#include "sql/secure/secure.hpp"
#include "sql/setting_query.hpp"
#include "sql/typed_walk.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::typed::BuiltinCall;
using sql::typed::Expression;
using sql::typed::Query;

std::int64_t microseconds_now() {
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

// An expression of the catalog names objects along its own path, whoever asks.
sql::ResolveContext naming(Analysis const& with) {
    return {.catalog = with.catalog, .search_path = with.search_path};
}

std::vector<std::string> search_path_of(sql::CatalogFunction const& function,
                                        std::vector<std::string> const& otherwise) {
    for (auto const& setting : function.settings) {
        if (setting.name != "search_path") continue;
        std::vector<std::string> path;
        for (auto const& name : split(setting.value, ',')) {
            auto const bare = trim(name);
            bool const quoted = bare.size() >= 2 && bare.front() == '"' && bare.back() == '"';
            path.emplace_back(quoted ? bare.substr(1, bare.size() - 2) : bare);
        }
        return path;
    }
    return otherwise;
}

std::vector<sql::Type> input_types(sql::CatalogFunction const& function) {
    std::vector<sql::Type> types;
    for (auto const& parameter : function.parameters)
        if (parameter.mode != sql::ParameterMode::out && parameter.mode != sql::ParameterMode::table)
            types.push_back(parameter.type);
    return types;
}

// What the rows of the body have to be of; empty where the body decides (record, void).
std::vector<sql::Type> result_types(sql::Catalog const& catalog, sql::CatalogFunction const& function) {
    std::vector<sql::Type> types;
    for (auto const& p : function.parameters)
        if (p.mode != sql::ParameterMode::in && p.mode != sql::ParameterMode::variadic)
            types.push_back(p.type);
    if (!types.empty()) return types;
    auto const result = function.result;
    if (result.base == sql::BaseType::void_type || result.base == sql::BaseType::record) return {};
    if (result.base == sql::BaseType::composite && !result.array) {
        if (auto const* relation = catalog.relation(result.user))
            for (auto const& column : relation->columns) types.push_back(column.type);
        return types;
    }
    if (result.base >= sql::BaseType::any) return {};
    return {result};
}

Result<Query> function_query(Analysis const& with, sql::CatalogFunction const& function,
                             sql::Statement const& statement) {
    auto inside = inside_of(with, function);
    inside.parameters = input_types(function);
    inside.function = &function;
    if (auto const* set = std::get_if<sql::SetSetting>(&statement.node); set != nullptr && set->value)
        return analyze(inside, sql::Statement(sql::as_query(*set)));
    if (&statement == &function.body.back()) inside.results = result_types(with.catalog, function);
    return analyze(inside, statement);
}

// Whether the body may stand where its function is called: SQLite evaluates a subquery that names nothing
// around it once, and current_user inside a definer's function is the definer.
bool may_be_inlined(Analysis const& with, Query& body, bool definer, int depth) {
    constexpr int deepest = 16;
    if (depth > deepest) return false;
    constexpr auto of_the_role = std::to_array<std::string_view>({"current_user", "current_role", "user"});
    bool fits = true;
    sql::typed::walk(body, {.expression = [&](Expression& e, int) {
                         if (auto const* call = std::get_if<BuiltinCall>(&e.node)) {
                             bool const names_role =
                                 definer && std::ranges::count(of_the_role, call->function->name) > 0;
                             if (call->function->volatility == sql::Volatility::volatile_ || names_role)
                                 fits = false;
                         } else if (std::holds_alternative<sql::typed::SequenceCall>(e.node)) {
                             fits = false;
                         } else if (auto const* inner = std::get_if<sql::typed::FunctionCall>(&e.node)) {
                             auto const found = with.catalog.functions.find(inner->function);
                             if (found == with.catalog.functions.end() || found->second.body.size() != 1) {
                                 fits = false;
                                 return fits;
                             }
                             auto query = function_query(with, found->second, found->second.body.front());
                             fits = query && query->command == sql::typed::Command::select &&
                                    may_be_inlined(with, *query, found->second.security_definer, depth + 1);
                         }
                         return fits;
                     }});
    return fits;
}

Result<std::optional<Query>> function_body(Analysis const& with, sql::ObjectId id) {
    auto const found = with.catalog.functions.find(id);
    if (found == with.catalog.functions.end()) return internal_error("a function that is gone");
    auto const& function = found->second;
    bool const one_select =
        function.body.size() == 1 && std::holds_alternative<sql::Select>(function.body.front().node);
    if (!one_select) return std::nullopt;
    TRY(auto query, function_query(with, function, function.body.front()));
    if (query.targets.size() != 1 && !function.returns_set) return std::nullopt;
    if (!may_be_inlined(with, query, function.security_definer, 0)) return std::nullopt;
    return std::optional(std::move(query));
}

Result<std::optional<Expression>> default_value(Analysis const& with, sql::CatalogRelation const& relation,
                                                sql::CatalogColumn const& column) {
    if (column.generated) {
        TRY(auto value, sql::resolve_expression(naming(with), &relation, *column.default_value, column.type));
        return std::optional(std::move(value));
    }
    if (column.sequence != 0) {
        Expression next{.node = sql::typed::SequenceCall{"nextval", column.sequence, {}},
                        .type = {sql::BaseType::int8}};
        next.type = column.type;
        return std::optional(std::move(next));
    }
    auto const* value = column.default_value ? &*column.default_value : nullptr;
    if (value == nullptr && column.type.base == sql::BaseType::domain)
        if (auto const domain = with.catalog.domains.find(column.type.user);
            domain != with.catalog.domains.end() && domain->second.default_value)
            value = &*domain->second.default_value;
    if (value == nullptr) return std::nullopt;
    TRY(auto typed, sql::resolve_expression(naming(with), nullptr, *value, column.type));
    return std::optional(std::move(typed));
}

}  // namespace

Result<Query> analyze(Analysis const& with, sql::Statement const& statement) {
    auto parameters = with.parameters;
    sql::ResolveContext context = naming(with);
    context.parameters = &parameters;
    context.around = with.around;
    context.written_alias = with.written_alias;
    context.written = with.written;
    context.function = with.function;
    context.results = with.results;
    context.outer = with.outer;
    context.into_variables = with.into_variables;
    TRY(auto query, sql::resolve(context, statement));
    auto secured = sql::secure({.catalog = with.catalog, .role = with.role, .search_path = with.search_path},
                               std::move(query));
    if (secured) use_text_indexes(with, *secured);
    if (secured || with.denied == nullptr || secured.error()->code != "42501") return secured;
    if (!*with.denied) *with.denied = secured.error();
    return sql::resolve(context, statement);
}

Analysis inside_of(Analysis const& with, sql::CatalogFunction const& function) {
    return {.catalog = with.catalog,
            .role = function.security_definer ? function.owner : with.role,
            .search_path = search_path_of(function, with.search_path)};
}

Result<std::optional<Expression>> default_of(Analysis const& with, sql::CatalogRelation const& relation,
                                             sql::CatalogColumn const& column) {
    return default_value(with, relation, column);
}

Result<Query> analyze_body(Analysis const& with, sql::CatalogFunction const& function,
                           sql::Statement const& statement) {
    return function_query(with, function, statement);
}

namespace {

Result<std::pair<std::string, sql::Type>> define(Analysis const& with, sql::CatalogRelation const& relation,
                                                 sql::Expression const& expression,
                                                 std::optional<sql::Type> type) {
    TRY(auto const typed, sql::resolve_expression(naming(with), &relation, expression, type));
    auto options = lower_options(with);
    // A definition holds what 'now' means while it is written, as in PostgreSQL.
    options.literal = [&catalog = with.catalog](std::string_view text, sql::Type literal_type) {
        TimeSession session(microseconds_now(), "UTC");
        return stored_literal(text, literal_type, catalog, session);
    };
    TRY(auto text, sql::lower_definition(typed, relation, options));
    return std::pair(std::move(text), typed.type);
}

}  // namespace

Result<std::string> definition_text(Analysis const& with, sql::CatalogRelation const& relation,
                                    sql::Expression const& expression, std::optional<sql::Type> type) {
    TRY(auto defined, define(with, relation, expression, type));
    return std::move(defined.first);
}

Result<std::pair<std::string, sql::Type>> typed_definition(Analysis const& with,
                                                           sql::CatalogRelation const& relation,
                                                           sql::Expression const& expression) {
    return define(with, relation, expression, std::nullopt);
}

sql::LowerOptions lower_options(Analysis const& with) {
    sql::LowerOptions options{.catalog = with.catalog};
    options.written = with.written_table;
    options.literal = [&catalog = with.catalog](std::string_view text, sql::Type type) {
        return stored_literal(text, type, catalog);
    };
    // What is named inside a function or a default does not depend on what stands around it.
    Analysis const bare{.catalog = with.catalog, .role = with.role, .search_path = with.search_path};
    options.function_body = [bare](sql::ObjectId function) { return function_body(bare, function); };
    options.default_value = [bare](sql::CatalogRelation const& relation, sql::CatalogColumn const& column) {
        return default_value(bare, relation, column);
    };
    return options;
}

}  // namespace backstay::engine::sqlite
