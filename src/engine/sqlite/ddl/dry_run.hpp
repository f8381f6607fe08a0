#pragma once

// What the embedded engine makes of statements, without a file: definitions change a catalog in memory;
// queries and changes of rows are resolved, secured and lowered, and not run. For `backstay check`.
//
//     DryRun dry;
//     for (auto const& statement : statements)
//         if (auto const taken = dry.take(statement); !taken) ...    0A000: the engine refuses it

#include "base/result.hpp"
#include "sql/ast.hpp"
#include "sql/catalog.hpp"

namespace backstay::engine::sqlite {

class DryRun {
public:
    DryRun();  // the catalog of a new database

    // On an error the catalog is as it was.
    Result<void> take(sql::Statement const& statement);
    sql::Catalog const& catalog() const { return catalog_; }

private:
    Result<void> define(sql::Statement const& statement);

    sql::Catalog catalog_;
    std::vector<std::string> search_path_{"public"};
    bool checks_bodies_ = true;  // check_function_bodies
};

}  // namespace backstay::engine::sqlite
