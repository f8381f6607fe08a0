// Where a condition on the rows of one entry goes. In WHERE, unless an outer join may put NULLs in the
// entry's place: then where the rows are still its own.

#include <algorithm>

#include "sql/secure/guard.hpp"

namespace backstay::sql::securing {
namespace {

enum class Place : std::uint8_t { where, on, within };

struct Found {
    Place place = Place::where;
    typed::JoinNode* join = nullptr;
};

bool contains(typed::JoinTree const& tree, int entry) {
    if (auto const* ref = std::get_if<typed::EntryRef>(&tree.node)) return ref->entry == entry;
    auto const& join = std::get<typed::JoinNode>(tree.node);
    return contains(*join.left, entry) || contains(*join.right, entry);
}

Found find(typed::JoinTree& tree, int entry, bool nullable) {
    auto* join = std::get_if<typed::JoinNode>(&tree.node);
    if (join == nullptr) return {nullable ? Place::within : Place::where};
    bool const on_left = contains(*join->left, entry);
    bool const padded =
        join->kind == JoinKind::full || join->kind == (on_left ? JoinKind::right : JoinKind::left);
    auto& side = on_left ? *join->left : *join->right;
    bool const direct = std::holds_alternative<typed::EntryRef>(side.node);
    if (padded && direct && join->kind == JoinKind::left && !nullable) return {Place::on, join};
    return find(side, entry, nullable || padded);
}

Found place_of(typed::Query& query, int entry) {
    for (auto& tree : query.from)
        if (contains(tree, entry)) return find(tree, entry, false);
    return {};
}

void add_condition(std::optional<typed::Expression>& to, typed::Expression condition) {
    if (!to) {
        to = std::move(condition);
        return;
    }
    typed::Logic both{LogicKind::and_, {}};
    both.args.push_back(std::move(condition));
    both.args.push_back(*std::move(to));
    to = typed::Expression{.node = std::move(both), .type = {.base = BaseType::boolean}};
}

// (select * from t where condition) in the place of t.
void wrap(typed::Entry& entry, typed::Expression condition) {
    typed::Query inner;
    inner.entries.push_back(entry);
    inner.from.push_back({typed::EntryRef{0}});
    for (std::size_t i = 0; i < entry.columns.size(); ++i) {
        auto const& column = entry.columns[i];
        typed::Variable variable{0, 0, static_cast<int>(i), column.name};
        inner.targets.push_back({{.node = std::move(variable), .type = column.type}, column.name});
    }
    inner.where = std::move(condition);
    entry.source = typed::SubqueryEntry{.query = std::move(inner)};
}

}  // namespace

void filter_entry(typed::Query& query, int entry, typed::Expression condition) {
    auto const found = place_of(query, entry);
    switch (found.place) {
        case Place::where: return add_condition(query.where, std::move(condition));
        case Place::on: return add_condition(found.join->on, std::move(condition));
        case Place::within: return wrap(query.entries[static_cast<std::size_t>(entry)], std::move(condition));
    }
}

}  // namespace backstay::sql::securing
