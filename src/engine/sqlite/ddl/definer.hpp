#pragma once

// Definitions on the connection of a session: sql::define() with name resolution behind it, and its changes
// carried out in the file.

#include "engine/sqlite/analyze.hpp"
#include "engine/sqlite/executor.hpp"
#include "sql/define/define.hpp"

namespace backstay::engine::sqlite {

// What define() asks of queries and expressions, answered by sql/resolve/.
class ResolveTyping final : public sql::Typing {
public:
    explicit ResolveTyping(std::vector<std::string> search_path) : search_path_(std::move(search_path)) {}

    Result<std::vector<sql::OutputColumn>> columns_of(sql::Catalog const& catalog,
                                                      sql::Select const& select) const override;
    Result<sql::Type> check_expression(sql::Catalog const& catalog, sql::CatalogRelation const* relation,
                                       sql::Expression const& expression,
                                       std::optional<sql::Type> type) const override;
    Result<sql::Binding> bind(sql::Catalog const& catalog, sql::Select const& select) const override;
    Result<sql::Binding> bind(sql::Catalog const& catalog, sql::CatalogRelation const* relation,
                              sql::Expression const& expression) const override;
    Result<sql::Binding> bind(sql::Catalog const& catalog, sql::Select const& select,
                              sql::CatalogFunction const& function) const override;

private:
    std::vector<std::string> search_path_;
};

// What is only kept, not run, has to be possible all the same: a view or a function that the engine cannot
// run is refused where it is defined, not where it is first used.
// REQUIRES: with.catalog is the one after the definition.
Result<void> try_out(Analysis const& with, sql::Statement const& statement);

// Makes the catalog what it is after the statement, whose changes stand in the open transaction; the executor
// goes on under it. Gives the statement's tag ("CREATE TABLE"). After an error the catalog is hollow, and the
// executor has to be given another. REQUIRES: nobody else reads the catalog.
Result<std::string> carry_out(Executor& executor, std::shared_ptr<sql::Catalog> const& catalog,
                              sql::Statement const& statement);

}  // namespace backstay::engine::sqlite
