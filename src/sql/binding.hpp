#pragma once

// What the names of a query were found to be when it was resolved. Trees name things, PostgreSQL's stored
// ones hold numbers: a definition that is kept has its names spelled out first, so that it goes on meaning
// what it meant whatever is added, renamed or set beside it later.
//
//     create view open_task as select *, exists (select from note where task = id) from task
//
//     bind()   relations {task: public.task, note: public.note}, stars {*: task.id, task.title},
//              columns {task: note.task, id: task.id}, reads {(task, id), (task, title), (note, task)}
//     pin()    select task.id, task.title, exists (select from public.note where note.task = task.id)
//              from public.task

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sql/ast.hpp"
#include "sql/type.hpp"

namespace backstay::sql {

// By where the name stands in the text that was read (Location); what was not read has no place here.
struct Binding {
    std::map<int, QualifiedName> relations = {};  // tables and views in FROM; WITH entries are left out
    std::map<int, std::vector<Target>> stars = {};
    std::map<int, std::vector<std::string>> columns = {};        // a column's names, with its table's
    std::map<int, std::string> functions = {};                   // the schema of a function of the catalog
    std::map<int, std::string> types = {};                       // and of a type
    std::map<int, std::vector<std::string>> natural_joins = {};  // by the first relation on their right
    std::set<int> own_columns = {};                              // of the table whose expression it is
    std::set<std::pair<ObjectId, std::string>> reads = {};       // columns of tables and views
};

void pin(Select& select, Binding const& binding);
void pin(Expression& expression, Binding const& binding);

}  // namespace backstay::sql
