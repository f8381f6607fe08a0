#pragma once

// What PostgreSQL takes and a project is likely to regret, found in the catalog that its migrations make.
//
// Warnings, of what lets someone in who should not be:
//
//     exposed-without-row-security    a table that anon or authenticated may use has no row security
//     policy-open-to-anon             a policy lets anyone at all change rows: using (true)
//     policy-trusts-user-metadata     a policy asks what users write about themselves
//     view-past-row-security          a view shows rows by its owner's rights, past its tables' policies
//     definer-search-path             a SECURITY DEFINER function whose caller chooses its search_path
//
// Notes, of what is slow, or may be meant:
//
//     policy-shows-all-to-anon        anyone at all may read every row
//     row-security-without-policy     requests see no rows of a table that they may use
//     policy-column-without-index     what a policy asks of each row reads a whole table
//     foreign-key-without-index       deleting or changing what is referenced reads the whole table
//
// https://www.postgresql.org/docs/15/ddl-rowsecurity.html, sql-createfunction.html (writing SECURITY DEFINER
// functions safely)

#include <string>
#include <vector>

#include "sql/catalog.hpp"

namespace backstay::cli {

enum class Severity : std::uint8_t { warning, note };

struct LintFinding {
    Severity severity = Severity::warning;
    std::string rule;
    std::string object;  // "table public.task", as the places of statements are kept
    std::string message;
    std::string hint;
};

// Of the objects in `schemas`.
std::vector<LintFinding> lint(sql::Catalog const& catalog, std::vector<std::string> const& schemas);

}  // namespace backstay::cli
