// The FROM clause. Every entry has an alias of its own within the whole statement, so nothing is ever hidden.

#include "base/box.hpp"
#include "base/text.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

using Text = Result<std::string>;

std::string_view join_words(JoinKind kind) {
    switch (kind) {
        case JoinKind::inner: return " join ";
        case JoinKind::left: return " left join ";
        case JoinKind::right: return " right join ";
        case JoinKind::full: return " full join ";
        case JoinKind::cross: return " cross join ";
    }
    return ", ";
}

Text join_tree(State& state, typed::Query const& q, typed::JoinTree const& tree, bool nested);

Text join_node(State& state, typed::Query const& q, typed::JoinNode const& join, bool nested) {
    TRY(auto const left, join_tree(state, q, *join.left, false));
    TRY(auto const right, join_tree(state, q, *join.right, true));
    // SQLite's CROSS JOIN forbids reordering; PostgreSQL's means no more than a join.
    auto const words = join.kind == JoinKind::cross ? std::string_view(" join ") : join_words(join.kind);
    std::string out = left + std::string(words) + right;
    if (join.on) {
        TRY(auto const on, expression(state, *join.on));
        out += " on " + on;
    }
    return nested ? "(" + out + ")" : out;
}

Text join_tree(State& state, typed::Query const& q, typed::JoinTree const& tree, bool nested) {
    return std::visit(
        Overloaded{[&](typed::EntryRef const& ref) { return entry_source(state, q, ref.entry); },
                   [&](typed::JoinNode const& join) { return join_node(state, q, join, nested); }},
        tree.node);
}

Text common_table(State& state, typed::CommonTableEntry const& ref) {
    auto const depth = static_cast<int>(state.scopes.size()) - 1 - ref.levels_up;
    if (depth < 0) return internal_error("a WITH entry outside of its statement");
    return state.scopes[static_cast<std::size_t>(depth)].common_tables[static_cast<std::size_t>(ref.index)];
}

}  // namespace

Text entry_source(State& state, typed::Query const& q, int index) {
    auto const& entry = q.entries[static_cast<std::size_t>(index)];
    auto const relation = [&](typed::RelationEntry const& r) -> Text {
        auto const* table = state.catalog().relation(r.relation);
        if (table == nullptr) return internal_error("a relation that is gone");
        return quoted(table->storage_name());
    };
    auto const derived = [&](typed::SubqueryEntry const& s) -> Text {
        TRY(auto text, select(state, *s.query));
        if (s.lateral) return lateral(state, text, entry.columns.size());
        return "(" + text + ")";
    };
    auto const rows = [&](typed::ValuesEntry const& v) -> Text {
        TRY(auto text, values_rows(state, v.rows, entry.columns.size()));
        return "(" + text + ")";
    };
    TRY(auto const source,
        std::visit(Overloaded{relation, derived,
                              [&](typed::FunctionEntry const& f) { return table_function(state, f, entry); },
                              rows, [&](typed::CommonTableEntry const& c) { return common_table(state, c); },
                              [&](typed::WrittenEntry const&) -> Text { return state.options.written; }},
                   entry.source));
    auto const& alias = state.scopes.back().aliases[static_cast<std::size_t>(index)];
    return source == alias ? source : source + " as " + alias;
}

Text from_clause(State& state, typed::Query const& q) {
    std::string out;
    for (auto const& tree : q.from) {
        // The target of a write is not named again.
        if (auto const* ref = std::get_if<typed::EntryRef>(&tree.node);
            ref != nullptr && ref->entry == 0 && q.command != typed::Command::select)
            continue;
        TRY(auto const text, join_tree(state, q, tree, false));
        // Sets of the select list come last: the order of the rows is that of the rest.
        auto const* ref = std::get_if<typed::EntryRef>(&tree.node);
        bool const last = ref != nullptr && q.entries[static_cast<std::size_t>(ref->entry)].alias == "*SET*";
        out += out.empty() ? " from " : last ? " cross join " : " join ";
        out += text;
    }
    return out;
}

}  // namespace backstay::sql::lowering
