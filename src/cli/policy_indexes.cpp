#include "cli/policy_indexes.hpp"

#include <algorithm>
#include <map>

#include "sql/walk.hpp"

namespace backstay::cli {
namespace {

using Columns = std::set<std::string>;
// One for each side of OR: the columns that are compared there, all together.
using Alternatives = std::vector<Columns>;

// A table as a query knows it: by its alias.
struct Searched {
    std::string alias;
    sql::CatalogRelation const* relation = nullptr;
};

bool is_of(sql::ColumnRef const& column, Searched const& table) {
    if (column.star || column.names.empty()) return false;
    if (column.names.size() > 1) return column.names[column.names.size() - 2] == table.alias;
    return table.relation->find_column(column.names.front()) != nullptr;
}

// Whether the expression depends on the table's row.
bool reads(sql::Expression const& expression, Searched const& table) {
    bool found = false;
    sql::for_each_column(expression,
                         [&](sql::ColumnRef const& column) { found = found || is_of(column, table); });
    return found;
}

Columns compared(sql::Expression const& side, sql::Expression const* other, Searched const& table) {
    auto const* cast = std::get_if<sql::Cast>(&side.node);
    auto const* column = std::get_if<sql::ColumnRef>(cast != nullptr ? &(*cast->arg).node : &side.node);
    if (column == nullptr || !is_of(*column, table) || (other != nullptr && reads(*other, table))) return {};
    return {column->names.back()};
}

Alternatives searched(sql::Expression const& expression, Searched const& table);

// a and (b or c): every pair.
Alternatives together(Alternatives const& left, Alternatives const& right) {
    constexpr std::size_t most = 64;  // of OR within OR; past them, what is known so far
    if (left.size() * right.size() > most) return left;
    Alternatives all;
    for (auto const& one : left)
        for (auto const& other : right) {
            auto& both = all.emplace_back(one);
            both.insert(other.begin(), other.end());
        }
    return all;
}

Alternatives searched(sql::Logic const& logic, Searched const& table) {
    if (logic.kind == sql::LogicKind::not_) return {{}};
    Alternatives found;
    for (auto const& arg : logic.args) {
        auto next = searched(arg, table);
        if (logic.kind == sql::LogicKind::or_) {
            found.insert(found.end(), next.begin(), next.end());
        } else {
            found = found.empty() ? std::move(next) : together(found, next);
        }
    }
    return found;
}

Alternatives searched(sql::Expression const& expression, Searched const& table) {
    if (auto const* logic = std::get_if<sql::Logic>(&expression.node)) return searched(*logic, table);
    Columns columns;
    if (auto const* equal = std::get_if<sql::Operation>(&expression.node);
        equal != nullptr && equal->op == "=" && equal->left) {
        columns = compared(**equal->left, &*equal->right, table);
        columns.merge(compared(*equal->right, &**equal->left, table));
    } else if (auto const* any = std::get_if<sql::QuantifiedOperation>(&expression.node);
               any != nullptr && any->op == "=" && any->quantifier == sql::Quantifier::any) {
        columns = compared(*any->left, &*any->array, table);
    } else if (auto const* in = std::get_if<sql::Subquery>(&expression.node);
               in != nullptr && in->kind == sql::SubqueryKind::any && in->op == "=" && in->test) {
        columns = compared(**in->test, nullptr, table);
    }
    return {columns};
}

class Search {
public:
    explicit Search(sql::Catalog const& catalog) : catalog_(catalog) {}

    void condition(sql::Expression const& condition, Searched const& table) {
        need_index(condition, table);
        auto copy = condition;  // the walk may change what it visits; nothing does here
        sql::for_each_expression(copy, [this](sql::Expression& inner) {
            if (auto const* subquery = std::get_if<sql::Subquery>(&inner.node)) query(*subquery->select);
        });
    }

    std::set<MissingIndex> take() { return std::move(missing_); }

private:
    void need_index(sql::Expression const& condition, Searched const& table) {
        for (auto const& columns : searched(condition, table)) {
            bool const indexed = std::ranges::any_of(
                columns, [&](std::string const& column) { return has_index(*table.relation, {column}); });
            if (!columns.empty() && !indexed) missing_.insert({table.relation->id, columns});
        }
    }

    // What joins its tables searches them as its WHERE does.
    void query(sql::Select const& select) {
        std::vector<Searched> tables;
        sql::Logic all{sql::LogicKind::and_, {}};
        if (select.where) all.args.push_back(*select.where);
        for (auto const& item : select.from) from(item, tables, all);
        if (all.args.empty()) return;
        for (auto const& table : tables) need_index(all, table);
    }

    void from(sql::FromItem const& item, std::vector<Searched>& tables, sql::Logic& all) {
        if (auto const* join = std::get_if<sql::Join>(&item.node)) {
            from(*join->left, tables, all);
            from(*join->right, tables, all);
            if (join->on) all.args.push_back(**join->on);
        }
        auto const* named = std::get_if<sql::RelationRef>(&item.node);
        if (named == nullptr) return;
        auto const* relation = catalog_.find_relation(named->name, {"public"});
        if (relation == nullptr || relation->kind != sql::CatalogRelationKind::table) return;
        tables.push_back({named->alias ? named->alias->name : named->name.name, relation});
    }

    sql::Catalog const& catalog_;
    std::set<MissingIndex> missing_;
};

}  // namespace

std::set<MissingIndex> missing_indexes(sql::Catalog const& catalog, sql::CatalogRelation const& relation,
                                       sql::Expression const& condition) {
    Search search(catalog);
    search.condition(condition, {relation.name.name, &relation});
    return search.take();
}

bool has_index(sql::CatalogRelation const& relation, std::vector<std::string> const& columns) {
    auto const begins = [&columns](std::vector<std::string> const& index) {
        if (index.size() < columns.size()) return false;
        auto const end = index.begin() + static_cast<std::ptrdiff_t>(columns.size());
        return std::ranges::all_of(
            columns, [&](std::string const& column) { return std::find(index.begin(), end, column) != end; });
    };
    if (std::ranges::any_of(relation.keys,
                            [&](sql::KeyConstraint const& key) { return begins(key.columns); }))
        return true;
    return std::ranges::any_of(relation.indexes, [&](sql::CatalogIndex const& index) {
        std::vector<std::string> first;
        for (auto const& element : index.elements) first.push_back(element.column);
        return begins(first);
    });
}

}  // namespace backstay::cli
