#pragma once

// What the files of sql/secure/ share.

#include <set>
#include <vector>

#include "sql/secure/secure.hpp"

namespace backstay::sql::securing {

struct Guard {
    SecureContext const& context;
    std::vector<ObjectId> active = {};  // tables whose policies are being put in

    Catalog const& catalog() const { return context.catalog; }
    ObjectId role_of(typed::Entry const& entry) const {
        return entry.as_role != 0 ? entry.as_role : context.role;
    }
    // Whether the role has what `group` has: it is it, or a member that inherits.
    bool acts_as(ObjectId role, ObjectId group) const;
    bool is_superuser(ObjectId role) const;
};

// Grants, then policies, of a query and of all within it.
Result<void> guard(Guard& state, typed::Query& query);

// Which columns of entry `entry` of this query are read, at whatever depth; -1 is the whole row.
std::set<int> columns_read(typed::Query& query, int entry);

Result<void> check_grants(Guard& state, typed::Query& query);
// Of one level; `needs_select`: the statement reads rows of the table it writes.
Result<void> put_policies(Guard& state, typed::Query& query);
// The condition where the entry's rows come from: WHERE, ON, or a subquery around the table.
void filter_entry(typed::Query& query, int entry, typed::Expression condition);

}  // namespace backstay::sql::securing
