#include <algorithm>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "sql/define/work.hpp"
#include "sql/print/postgres.hpp"
#include "sql/read/read.hpp"
#include "sql/read/read_plpgsql.hpp"

namespace backstay::sql::defining {
namespace {

bool same_inputs(CatalogFunction const& a, CatalogFunction const& b) {
    auto const inputs = [](CatalogFunction const& function) {
        std::vector<Type> types;
        for (auto const& parameter : function.parameters)
            if (parameter.mode != ParameterMode::out && parameter.mode != ParameterMode::table)
                types.push_back(unmodified(parameter.type));
        return types;
    };
    return a.name == b.name && inputs(a) == inputs(b);
}

Result<void> set_parameters(Work& work, CatalogFunction& function, CreateFunction const& statement) {
    std::vector<Type> outputs;
    for (auto const& parameter : statement.parameters) {
        TRY(auto declared, find_type(work, parameter.type));
        auto const type = unmodified(declared);  // a signature has no modifiers, whatever it says
        if (parameter.mode != ParameterMode::in && parameter.mode != ParameterMode::variadic)
            outputs.push_back(type);
        function.parameters.push_back({.name = parameter.name,
                                       .type = type,
                                       .mode = parameter.mode,
                                       .default_value = parameter.default_value});
    }
    if (statement.returns) {
        TRY(auto const result, find_type(work, *statement.returns));
        function.result = unmodified(result);
        function.returns_set = statement.returns->setof;
    } else if (outputs.size() == 1) {
        function.result = outputs.front();
    } else {
        function.result = {.base = outputs.empty() ? BaseType::void_type : BaseType::record};
    }
    bool const table = std::ranges::any_of(statement.parameters, [](FunctionParameter const& parameter) {
        return parameter.mode == ParameterMode::table;
    });
    if (table) {
        function.returns_set = true;
        if (outputs.size() > 1) function.result = {.base = BaseType::record};
    }
    return {};
}

bool is_scalar(Type type) {
    return type.array ||
           (type.base != BaseType::record && type.base != BaseType::composite && type.base < BaseType::any);
}

// A body that the engine can run. As in PostgreSQL, what SQL in it names is looked up when it runs.
Result<void> require_plpgsql(CatalogFunction const& function, CreateFunction const& statement) {
    if (statement.procedure) return not_supported(Limitation::procedure_in_plpgsql);
    PlpgsqlContext context{.trigger = function.result.base == BaseType::trigger,
                           .function = function.name.name};
    for (auto const& parameter : function.parameters) {
        if (!is_scalar(parameter.type)) return not_supported(Limitation::plpgsql_row_parameter);
        context.parameters.push_back(parameter.name);
    }
    if (function.result.base >= BaseType::any) return not_supported(Limitation::plpgsql_any_type);
    TRY_VOID(read_plpgsql(statement.body, context));
    return {};
}

// A body of BEGIN ATOMIC is understood once, where it is written.
Result<void> set_atomic_body(Work& work, CatalogFunction& function, CreateFunction const& statement) {
    std::vector<std::string> texts;
    for (auto const& inner : statement.statements) {
        auto one = *inner;
        if (auto* select = std::get_if<Select>(&one.node);
            select != nullptr && work.context.typing != nullptr) {
            TRY(auto const binding, work.context.typing->bind(work.catalog(), *select, function));
            pin(*select, binding);
        }
        texts.push_back(print_postgres(one));
        function.body.push_back(std::move(one));
    }
    function.body_text = join(texts, ";\n");
    return {};
}

Result<void> set_body(Work& work, CatalogFunction& function, CreateFunction const& statement) {
    function.language = statement.language;
    function.body_text = statement.body;
    if (statement.language == "sql") {
        if (!statement.statements.empty()) return set_atomic_body(work, function, statement);
        TRY(function.body, read(statement.body, {}));
        return {};
    }
    if (statement.language == "plpgsql") return require_plpgsql(function, statement);
    return not_supported(Limitation::language, statement.language);
}

}  // namespace

Result<void> create_function(Work& work, CreateFunction const& statement) {
    TRY(auto const name, new_name(work, statement.name));
    CatalogFunction function{.id = work.new_id(), .name = name, .owner = work.context.role};
    TRY_VOID(set_parameters(work, function, statement));
    bool const inputs = std::ranges::any_of(statement.parameters, [](auto const& parameter) {
        return parameter.mode != ParameterMode::out && parameter.mode != ParameterMode::table;
    });
    if (function.result.base == BaseType::trigger && inputs)
        return failure("42P13", "trigger functions cannot have declared arguments")
            .hint("The arguments of the trigger can be accessed through TG_NARGS and TG_ARGV instead.");
    TRY_VOID(set_body(work, function, statement));
    function.procedure = statement.procedure;
    function.volatility = statement.volatility;
    function.strict = statement.strict;
    function.security_definer = statement.security_definer;
    function.settings = statement.settings;
    function.rows = statement.rows > 0 ? statement.rows : function.returns_set ? 1000 : 0;
    function.grants = default_grants(work, name.schema, ObjectKind::function);
    for (auto& [id, other] : work.catalog().functions) {
        if (!same_inputs(other, function)) continue;
        if (!statement.or_replace)
            return failure("42723", "function \"" + name.name + "\" already exists with same argument types");
        TRY_VOID(require_owner(work, other.owner, "function " + name.name));
        if (unmodified(other.result) != unmodified(function.result) ||
            other.returns_set != function.returns_set)
            return failure("42P13", "cannot change return type of existing function")
                .hint("Use DROP FUNCTION " + name.name + " first.");
        function.id = id;
        function.owner = other.owner;
        function.grants = other.grants;
        function.comment = other.comment;
        break;
    }
    auto const id = function.id;
    work.catalog().functions[id] = std::move(function);
    return {};
}

Result<void> alter_function(Work& work, AlterFunction const& statement) {
    TRY(auto* function, find_function(work, statement.function));
    TRY_VOID(require_owner(work, function->owner, "function " + function->name.name));
    if (statement.volatility) function->volatility = *statement.volatility;
    if (statement.strict) function->strict = *statement.strict;
    if (statement.security_definer) function->security_definer = *statement.security_definer;
    for (auto const& name : statement.resets)
        std::erase_if(function->settings, [&](Option const& o) { return name == "all" || o.name == name; });
    for (auto const& option : statement.settings) {
        std::erase_if(function->settings, [&](Option const& o) { return o.name == option.name; });
        function->settings.push_back(option);
    }
    return {};
}

}  // namespace backstay::sql::defining
