#pragma once

// Puts a role's rights beneath a statement: its grants are checked on everything the statement reads and
// writes, and the row policies that apply to it become part of the tree, so that no door leads round them.
//
//     select id from task       as a role with the policy USING (owner = auth.uid())
//     select id from task where (owner = auth.uid())
//
// Errors: 42501 permission denied for table task; 42P17 infinite recursion detected in policy for relation
// "task". What rows that are written must satisfy becomes typed::RowCheck, with the message of its refusal.
// https://www.postgresql.org/docs/15/ddl-priv.html, ddl-rowsecurity.html, sql-createpolicy.html

#include <string>
#include <vector>

#include "base/result.hpp"
#include "sql/catalog.hpp"
#include "sql/typed.hpp"

namespace backstay::sql {

struct SecureContext {
    Catalog const& catalog;
    ObjectId role = 0;
    std::vector<std::string> search_path = {"public"};
};

// Of ON CONFLICT DO UPDATE: whether the check is one of the row that is there, before it is changed.
bool is_of_old_row(typed::RowCheck const& check);

Result<typed::Query> secure(SecureContext const& context, typed::Query query);

}  // namespace backstay::sql
