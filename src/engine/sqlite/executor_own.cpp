// Statements of the program's own: what OwnTransaction::run() asks for.

#include "engine/sqlite/compile.hpp"
#include "engine/sqlite/executor.hpp"
#include "engine/sqlite/value_text.hpp"
#include "sql/read/read.hpp"

namespace backstay::engine::sqlite {
namespace {

constexpr std::size_t most_statements = 500;

}  // namespace

Result<void> Executor::become_program() {
    state_.settings.clear();
    state_.timezone = "UTC";
    local_.clear();
    use_path("public");
    return become_owner();
}

Result<Executor::OwnStatement*> Executor::own_statement(std::string const& text) {
    if (auto const known = own_statements_.find(text); known != own_statements_.end())
        return known->second.get();
    if (own_statements_.size() >= most_statements) own_statements_.clear();
    TRY(auto statement, sql::read_one(text));
    auto own = std::make_unique<OwnStatement>(std::move(statement));
    auto const with = analysis();
    TRY(auto query, analyze(with, own->statement));
    TRY(own->plan, compile_statement(with, std::move(query)));
    return own_statements_.emplace(text, std::move(own)).first->second.get();
}

Result<OwnTransaction::Answer> Executor::run_own(std::string const& text,
                                                 std::vector<Parameter> const& values) {
    state_.error.reset();
    spent_ = 0;
    TRY(auto* const own, own_statement(text));
    OwnTransaction::Answer answer;
    auto const keep = [&](Statement const& row, std::vector<sql::LoweredColumn> const& columns) {
        answer.rows.push_back(output_row(row, columns, state_));
    };
    TRY(answer.affected, write(*own->plan, values, keep));
    return answer;
}

}  // namespace backstay::engine::sqlite
