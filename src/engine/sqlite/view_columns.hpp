#pragma once

// Which columns of tables the columns of views show, through views over views: what gives a view its keys and
// relationships.
//
//     create view open_task as select t.id, t.project_id as project from task t where not t.done
//     shown(open_task, task, {"project_id"})          {{"project"}}

#include <map>
#include <string>
#include <vector>

#include "sql/catalog.hpp"
#include "sql/typed.hpp"

namespace backstay::engine::sqlite {

class ViewColumns {
public:
    explicit ViewColumns(sql::Catalog const& catalog) : catalog_(catalog) {}

    // The names of the view's columns that show `columns` of `table`, in their order: one list for each way
    // to show them all (a column that is shown twice gives two); empty when one of them is not shown.
    std::vector<std::vector<std::string>> shown(sql::ObjectId view, sql::ObjectId table,
                                                std::vector<std::string> const& columns);
    // Whether PostgreSQL would let it be written through: a simple view of one table.
    bool updatable(sql::ObjectId view) const;

private:
    struct Origin {
        sql::ObjectId table = 0;
        std::string column;
        std::string name;  // in the view
    };
    std::vector<Origin> const& origins(sql::ObjectId view);
    void trace(sql::typed::Query const& query, sql::typed::Expression const& e, std::string const& name,
               std::vector<Origin>& found) const;

    sql::Catalog const& catalog_;
    std::map<sql::ObjectId, std::vector<Origin>> known_;
};

}  // namespace backstay::engine::sqlite
