#include "engine/sqlite/plpgsql/interpreter.hpp"

#include <sqlite3.h>

#include "base/box.hpp"
#include "base/limitation.hpp"
#include "base/text.hpp"
#include "engine/sqlite/compile.hpp"
#include "engine/sqlite/runtime/function.hpp"
#include "engine/sqlite/value_text.hpp"
#include "sql/find_type.hpp"

namespace backstay::engine::sqlite {
namespace {

namespace plpgsql = sql::plpgsql;

bool is_null(Value const& value) { return std::holds_alternative<std::monostate>(value); }

sql::Statement selected(sql::Expression const& e) {
    sql::Select select;
    select.targets.push_back({e, ""});
    return sql::Statement(std::move(select));
}

void ignore(Statement const&, std::vector<sql::LoweredColumn> const&) {}

}  // namespace

// ---- control flow ----

Result<Interpreter::End> Interpreter::block(plpgsql::Block const& block) {
    auto const mark = frame_.mark();
    for (auto const& declaration : block.declarations) TRY_VOID(declare(declaration));
    TRY(auto const end, block.handlers.empty() ? statements(block.body) : guarded(block));
    frame_.release(mark);
    return end;
}

Result<Interpreter::End> Interpreter::statements(plpgsql::Body const& body) {
    for (auto const& one : body) {
        TRY(auto const end, statement(one));
        if (end != End::reached) return end;
    }
    return End::reached;
}

Result<Interpreter::End> Interpreter::statement(plpgsql::Statement const& statement) {
    auto const done = [](Result<void> result) -> Result<End> {
        if (!result) return std::unexpected(std::move(result).error());
        return End::reached;
    };
    return std::visit(
        Overloaded{
            [&](plpgsql::Block const& s) { return block(s); },
            [&](plpgsql::Assign const& s) { return done(assign(s)); },
            [&](plpgsql::If const& s) { return branches(s); },
            [&](plpgsql::Perform const& s) { return done(perform(s)); },
            [&](plpgsql::Execute const& s) { return done(execute(s)); },
            [&](plpgsql::Raise const& s) { return done(raise(s)); },
            [&](plpgsql::RaiseAgain const&) { return done(raise_again()); },
            [&](plpgsql::StackedDiagnostics const& s) { return done(tell(s)); },
            [&](plpgsql::Return const& s) -> Result<End> {
                TRY_VOID(return_one(s));
                return End::returned;
            },
            [&](plpgsql::RowCount const& s) { return done(store(s.target, Value(row_count_))); },
            [&](plpgsql::Loop const& s) -> Result<End> {
                while (true) {
                    TRY(auto const end, within(s.body));
                    if (end != End::reached) return end == End::left ? End::reached : end;
                }
            },
            [&](plpgsql::While const& s) { return repeat(s); },
            [&](plpgsql::ForRange const& s) { return count(s); },
            [&](plpgsql::ForQuery const& s) { return each(s); },
            [&](plpgsql::Leave const& s) { return leave(s); },
            [&](plpgsql::Nothing const&) -> Result<End> { return End::reached; },
            [&](plpgsql::ReturnNext const& s) { return done(return_next(s)); },
            [&](plpgsql::ReturnQuery const& s) { return done(return_query(s)); },
        },
        statement.node);
}

Result<Interpreter::End> Interpreter::branches(plpgsql::If const& choice) {
    for (auto const& branch : choice.branches) {
        TRY(bool const taken, holds(branch.condition));
        if (taken) return statements(branch.body);
    }
    return statements(choice.otherwise);
}

// End::left: EXIT was met, the loop is over.
Result<Interpreter::End> Interpreter::within(plpgsql::Body const& body) {
    TRY_VOID(executor_.require_time());
    TRY(auto const end, statements(body));
    return end == End::again ? End::reached : end;
}

Result<Interpreter::End> Interpreter::repeat(plpgsql::While const& loop) {
    while (true) {
        TRY(bool const on, holds(loop.condition));
        if (!on) return End::reached;
        TRY(auto const end, within(loop.body));
        if (end != End::reached) return end == End::left ? End::reached : end;
    }
}

Result<Interpreter::End> Interpreter::count(plpgsql::ForRange const& loop) {
    constexpr sql::Type integer{.base = sql::BaseType::int4};
    auto const bound = [&](sql::Expression const& e, char const* what) -> Result<std::int64_t> {
        TRY(auto const value, evaluate(e, integer));
        if (is_null(value)) return failure("22004", std::string(what) + " of FOR loop cannot be null");
        return std::get<std::int64_t>(value);
    };
    TRY(auto i, bound(loop.from, "lower bound"));
    TRY(auto const end, bound(loop.to, "upper bound"));
    std::int64_t by = 1;
    if (loop.by) {
        TRY(by, bound(*loop.by, "BY value"));
    }
    if (by <= 0) return failure("22023", "BY value of FOR loop must be greater than zero");
    bool found = false;
    auto last = End::reached;
    for (; loop.reverse ? i >= end : i <= end; i += loop.reverse ? -by : by) {
        found = true;
        auto const mark = frame_.mark();
        frame_.declare(ScalarVariable{.name = loop.variable, .type = integer, .value = Value(i)});
        TRY(last, within(loop.body));
        frame_.release(mark);
        if (last != End::reached) break;
    }
    set_found(found);
    return last == End::left ? End::reached : last;
}

Result<Interpreter::End> Interpreter::each(plpgsql::ForQuery const& loop) {
    Rows rows;
    auto const* record = whole_record(loop.targets);
    auto const results =
        record != nullptr && !record->fixed ? std::vector<sql::Type>() : types_of(loop.targets);
    TRY_VOID(run(&loop, [&] { return loop.query; }, results, into(rows, SIZE_MAX)));
    auto last = End::reached;
    for (std::size_t i = 0; i < rows.rows.size(); ++i) {
        TRY_VOID(store_row(loop.targets, rows, i));
        TRY(last, within(loop.body));
        if (last != End::reached) break;
    }
    set_found(!rows.rows.empty());
    return last == End::left ? End::reached : last;
}

Result<Interpreter::End> Interpreter::leave(plpgsql::Leave const& leave) {
    if (leave.when) {
        TRY(bool const now, holds(*leave.when));
        if (!now) return End::reached;
    }
    return leave.exits ? End::left : End::again;
}

// ---- statements ----

Result<void> Interpreter::declare(plpgsql::Declaration const& declaration) {
    sql::Type type{.base = sql::BaseType::record};
    if (declaration.type) {
        TRY(type, sql::find_type(inside_.catalog, inside_.search_path, *declaration.type));
    }
    bool const row =
        type.base == sql::BaseType::record || (type.base == sql::BaseType::composite && !type.array);
    if (!row) {
        ScalarVariable variable{.name = declaration.name,
                                .type = type,
                                .constant = declaration.constant,
                                .not_null = declaration.not_null};
        if (declaration.value) {
            TRY(variable.value, evaluate(*declaration.value, type));
        }
        if (variable.not_null && is_null(variable.value))
            return failure("22004", "null value cannot be assigned to variable \"" + variable.name +
                                        "\" declared NOT NULL");
        frame_.declare(std::move(variable));
        return {};
    }
    RecordVariable record{.name = declaration.name, .type = type};
    if (auto const* relation =
            type.base == sql::BaseType::composite ? inside_.catalog.relation(type.user) : nullptr) {
        for (auto const& column : relation->columns) record.fields.push_back({column.name, column.type});
        record.values.resize(record.fields.size());
        record.fixed = record.assigned = true;
    }
    frame_.declare(std::move(record));
    if (!declaration.value) return {};
    return assign_record(*frame_.record(declaration.name), *declaration.value);
}

Result<void> Interpreter::assign(plpgsql::Assign const& assign) {
    if (assign.target.parts.size() == 1)
        if (auto* record = frame_.record(assign.target.parts.front()))
            return assign_record(*record, assign.value);
    TRY(auto const type, type_of(assign.target));
    TRY(auto value, evaluate(assign.value, type));
    return store(assign.target, std::move(value));
}

// r := new; a row of another kind comes by SELECT INTO.
Result<void> Interpreter::assign_record(RecordVariable& record, sql::Expression const& value) {
    auto const* ref = std::get_if<sql::ColumnRef>(&value.node);
    auto const* from = ref != nullptr && ref->names.size() == 1 ? frame_.record(ref->names.front()) : nullptr;
    auto const* literal = std::get_if<sql::Literal>(&value.node);
    if (literal != nullptr && literal->kind == sql::LiteralKind::null) {
        record.values.assign(record.fields.size(), Value());
        record.present = false;
        return {};
    }
    if (from == nullptr) return not_supported(Limitation::assigned_row);
    auto const types = [](RecordVariable const& r) {
        std::vector<sql::Type> list;
        for (auto const& field : r.fields) list.push_back(field.type);
        return list;
    };
    if (record.fixed && types(record) != types(*from)) return not_supported(Limitation::assigned_other_row);
    if (!record.fixed) record.fields = from->fields;
    record.values = from->values;
    record.assigned = from->assigned;
    record.present = from->present;
    return {};
}

Result<void> Interpreter::perform(plpgsql::Perform const& perform) {
    std::int64_t rows = 0;
    TRY_VOID(run(
        &perform, [&] { return sql::Statement(perform.query); }, {},
        [&](Statement const&, auto const&) { ++rows; }));
    row_count_ = rows;
    set_found(rows > 0);
    return {};
}

Result<void> Interpreter::execute(plpgsql::Execute const& execute) {
    auto const statement = [&] { return execute.statement; };
    if (!execute.into) {
        TRY(row_count_, run(&execute, statement, {}, ignore));
        set_found(row_count_ > 0);
        return {};
    }
    auto const& into_list = *execute.into;
    auto const* record = whole_record(into_list.targets);
    auto const results =
        record != nullptr && !record->fixed ? std::vector<sql::Type>() : types_of(into_list.targets);
    Rows rows;
    TRY(auto const affected, run(&execute, statement, results, into(rows, 2)));
    bool const reads = std::holds_alternative<sql::Select>(execute.statement.node);
    if (into_list.strict && rows.rows.empty()) return failure("P0002", "query returned no rows");
    if (rows.rows.size() > 1 && (into_list.strict || !reads))
        return failure("P0003", "query returned more than one row")
            .hint("Make sure the query returns a single row, or use LIMIT 1.");
    TRY_VOID(store_row(into_list.targets, rows, 0));
    row_count_ = reads ? std::min<std::int64_t>(affected, 1) : affected;
    set_found(!rows.rows.empty());
    return {};
}

// ---- SQL ----

Result<std::shared_ptr<WritePlan>> Interpreter::prepare(sql::Statement const& statement,
                                                        std::vector<sql::Type> const& results) {
    auto const names = frame_.names();
    auto with = inside_;
    with.outer = &names;
    with.results = results;
    with.into_variables = true;
    TRY(auto query, analyze(with, statement));
    TRY(auto plan, compile_statement(with, std::move(query)));
    return std::shared_ptr<WritePlan>(std::move(plan));
}

Result<std::int64_t> Interpreter::run(void const* node, std::function<sql::Statement()> const& statement,
                                      std::vector<sql::Type> const& results, Take const& take) {
    auto& code = program_.codes[node];
    auto shapes = frame_.shapes();
    if (code.plan == nullptr || code.shapes != shapes || code.busy) {
        TRY(auto plan, prepare(statement(), results));
        if (code.busy) return executor_.run_plan(*plan, Given(frame_), take);
        code.plan = std::move(plan);
        code.shapes = std::move(shapes);
    }
    auto const plan = code.plan;
    code.busy = true;
    auto done = executor_.run_plan(*plan, Given(frame_), take);
    code.busy = false;
    return done;
}

Result<Value> Interpreter::evaluate(sql::Expression const& e, sql::Type type) {
    if (auto value = named(e, type)) return *std::move(value);
    Value value;
    bool first = true;
    TRY_VOID(run(
        &e, [&] { return selected(e); }, {type},
        [&](Statement const& statement, auto const&) {
            if (first) value = stored_value(sqlite3_column_value(statement.get(), 0));
            first = false;
        }));
    return value;
}

Result<bool> Interpreter::holds(sql::Expression const& e) {
    TRY(auto const value, evaluate(e, {.base = sql::BaseType::boolean}));
    auto const* number = std::get_if<std::int64_t>(&value);
    return number != nullptr && *number != 0;
}

Result<std::optional<std::string>> Interpreter::text(sql::Expression const& e) {
    std::optional<std::string> out;
    bool first = true;
    TRY_VOID(run(
        &e, [&] { return selected(e); }, {},
        [&](Statement const& statement, auto const& columns) {
            auto* const value = sqlite3_column_value(statement.get(), 0);
            if (!std::exchange(first, false) || sqlite3_value_type(value) == SQLITE_NULL) return;
            out.emplace();
            // What a cast to text writes as true, PostgreSQL's output has as t.
            if (columns.front().type == sql::Type{sql::BaseType::boolean})
                *out = sqlite3_value_int(value) != 0 ? "t" : "f";
            else
                append_text(*out, value, columns.front().type, executor_.state());
        }));
    return out;
}

}  // namespace backstay::engine::sqlite
