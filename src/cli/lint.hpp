#pragma once

// What PostgreSQL takes and a project is likely to regret, found in the catalog that its migrations make.
//
//     exposed-without-row-security    a table that anon or authenticated may use has no row security
//     policy-open-to-anon             a policy lets anyone at all change rows: using (true)
//     definer-search-path             a SECURITY DEFINER function whose caller chooses its search_path
//     foreign-key-without-index       deleting or changing what is referenced reads the whole table

#include <string>
#include <vector>

#include "sql/catalog.hpp"

namespace backstay::cli {

struct LintFinding {
    std::string rule;
    std::string object;  // "table public.task", as the places of statements are kept
    std::string message;
    std::string hint;
};

// Of the objects in `schemas`.
std::vector<LintFinding> lint(sql::Catalog const& catalog, std::vector<std::string> const& schemas);

}  // namespace backstay::cli
