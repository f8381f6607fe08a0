#pragma once

// Runs the body of a PL/pgSQL function. Control flow and variables are seen to here; every expression and
// statement of SQL in it is one statement of SQLite, under the grants and policies of who runs the function.
//
//     Interpreter run(executor, program, inside_of(executor.analysis(), function));
//     run.frame().declare(...);                       // new, old, tg_op, ... or the parameters
//     TRY(auto const end, run.body());
//     TRY(auto const rows, run.result(end));          // of a function; run.row() of a trigger's

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/sqlite/executor.hpp"
#include "engine/sqlite/plpgsql/program.hpp"

namespace backstay::engine::sqlite {

class Interpreter {
public:
    Interpreter(Executor& executor, Program& program, Analysis inside)
        : executor_(executor), program_(program), inside_(std::move(inside)) {}

    // Of a function that is called: the columns of its result (none where the body decides), and whether it
    // returns a set.
    struct Output {
        std::vector<RecordField> columns = {};
        bool parameters = false;  // the columns are its OUT parameters
        bool set = false;
        bool trigger = false;  // what is returned is new, old, a record, or NULL
    };
    void returns(Output output) { output_ = std::move(output); }

    enum class End : std::uint8_t { reached, returned, left, again };  // of a list of statements
    Result<End> body() { return block(program_.body); }

    Frame& frame() { return frame_; }
    // What a trigger returned; nothing for NULL.
    std::optional<StoredRow> const& row() const { return row_; }

    // The rows that the function has returned; of RETURN, the one row. REQUIRES: body() has ended.
    Result<std::vector<StoredRow>> result(End end);

    // The value of an expression, converted to the type as an assignment does.
    Result<Value> evaluate(sql::Expression const& e, sql::Type type);
    Result<bool> holds(sql::Expression const& e);

private:
    using Node = sql::plpgsql::Statement::Node;
    using Take = std::function<void(Statement const&, std::vector<sql::LoweredColumn> const&)>;

    Result<End> block(sql::plpgsql::Block const& block);
    Result<End> guarded(sql::plpgsql::Block const& block);
    Result<End> handle(sql::plpgsql::Handler const& handler, Error const& error);
    Result<End> statements(sql::plpgsql::Body const& body);
    Result<End> statement(sql::plpgsql::Statement const& statement);
    Result<End> within(sql::plpgsql::Body const& body);  // of a loop: exit and continue end here
    Result<End> branches(sql::plpgsql::If const& choice);
    Result<End> repeat(sql::plpgsql::While const& loop);
    Result<End> count(sql::plpgsql::ForRange const& loop);
    Result<End> each(sql::plpgsql::ForQuery const& loop);
    Result<End> leave(sql::plpgsql::Leave const& leave);
    Result<void> declare(sql::plpgsql::Declaration const& declaration);
    Result<void> assign(sql::plpgsql::Assign const& assign);
    Result<void> assign_record(RecordVariable& record, sql::Expression const& value);
    Result<void> perform(sql::plpgsql::Perform const& perform);
    Result<void> execute(sql::plpgsql::Execute const& execute);
    Result<void> raise(sql::plpgsql::Raise const& raise);
    Result<void> raise_again() const;
    Result<void> tell(sql::plpgsql::StackedDiagnostics const& diagnostics);
    Result<void> return_next(sql::plpgsql::ReturnNext const& next);
    Result<void> return_query(sql::plpgsql::ReturnQuery const& query);
    Result<void> return_one(sql::plpgsql::Return const& statement);
    Result<StoredRow> returned_row(sql::Expression const& e);
    Result<RecordVariable const*> returned_record(sql::Expression const& e);
    StoredRow parameters_row();
    Result<std::optional<std::string>> text(sql::Expression const& e);

    // One statement of the tree, prepared when it is new.
    Result<std::int64_t> run(void const* node, std::function<sql::Statement()> const& statement,
                             std::vector<sql::Type> const& results, Take const& take);
    Result<std::shared_ptr<WritePlan>> prepare(sql::Statement const& statement,
                                               std::vector<sql::Type> const& results);

    // ---- variables ----
    struct Rows {
        std::vector<RecordField> columns;
        std::vector<StoredRow> rows;
    };
    Take into(Rows& rows, std::size_t most) const;
    std::vector<sql::Type> types_of(std::vector<sql::plpgsql::Name> const& targets);
    Result<sql::Type> type_of(sql::plpgsql::Name const& name);
    Result<void> store(sql::plpgsql::Name const& name, Value value);
    Result<void> store_row(std::vector<sql::plpgsql::Name> const& targets, Rows const& rows, std::size_t row);
    RecordVariable* whole_record(std::vector<sql::plpgsql::Name> const& targets);
    // The variable's value where the expression is nothing but its name, and of the type.
    std::optional<Value> named(sql::Expression const& e, sql::Type type);
    void set_found(bool found);

    Executor& executor_;
    Program& program_;
    Analysis inside_;
    Frame frame_;
    std::optional<StoredRow> row_;
    std::int64_t row_count_ = 0;
    Error const* caught_ = nullptr;  // what the handler that runs has caught
    Output output_;
    std::vector<StoredRow> rows_;
};

// Text that RAISE and the options of it give; the condition's code.
Result<std::string> condition_code(std::string const& condition);

}  // namespace backstay::engine::sqlite
