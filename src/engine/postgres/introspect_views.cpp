#include "engine/postgres/introspect_tables.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace backstay::engine::postgres {
namespace {

class ViewResolver {
public:
    explicit ViewResolver(Tables& tables) : tables_(tables) {}

    void resolve() {
        std::map<std::int64_t, std::set<std::int64_t>> views;  // by the tables whose columns they show
        for (auto const& [view, unused] : tables_.origins)
            for (auto const& [place, origin] : traced(view)) views[origin.relation].insert(view);
        // Of a view and a table that it shows: how it calls the table's primary key.
        std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::string>> primary_keys;
        for (auto const& [table, columns] : tables_.primary_keys)
            for (auto const& [view, names] : shown_by_views(views, table, columns)) {
                auto& key = primary_keys[{view, table}];
                if (key.empty()) key = names;
            }
        for (auto const& [place, names] : primary_keys) {
            auto& key = tables_.relations.at(place.first).primary_key;
            key.insert(key.end(), names.begin(), names.end());
        }
        for (auto const& key : tables_.keys) {
            auto const from = shown_by_views(views, key.table, key.columns);
            auto const to = shown_by_views(views, key.referenced, key.referenced_columns);
            for (auto const& [view, names] : from)
                tables_.add_foreign_key(key, view, names, key.referenced,
                                        tables_.names_of(key.referenced, key.referenced_columns));
            for (auto const& [view, names] : to)
                tables_.add_foreign_key(key, key.table, tables_.names_of(key.table, key.columns), view,
                                        names);
            for (auto const& [view, names] : from)
                for (auto const& [other, other_names] : to)
                    tables_.add_foreign_key(key, view, names, other, other_names);
        }
    }

private:
    struct Origin {
        std::int64_t relation;
        std::int64_t column;
    };

    // The columns of `view` that show one column of `table`.
    std::vector<std::string> shown_by(std::int64_t view, std::int64_t table, std::int64_t column) {
        std::vector<std::string> names;
        for (auto const& [place, origin] : traced(view))
            if (origin.relation == table && origin.column == column)
                names.push_back(*tables_.find_name(view, place));
        return names;
    }

    // Every way in which `view` shows `columns` of `table`, in their order; none when one is not shown.
    std::vector<std::vector<std::string>> shown_by(std::int64_t view, std::int64_t table,
                                                   std::vector<std::int64_t> const& columns) {
        constexpr std::size_t most_ways = 100;
        std::vector<std::vector<std::string>> ways{{}};
        for (auto const column : columns) {
            std::vector<std::vector<std::string>> longer;
            for (auto const& way : ways)
                for (auto const& name : shown_by(view, table, column)) {
                    if (longer.size() >= most_ways) break;
                    longer.push_back(way);
                    longer.back().push_back(name);
                }
            ways = std::move(longer);
        }
        return ways;
    }

    // View column -> the table column behind it, through views over views.
    std::map<std::int64_t, Origin> const& traced(std::int64_t view) {
        auto const known = traced_.find(view);
        if (known != traced_.end()) return known->second;
        traced_[view] = {};  // a view that names itself shows nothing more by that
        std::map<std::int64_t, Origin> result;
        for (auto const& origin : tables_.origins.at(view)) {
            if (!tables_.relations.contains(origin.relation) || !tables_.find_name(view, origin.column))
                continue;
            if (!tables_.origins.contains(origin.relation)) {
                result[origin.column] = {origin.relation, origin.relation_column};
                continue;
            }
            auto const& inner = traced(origin.relation);
            if (auto const found = inner.find(origin.relation_column); found != inner.end())
                result[origin.column] = found->second;
        }
        return traced_[view] = std::move(result);
    }

    using Shown = std::vector<std::pair<std::int64_t, std::vector<std::string>>>;  // a view, its columns

    // Every way in which views show the columns of a table.
    Shown shown_by_views(std::map<std::int64_t, std::set<std::int64_t>> const& views, std::int64_t table,
                         std::vector<std::int64_t> const& columns) {
        Shown shown;
        auto const found = views.find(table);
        if (found == views.end()) return shown;
        for (auto const view : found->second)
            for (auto& names : shown_by(view, table, columns)) shown.emplace_back(view, std::move(names));
        return shown;
    }

    Tables& tables_;
    std::map<std::int64_t, std::map<std::int64_t, Origin>> traced_;
};

}  // namespace

std::string const* Tables::find_name(std::int64_t relation, std::int64_t column) const {
    auto const found = numbers.find(relation);
    if (found == numbers.end()) return nullptr;
    auto const at = std::ranges::lower_bound(found->second, column);
    if (at == found->second.end() || *at != column) return nullptr;
    return &relations.at(relation).columns[static_cast<std::size_t>(at - found->second.begin())].name;
}

std::vector<std::string> Tables::names_of(std::int64_t relation,
                                          std::vector<std::int64_t> const& columns) const {
    std::vector<std::string> names;
    for (auto const column : columns)
        if (auto const* const name = find_name(relation, column)) names.push_back(*name);
    return names;
}

void Tables::add_unique(std::int64_t relation, std::vector<std::int64_t> columns) {
    std::ranges::sort(columns);
    unique[relation].push_back(std::move(columns));
}

void Tables::add_foreign_key(Key const& key, std::int64_t table, std::vector<std::string> columns,
                             std::int64_t referenced, std::vector<std::string> referenced_columns) {
    auto sorted = key.columns;
    std::ranges::sort(sorted);
    auto const& sets = unique[key.table];
    foreign_keys.push_back({.constraint = key.constraint,
                            .table = relations.at(table).name,
                            .columns = std::move(columns),
                            .referenced = relations.at(referenced).name,
                            .referenced_columns = std::move(referenced_columns),
                            .unique = std::ranges::find(sets, sorted) != sets.end()});
}

void resolve_views(Tables& tables) { ViewResolver(tables).resolve(); }

}  // namespace backstay::engine::postgres
