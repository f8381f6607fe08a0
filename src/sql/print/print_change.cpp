// INSERT, UPDATE and DELETE.

#include "sql/print/writer.hpp"

namespace backstay::sql::printing {
namespace {

void write_assignments(Writer& out, std::vector<Assignment> const& assignments) {
    out.list(assignments, [&](Assignment const& assignment) {
        bool const several = assignment.columns.size() > 1;
        if (several) out << '(';
        out.names(assignment.columns);
        write(out << (several ? ") = " : " = "), assignment.value);
    });
}

void write_conflict(Writer& out, OnConflict const& conflict) {
    out << " ON CONFLICT";
    if (conflict.target && !conflict.target->constraint.empty()) {
        (out << " ON CONSTRAINT ").name(conflict.target->constraint);
    } else if (conflict.target) {
        out << " (";
        out.list(conflict.target->elements, [&](Expression const& element) {
            bool const is_column = std::holds_alternative<ColumnRef>(element.node);
            if (!is_column) out << '(';
            write(out, element);
            if (!is_column) out << ')';
        });
        out << ')';
        if (conflict.target->where) write(out << " WHERE ", *conflict.target->where);
    }
    if (!conflict.update) {
        out << " DO NOTHING";
        return;
    }
    write_assignments(out << " DO UPDATE SET ", conflict.assignments);
    if (conflict.where) write(out << " WHERE ", *conflict.where);
}

void write_returning(Writer& out, std::vector<Target> const& returning) {
    if (!returning.empty()) write_targets(out << " RETURNING ", returning);
}

}  // namespace

void write(Writer& out, Insert const& insert) {
    write_with(out, insert.with);
    write(out << "INSERT INTO ", insert.table);
    if (!insert.columns.empty()) {
        out << " (";
        out.list(insert.columns, [&](TargetColumn const& column) { out.name(column.name); });
        out << ')';
    }
    if (insert.overriding == Overriding::user_value) out << " OVERRIDING USER VALUE";
    if (insert.overriding == Overriding::system_value) out << " OVERRIDING SYSTEM VALUE";
    if (insert.source) {
        write_select(out << ' ', **insert.source);
    } else {
        out << " DEFAULT VALUES";
    }
    if (insert.on_conflict) write_conflict(out, *insert.on_conflict);
    write_returning(out, insert.returning);
}

void write(Writer& out, Update const& update) {
    write_with(out, update.with);
    write(out << "UPDATE ", update.table);
    write_assignments(out << " SET ", update.assignments);
    if (!update.from.empty()) write_from(out << " FROM ", update.from);
    if (update.where) write(out << " WHERE ", *update.where);
    write_returning(out, update.returning);
}

void write(Writer& out, Delete const& delete_from) {
    write_with(out, delete_from.with);
    write(out << "DELETE FROM ", delete_from.table);
    if (!delete_from.using_items.empty()) write_from(out << " USING ", delete_from.using_items);
    if (delete_from.where) write(out << " WHERE ", *delete_from.where);
    write_returning(out, delete_from.returning);
}

}  // namespace backstay::sql::printing
