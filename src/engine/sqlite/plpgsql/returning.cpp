// What a function returns: one row, or those that RETURN NEXT and RETURN QUERY have collected.

#include "base/limitation.hpp"
#include "engine/sqlite/plpgsql/interpreter.hpp"

namespace backstay::engine::sqlite {
namespace {

bool is_row(std::vector<RecordField> const& columns) {
    return columns.size() != 1 || columns.front().name.empty();
}

}  // namespace

StoredRow Interpreter::parameters_row() {
    StoredRow row;
    for (auto const& column : output_.columns) {
        auto const* variable = frame_.scalar(column.name);
        row.push_back(variable == nullptr ? Value() : variable->value);
    }
    return row;
}

// RETURN r, RETURN NEXT r: a record; of a function of one value any expression.
Result<StoredRow> Interpreter::returned_row(sql::Expression const& e) {
    if (output_.columns.size() == 1 && output_.columns.front().name.empty()) {
        TRY(auto value, evaluate(e, output_.columns.front().type));
        return StoredRow{std::move(value)};
    }
    auto const* ref = std::get_if<sql::ColumnRef>(&e.node);
    auto const* record =
        ref != nullptr && ref->names.size() == 1 ? frame_.record(ref->names.front()) : nullptr;
    auto const* literal = std::get_if<sql::Literal>(&e.node);
    bool const null = literal != nullptr && literal->kind == sql::LiteralKind::null;
    if (record == nullptr && !null) return not_supported(Limitation::returned_no_variable);
    if (record == nullptr || !record->present) return StoredRow(output_.columns.size());
    if (!output_.columns.empty() && record->fields.size() != output_.columns.size())
        return failure("42804", "returned record type does not match expected record type")
            .detail("Number of returned columns (" + std::to_string(record->fields.size()) +
                    ") does not match expected column count (" + std::to_string(output_.columns.size()) +
                    ").");
    for (std::size_t i = 0; i < output_.columns.size(); ++i)
        if (unmodified(record->fields[i].type) != unmodified(output_.columns[i].type))
            return failure("42804", "returned record type does not match expected record type")
                .detail("Returned type " + inside_.catalog.type_name(record->fields[i].type, {"public"}) +
                        " does not match expected type " +
                        inside_.catalog.type_name(output_.columns[i].type, {"public"}) + " in column " +
                        std::to_string(i + 1) + ".");
    return record->values;
}

// Of a trigger: new, old, null, a record, or coalesce() of some.
Result<RecordVariable const*> Interpreter::returned_record(sql::Expression const& e) {
    if (auto const* literal = std::get_if<sql::Literal>(&e.node);
        literal != nullptr && literal->kind == sql::LiteralKind::null)
        return nullptr;
    if (auto const* ref = std::get_if<sql::ColumnRef>(&e.node); ref != nullptr && ref->names.size() == 1)
        if (auto const* record = frame_.record(ref->names.front()); record != nullptr)
            return record->present ? record : nullptr;
    if (auto const* coalesce = std::get_if<sql::Coalesce>(&e.node)) {
        for (auto const& argument : coalesce->args) {
            TRY(auto const* record, returned_record(argument));
            if (record != nullptr) return record;
        }
        return nullptr;
    }
    return not_supported(Limitation::returned_row);
}

Result<void> Interpreter::return_one(sql::plpgsql::Return const& statement) {
    if (output_.trigger) {
        if (!statement.value) return {};
        TRY(auto const* record, returned_record(*statement.value));
        if (record != nullptr) row_ = record->values;
        return {};
    }
    if (output_.set || !statement.value) return {};
    TRY(auto row, returned_row(*statement.value));
    row_ = std::move(row);
    return {};
}

Result<void> Interpreter::return_next(sql::plpgsql::ReturnNext const& next) {
    if (!output_.set) return failure("42804", "cannot use RETURN NEXT in a non-SETOF function");
    if (!next.value) {
        rows_.push_back(parameters_row());
        return {};
    }
    if (output_.parameters && is_row(output_.columns))
        return failure("42804", "RETURN NEXT cannot have a parameter in function with OUT parameters");
    TRY(auto row, returned_row(*next.value));
    rows_.push_back(std::move(row));
    return {};
}

Result<void> Interpreter::return_query(sql::plpgsql::ReturnQuery const& query) {
    if (!output_.set) return failure("42804", "cannot use RETURN QUERY in a non-SETOF function");
    Rows found;
    TRY_VOID(run(&query, [&] { return query.query; }, {}, into(found, SIZE_MAX)));
    auto const& columns = program_.codes[&query].plan->steps.back().statement.columns;
    auto const mismatch = [](std::string detail) {
        return failure("42804", "structure of query does not match function result type")
            .detail(std::move(detail));
    };
    auto const& wanted = output_.columns;
    if (!wanted.empty() && columns.size() != wanted.size())
        return mismatch("Number of returned columns (" + std::to_string(columns.size()) +
                        ") does not match expected column count (" + std::to_string(wanted.size()) + ").");
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (unmodified(columns[i].type) != unmodified(wanted[i].type))
            return mismatch("Returned type " + inside_.catalog.type_name(columns[i].type, {"public"}) +
                            " does not match expected type " +
                            inside_.catalog.type_name(wanted[i].type, {"public"}) + " in column " +
                            std::to_string(i + 1) + ".");
    row_count_ = static_cast<std::int64_t>(found.rows.size());
    set_found(row_count_ > 0);
    std::ranges::move(found.rows, std::back_inserter(rows_));
    return {};
}

Result<std::vector<StoredRow>> Interpreter::result(End end) {
    if (output_.set) return std::move(rows_);
    std::vector<StoredRow> one;
    if (output_.parameters) {
        one.push_back(parameters_row());
        return one;
    }
    bool const nothing =
        !output_.columns.empty() && output_.columns.front().type.base == sql::BaseType::void_type;
    if (nothing) {
        one.emplace_back(1);
        return one;
    }
    if (end != End::returned || !row_)
        return failure("2F005", "control reached end of function without RETURN");
    one.push_back(*std::move(row_));
    return one;
}

}  // namespace backstay::engine::sqlite
