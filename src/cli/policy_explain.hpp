#pragma once

// `backstay policy explain`: which policies let each row of a request through, or kept it out.
//
//     GET /rest/v1/issue?state=eq.open     the rows of issue that the filters name, seen or not
//     PATCH, DELETE                        those, and the policies of the change
//
// Each policy is asked of each row as the role itself would ask it: under its claims, with the policies of
// the tables that it reads. What for that is made in the database, a view of the table past its policies, is
// in a transaction that is rolled back.

#include <string>
#include <utility>
#include <vector>

#include "base/principal.hpp"
#include "engine/engine.hpp"

namespace backstay::cli {

struct ExplainQuestion {
    std::string request;  // "GET /rest/v1/issue?id=eq.7"
    std::string prefix;   // /rest/v1
    std::string schema;
    Principal who;
    std::int64_t most_rows = 100;
};

struct ExplainedPolicy {
    std::string name;
    bool permissive = true;
    std::string command;    // ALL, SELECT, UPDATE, DELETE
    std::string condition;  // its USING
};

struct ExplainedRow {
    std::vector<std::pair<std::string, std::string>> key;
    bool passes = false;
    std::vector<std::string> results;  // of each policy: true, false, null
};

struct Explanation {
    std::string table;
    std::vector<std::string> missing;  // grants: "select (secret) on public.person"
    std::string open_because = {};     // row security is off, or the role is past it; empty: it holds
    std::vector<ExplainedPolicy> policies = {};
    std::vector<ExplainedRow> rows = {};
    bool more = false;  // rows than those
};

Result<Explanation> explain_policies(engine::Session& session, sql::Schema const& schema,
                                     ExplainQuestion const& question);

// The claims that a token of this user has: by id or address. 22023 when there is no such user.
Result<Principal> principal_of_user(engine::Session& session, std::string const& user);

}  // namespace backstay::cli
