// Functions of the catalog that are called and not inlined, and the pre-request function: their statements
// run on this connection, within the statement that calls them.

#include <sqlite3.h>

#include <algorithm>

#include "base/limitation.hpp"
#include "engine/sqlite/executor.hpp"
#include "engine/sqlite/function_scope.hpp"
#include "engine/sqlite/plpgsql/interpreter.hpp"
#include "engine/sqlite/runtime/function.hpp"
#include "engine/sqlite/runtime/packed_rows.hpp"
#include "engine/sqlite/value_text.hpp"
#include "sql/read/read.hpp"
#include "sql/resolve/resolve.hpp"

namespace backstay::engine::sqlite {
namespace {

// Of a statement that writes.
std::string verb_of(sql::Statement const& statement) {
    if (std::holds_alternative<sql::Insert>(statement.node)) return "INSERT";
    if (std::holds_alternative<sql::Update>(statement.node)) return "UPDATE";
    if (std::holds_alternative<sql::Delete>(statement.node)) return "DELETE";
    return {};
}

// The columns of what the function returns.
std::size_t width_of(sql::Catalog const& catalog, sql::CatalogFunction const& function) {
    auto const outputs = std::ranges::count_if(function.parameters, [](sql::CatalogParameter const& p) {
        return p.mode != sql::ParameterMode::in && p.mode != sql::ParameterMode::variadic;
    });
    if (outputs > 0) return static_cast<std::size_t>(outputs);
    auto const result = function.result;
    auto const* row =
        result.base == sql::BaseType::composite && !result.array ? catalog.relation(result.user) : nullptr;
    return row == nullptr ? 1 : row->columns.size();
}

}  // namespace

void Executor::install_calls() {
    state_.call = [this](sqlite3_context* context, sql::ObjectId id, int count, sqlite3_value** args,
                         StatementState::CallResult kind) { call_function(context, id, count, args, kind); };
    state_.set_setting = [this](std::string const& name, std::string value, bool local) {
        return set_setting(name, std::move(value), local ? Reach::transaction : Reach::session);
    };
    state_.check_domain = [this](sql::ObjectId id, Value const& value) { return check_domain(id, value); };
}

void Executor::call_function(sqlite3_context* context, sql::ObjectId id, int count, sqlite3_value** args,
                             StatementState::CallResult kind) {
    auto const found = catalog_->functions.find(id);
    if (found == catalog_->functions.end())
        return raise(context, failure("42883", "the function does not exist"));
    auto const& function = found->second;
    if (function.language != "sql") return call_plpgsql(context, function, count, args, kind);
    // What returns no set gives its first row, or one of nulls.
    bool const one_row = kind == StatementState::CallResult::rows && !function.returns_set;
    auto const no_row = [&] {
        std::string rows;
        if (one_row) append_packed(rows, Row(width_of(*catalog_, function)));
        return rows;
    };
    std::vector<Parameter> values;
    std::size_t place = 0;
    for (int i = 0; i < count; ++i, ++place) {
        if (sqlite3_value_type(args[i]) == SQLITE_NULL) {
            if (function.strict && one_row) {
                auto const row = no_row();
                return sqlite3_result_blob64(context, row.data(), row.size(), SQLITE_TRANSIENT);
            }
            if (function.strict) return sqlite3_result_null(context);
            values.emplace_back();
            continue;
        }
        std::string text;
        auto const type = place < function.parameters.size() ? function.parameters[place].type : sql::Type{};
        append_text(text, args[i], type, state_);
        values.emplace_back(std::move(text));
    }
    auto const owner = catalog_->roles.find(function.owner);
    AsOwner const as(
        role_, state_.role, function.security_definer ? function.owner : role_,
        function.security_definer && owner != catalog_->roles.end() ? owner->second.name : state_.role);
    std::string rows;
    bool first = true;
    for (std::size_t i = 0; i < function.body.size(); ++i) {
        bool const last = i + 1 == function.body.size();
        auto const row = [&](Statement const& statement, std::vector<sql::LoweredColumn> const& columns) {
            if (!last) return;
            if (kind == StatementState::CallResult::scalar && first)
                sqlite3_result_value(context, sqlite3_column_value(statement.get(), 0));
            if (kind == StatementState::CallResult::rows && (first || function.returns_set)) {
                Row values;
                for (int c = 0; c < static_cast<int>(columns.size()); ++c)
                    values.push_back(stored_value(sqlite3_column_value(statement.get(), c)));
                append_packed(rows, values);
            }
            first = false;
        };
        if (auto const ran = run_body(function, function.body[i], values, row); !ran)
            return raise(context, ran.error());
    }
    if (first) rows = no_row();
    if (kind == StatementState::CallResult::rows)
        sqlite3_result_blob64(context, rows.data(), rows.size(), SQLITE_TRANSIENT);
}

namespace {

bool gives(sql::CatalogParameter const& parameter) {
    return parameter.mode != sql::ParameterMode::in && parameter.mode != sql::ParameterMode::variadic;
}

// The columns of what it returns; one without a name: a single value.
Interpreter::Output output_of(sql::Catalog const& catalog, sql::CatalogFunction const& function) {
    Interpreter::Output output{.columns = {}, .parameters = false, .set = function.returns_set};
    for (auto const& parameter : function.parameters)
        if (gives(parameter)) output.columns.push_back({parameter.name, parameter.type});
    output.parameters = !output.columns.empty();
    if (output.parameters || (function.result.base == sql::BaseType::record && !function.result.array))
        return output;
    auto const* row = function.result.base == sql::BaseType::composite && !function.result.array
                          ? catalog.relation(function.result.user)
                          : nullptr;
    if (row == nullptr) output.columns.push_back({"", function.result});
    if (row != nullptr)
        for (auto const& column : row->columns) output.columns.push_back({column.name, column.type});
    return output;
}

}  // namespace

Result<std::vector<StoredRow>> Executor::run_plpgsql(sql::CatalogFunction const& function,
                                                     StoredRow const& given) {
    if (function.result.base == sql::BaseType::trigger)
        return failure("0A000", "trigger functions can only be called as triggers");
    if (depth_ >= deepest_call) return failure("54001", "stack depth limit exceeded");
    Within const within(state_, depth_);
    TRY(auto* const code, program(function, ""));
    auto inside = inside_of(analysis(), function);
    for (auto const& parameter : function.parameters)
        if (!gives(parameter) || parameter.mode == sql::ParameterMode::inout)
            inside.parameters.push_back(parameter.type);
    Interpreter run(*this, *code, std::move(inside));
    // In the order of $1, $2, ...; what is only given back comes after them.
    std::size_t place = 0;
    for (auto const& parameter : function.parameters)
        if (!gives(parameter) || parameter.mode == sql::ParameterMode::inout)
            run.frame().declare(ScalarVariable{.name = parameter.name,
                                               .type = parameter.type,
                                               .value = place < given.size() ? given[place++] : Value(),
                                               .label = function.name.name});
    for (auto const& parameter : function.parameters)
        if (gives(parameter) && parameter.mode != sql::ParameterMode::inout)
            run.frame().declare(
                ScalarVariable{.name = parameter.name, .type = parameter.type, .label = function.name.name});
    run.frame().declare(ScalarVariable{
        .name = "found", .type = {.base = sql::BaseType::boolean}, .value = Value(std::int64_t{0})});
    run.returns(output_of(*catalog_, function));
    auto const owner = catalog_->roles.find(function.owner);
    bool const definer = function.security_definer && owner != catalog_->roles.end();
    AsOwner const as(role_, state_.role, definer ? function.owner : role_,
                     definer ? owner->second.name : state_.role);
    TRY(auto const end, run.body());
    return run.result(end);
}

void Executor::call_plpgsql(sqlite3_context* context, sql::CatalogFunction const& function, int count,
                            sqlite3_value** args, StatementState::CallResult kind) {
    StoredRow given;
    bool called = true;
    for (int i = 0; i < count; ++i) {
        called = called && !(function.strict && sqlite3_value_type(args[i]) == SQLITE_NULL);
        given.push_back(stored_value(args[i]));
    }
    Result<std::vector<StoredRow>> rows = std::vector<StoredRow>();
    if (called) {
        rows = run_plpgsql(function, given);
    } else if (!function.returns_set) {
        rows->emplace_back(width_of(*catalog_, function));
    }
    if (!rows) return raise(context, rows.error());
    if (kind == StatementState::CallResult::scalar) {
        if (!called || rows->empty()) return sqlite3_result_null(context);
        if (rows->front().size() != 1) return raise(context, not_supported(Limitation::plpgsql_row_call));
        return answer_value(context, rows->front().front());
    }
    std::string packed;
    for (auto const& row : *rows) append_packed(packed, row);
    sqlite3_result_blob64(context, packed.data(), packed.size(), SQLITE_TRANSIENT);
}

Result<void> Executor::run_body(sql::CatalogFunction const& function, sql::Statement const& statement,
                                std::vector<Parameter> const& values, RowHandler const& row) {
    if (auto const verb = verb_of(statement); connection_role_ == Role::reader && !verb.empty())
        return failure("25006", "cannot execute " + verb + " in a read-only transaction");
    if (std::holds_alternative<sql::SetSetting>(statement.node) &&
        function.volatility != sql::Volatility::volatile_)
        return failure("0A000", "SET is not allowed in a non-volatile function");
    auto const with = analysis();
    TRY(auto query, analyze_body(with, function, statement));
    TRY_VOID(run(with, std::move(query), values, row));
    return {};
}

Result<Executor::DomainChecks*> Executor::domain_checks(sql::DomainType const& domain) {
    if (auto const known = domain_checks_.find(domain.id); known != domain_checks_.end())
        return &known->second;
    DomainChecks made;
    auto const with = analysis();
    for (auto const& check : domain.checks) {
        TRY(auto const typed, sql::resolve_domain_check({.catalog = *catalog_}, domain, check.expression));
        TRY(auto const text, sql::lower_domain_check(typed, lower_options(with)));
        TRY(auto statement, db_.prepare("select " + text));
        made.checks.emplace_back(check.name, std::move(statement));
    }
    std::ranges::sort(made.checks, {}, [](auto const& check) { return check.first; });
    return &domain_checks_.emplace(domain.id, std::move(made)).first->second;
}

// https://www.postgresql.org/docs/15/sql-createdomain.html
Result<void> Executor::check_domain(sql::ObjectId id, Value const& value) {
    auto const found = catalog_->domains.find(id);
    if (found == catalog_->domains.end()) return internal_error("a domain that is gone");
    auto const& domain = found->second;
    auto const name = catalog_->type_name({.base = sql::BaseType::domain, .user = id}, search_path_);
    if (domain.not_null && std::holds_alternative<std::monostate>(value))
        return failure("23502", "domain " + name + " does not allow null values");
    TRY(auto* const checks, domain_checks(domain));
    for (auto& [check, statement] : checks->checks) {
        bind_value(statement.get(), 1, value);
        auto const code = statement.step();
        bool const holds = code == SQLITE_ROW && (statement.null(0) || statement.integer(0) != 0);
        statement.reset();
        if (code != SQLITE_ROW) return std::unexpected(last_error());
        if (!holds)
            return failure("23514",
                           "value for domain " + name + " violates check constraint \"" + check + "\"")
                .constraint(check);
    }
    return {};
}

// select "a schema"."the_function"(): PostgREST's db-pre-request.
Result<void> Executor::call_first(Call const& call) {
    if (call.pre_request.empty()) return {};
    if (first_name_ != call.pre_request) {
        TRY(auto expression, sql::read_expression(std::string(call.pre_request) + "()"));
        sql::Select select;
        select.targets.push_back({std::move(expression), ""});
        first_ = sql::Statement(std::move(select));
        first_name_ = call.pre_request;
    }
    TRY_VOID(run(*first_, {}, [](Statement const&, auto const&) {}));
    return {};
}

}  // namespace backstay::engine::sqlite
