#include "sql/print/writer.hpp"

namespace backstay::sql::printing {
namespace {

void write(Writer& out, GroupItem const& item) {
    switch (item.kind) {
        case GroupingKind::expression: printing::write(out, item.expressions); return;
        case GroupingKind::empty: out << "()"; return;
        case GroupingKind::rollup: out << "ROLLUP ("; break;
        case GroupingKind::cube: out << "CUBE ("; break;
        case GroupingKind::sets:
            out << "GROUPING SETS (";
            out.list(item.sets, [&](GroupItem const& set) { write(out, set); });
            out << ')';
            return;
    }
    printing::write(out, item.expressions);
    out << ')';
}

void write_values(Writer& out, std::vector<Expressions> const& rows) {
    out << "VALUES ";
    out.list(rows, [&](Expressions const& row) {
        out << '(';
        printing::write(out, row);
        out << ')';
    });
}

void write_core(Writer& out, Select const& select) {
    out << "SELECT";
    if (!select.distinct_on.empty()) {
        printing::write(out << " DISTINCT ON (", select.distinct_on);
        out << ')';
    } else if (select.distinct) {
        out << " DISTINCT";
    }
    if (!select.targets.empty()) write_targets(out << ' ', select.targets);
    if (!select.from.empty()) write_from(out << " FROM ", select.from);
    if (select.where) printing::write(out << " WHERE ", *select.where);
    if (!select.group_by.empty()) {
        out << " GROUP BY " << (select.group_distinct ? "DISTINCT " : "");
        out.list(select.group_by, [&](GroupItem const& item) { write(out, item); });
    }
    if (select.having) printing::write(out << " HAVING ", *select.having);
    if (!select.windows.empty()) {
        out << " WINDOW ";
        out.list(select.windows,
                 [&](Window const& window) { printing::write(out.name(window.name) << " AS ", window); });
    }
}

// A side of a set operation goes without parentheses where that changes nothing: it has no clause of its own
// that would stand for the whole, and on the left the operators run from left to right.
void write_side(Writer& out, Select const& select, bool may_chain) {
    bool const plain = !select.with && select.order_by.empty() && !select.limit && !select.offset &&
                       select.lock == LockStrength::none;
    bool const bare = plain && (!select.set_operation || may_chain);
    if (!bare) out << '(';
    write_select(out, select);
    if (!bare) out << ')';
}

void write_set_operation(Writer& out, SetOperation const& node) {
    // INTERSECT binds tighter than UNION and EXCEPT, which are equals.
    auto const& left = *node.left;
    bool const chain = left.set_operation && (node.op != SetOperator::intersect ||
                                              left.set_operation->op == SetOperator::intersect);
    write_side(out, left, chain);
    if (node.op == SetOperator::union_) out << " UNION ";
    if (node.op == SetOperator::intersect) out << " INTERSECT ";
    if (node.op == SetOperator::except) out << " EXCEPT ";
    if (node.all) out << "ALL ";
    write_side(out, *node.right, false);
}

void write_limit(Writer& out, Select const& select) {
    if (select.offset) printing::write(out << " OFFSET ", *select.offset);
    if (!select.limit) return;
    if (select.with_ties) {
        printing::write(out << " FETCH FIRST ", *select.limit, Level::primary);
        out << " ROWS WITH TIES";
    } else {
        printing::write(out << " LIMIT ", *select.limit);
    }
}

void write_lock(Writer& out, Select const& select) {
    switch (select.lock) {
        case LockStrength::none: return;
        case LockStrength::key_share: out << " FOR KEY SHARE"; break;
        case LockStrength::share: out << " FOR SHARE"; break;
        case LockStrength::no_key_update: out << " FOR NO KEY UPDATE"; break;
        case LockStrength::update: out << " FOR UPDATE"; break;
    }
    if (!select.lock_of.empty()) (out << " OF ").names(select.lock_of);
    if (select.lock_wait == LockWait::no_wait) out << " NOWAIT";
    if (select.lock_wait == LockWait::skip_locked) out << " SKIP LOCKED";
}

}  // namespace

void write_with(Writer& out, std::optional<With> const& with) {
    if (!with) return;
    out << "WITH " << (with->recursive ? "RECURSIVE " : "");
    out.list(with->tables, [&](CommonTable const& table) {
        out.name(table.name).column_list(table.columns) << " AS ";
        if (table.materialized == Materialized::always) out << "MATERIALIZED ";
        if (table.materialized == Materialized::never) out << "NOT MATERIALIZED ";
        out << '(';
        write_statement(out, *table.statement);
        out << ')';
    });
    out << ' ';
}

void write_targets(Writer& out, std::vector<Target> const& targets) {
    out.list(targets, [&](Target const& target) {
        printing::write(out, target.expression);
        if (!target.alias.empty()) (out << " AS ").name(target.alias);
    });
}

void write_select(Writer& out, Select const& select) {
    write_with(out, select.with);
    if (select.set_operation) {
        write_set_operation(out, *select.set_operation);
    } else if (!select.values.empty()) {
        write_values(out, select.values);
    } else {
        write_core(out, select);
    }
    if (!select.order_by.empty()) printing::write(out << " ORDER BY ", select.order_by);
    write_limit(out, select);
    write_lock(out, select);
}

}  // namespace backstay::sql::printing
