#pragma once

// From a statement as written to the typed tree: every name is looked up in the catalog, every expression
// gets its PostgreSQL type, literals of type unknown take the type their context asks for, operators and
// functions are chosen as PostgreSQL chooses them. Nothing is checked here of who may do it, and no policy
// is put in: sql/secure/ does both, on this tree.
//
//     resolve({.catalog = catalog}, select id from task where done = 'f')
//         -> Query{entries {task}, targets {Variable 0.0 integer}, where OperatorCall{= boolean, ...}}
//
// Errors are PostgreSQL's in its words: 42P01 relation "x" does not exist, 42703 column "x" does not exist,
// 42883 operator does not exist: integer = text, 42804, 42803, 42702, 42725, ... with its hints.
// https://www.postgresql.org/docs/15/typeconv.html

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "sql/ast.hpp"
#include "sql/binding.hpp"
#include "sql/catalog.hpp"
#include "sql/typed.hpp"

namespace backstay::sql {

// Values from outside of the statement that its expressions may name: the variables of a PL/pgSQL body. Each
// is a Parameter of the tree. A name that is a column's too is ambiguous (42702).
struct OuterValue {
    std::string name;
    Type type;
    int number = 0;          // the Parameter
    std::string label = {};  // `label.name` is it too: the function, of its parameters
};
struct OuterRecord {  // new, old, a variable of a row type: `new.title`, `new.*`, `new`
    std::string name;
    Type type = {.base = BaseType::record};
    std::vector<OuterValue> fields = {};
    bool assigned = true;  // false: its fields are not known yet, 55000
    // A Parameter that says whether it has a row; 0: it has; -1: it is NULL.
    int present = 0;
};
struct OuterNames {
    std::vector<OuterValue> values = {};  // an inner one before an outer one of the same name
    std::vector<OuterRecord> records = {};
};

struct ResolveContext {
    Catalog const& catalog;
    std::vector<std::string> search_path = {"public"};
    // Of $1, $2, ...: BaseType::unknown where the context decides. Null: every parameter is unknown at first.
    // The types found are written back.
    std::vector<Type>* parameters = nullptr;
    // The levels around a nested read, the nearest first: what its Variables with levels_up > 0 refer to.
    std::vector<typed::Query const*> around = {};
    // FROM `written_alias` is the rows that an exchange's write returned (WrittenEntry), with these columns.
    std::string written_alias = {};
    std::vector<typed::EntryColumn> written = {};
    // Whose body the statement is: its parameters can be named, as $n or by name.
    CatalogFunction const* function = nullptr;
    // What the columns of the result are coerced to, as in an assignment: what that function returns.
    // 42P13 when they cannot be.
    std::vector<Type> results = {};
    OuterNames const* outer = nullptr;
    // `results` are variables of PL/pgSQL: there may be more or fewer of them than columns, and what no
    // assignment converts goes through its text form.
    bool into_variables = false;
    // Where to note what the names were found to be; null: nowhere.
    Binding* binding = nullptr;
};

// A Select, Insert, Update or Delete. Views are expanded: a SubqueryEntry with the view's query, whose
// RelationEntries have as_role = the view's owner (0 for security_invoker). An INSERT, UPDATE or DELETE on a
// simple view becomes one on its table.
Result<typed::Query> resolve(ResolveContext const& with, Statement const& statement);

// Of a view that PostgreSQL writes through to its table, whether it has triggers or not: for each column,
// whether it is one of the table; nothing for another view.
std::optional<std::vector<bool>> columns_written_through(ResolveContext const& with,
                                                         CatalogRelation const& view);

// An expression over the columns of a table (entry 0, level 0; null: over no columns), coerced as an
// assignment to `type` where one is given: CHECKs, defaults, policies' conditions (type boolean), index
// expressions.
Result<typed::Expression> resolve_expression(ResolveContext const& with, CatalogRelation const* relation,
                                             Expression const& expression, std::optional<Type> type);
// The CHECK of a domain: VALUE is Parameter 1, of the domain's base type.
Result<typed::Expression> resolve_domain_check(ResolveContext const& with, DomainType const& domain,
                                               Expression const& expression);

}  // namespace backstay::sql
