#include "engine/sqlite/view_columns.hpp"

#include <algorithm>

#include "sql/resolve/resolve.hpp"

namespace backstay::engine::sqlite {

using sql::typed::Expression;
using sql::typed::Query;

// The level of a WITH entry is not kept here: only those of the query itself are followed.
void ViewColumns::trace(Query const& query, Expression const& e, std::string const& name,
                        std::vector<Origin>& found) const {
    auto const* variable = std::get_if<sql::typed::Variable>(&e.node);
    if (variable == nullptr || variable->levels_up != 0 || variable->column < 0) return;
    auto const& entry = query.entries[static_cast<std::size_t>(variable->entry)];
    auto const column = static_cast<std::size_t>(variable->column);
    if (auto const* table = std::get_if<sql::typed::RelationEntry>(&entry.source)) {
        if (auto const* relation = catalog_.relation(table->relation))
            found.push_back({table->relation, relation->columns[column].name, name});
        return;
    }
    auto const inside = [&](Query const& inner) {
        if (inner.set_operation || column >= inner.targets.size()) return;
        trace(inner, inner.targets[column].expression, name, found);
    };
    if (auto const* subquery = std::get_if<sql::typed::SubqueryEntry>(&entry.source))
        inside(*subquery->query);
    if (auto const* common = std::get_if<sql::typed::CommonTableEntry>(&entry.source);
        common != nullptr && common->levels_up == 0) {
        auto const& table = query.common_tables[static_cast<std::size_t>(common->index)];
        if (!table.recursive) inside(*table.query);
    }
}

std::vector<ViewColumns::Origin> const& ViewColumns::origins(sql::ObjectId view) {
    if (auto const known = known_.find(view); known != known_.end()) return known->second;
    auto& found = known_[view];
    auto const* relation = catalog_.relation(view);
    if (relation == nullptr || relation->view_query == nullptr) return found;
    auto const query = sql::resolve({.catalog = catalog_}, sql::Statement(*relation->view_query));
    if (!query || query->set_operation) return found;
    std::size_t place = 0;
    for (auto const& target : query->targets) {
        if (target.junk) continue;
        if (place >= relation->columns.size()) break;
        trace(*query, target.expression, relation->columns[place++].name, found);
    }
    return found;
}

std::vector<std::vector<std::string>> ViewColumns::shown(sql::ObjectId view, sql::ObjectId table,
                                                         std::vector<std::string> const& columns) {
    std::vector<std::vector<std::string>> lists{{}};
    for (auto const& column : columns) {
        std::vector<std::vector<std::string>> longer;
        for (auto const& origin : origins(view)) {
            if (origin.table != table || origin.column != column) continue;
            for (auto list : lists) {
                list.push_back(origin.name);
                longer.push_back(std::move(list));
            }
        }
        lists = std::move(longer);
    }
    return columns.empty() ? std::vector<std::vector<std::string>>() : lists;
}

bool ViewColumns::updatable(sql::ObjectId view) const {
    auto const* relation = catalog_.relation(view);
    if (relation == nullptr || relation->kind != sql::CatalogRelationKind::view) return false;
    return sql::columns_written_through({.catalog = catalog_}, *relation).has_value();
}

}  // namespace backstay::engine::sqlite
