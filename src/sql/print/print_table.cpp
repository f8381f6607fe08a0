// CREATE TABLE, its columns and constraints, indexes and views.

#include "sql/print/writer.hpp"

namespace backstay::sql::printing {
namespace {

std::string_view key_action(KeyAction action) {
    constexpr std::string_view words[] = {"NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"};
    return words[static_cast<std::size_t>(action)];
}

void write_references(Writer& out, Constraint const& constraint) {
    (out << "REFERENCES ").name(constraint.references).column_list(constraint.referenced_columns);
    if (constraint.match == KeyMatch::full) out << " MATCH FULL";
    if (constraint.on_delete != KeyAction::no_action)
        out << " ON DELETE " << key_action(constraint.on_delete);
    out.column_list(constraint.on_delete_columns);
    if (constraint.on_update != KeyAction::no_action)
        out << " ON UPDATE " << key_action(constraint.on_update);
}

void write_key(Writer& out, Constraint const& constraint, std::string_view words) {
    out << words;
    if (constraint.nulls_not_distinct) out << " NULLS NOT DISTINCT";
    if (!constraint.index.empty()) (out << " USING INDEX ").name(constraint.index);
    out.column_list(constraint.columns);
    if (!constraint.include.empty()) (out << " INCLUDE").column_list(constraint.include);
}

void write_exclusion(Writer& out, Constraint const& constraint) {
    out << "EXCLUDE ";
    if (!constraint.index_method.empty()) (out << "USING ").name(constraint.index_method) << ' ';
    out << '(';
    out.list(constraint.exclusions, [&](Exclusion const& exclusion) {
        write(out, exclusion.element);
        out << " WITH ";
        if (exclusion.op.schema.empty()) {
            out << exclusion.op.name;
        } else {
            (out << "OPERATOR(").name(exclusion.op.schema) << '.' << exclusion.op.name << ')';
        }
    });
    out << ')';
    if (constraint.where) {
        write(out << " WHERE (", *constraint.where);
        out << ')';
    }
}

void write_identity(Writer& out, Constraint const& constraint) {
    out << "GENERATED " << (constraint.identity == IdentityKind::always ? "ALWAYS" : "BY DEFAULT")
        << " AS IDENTITY";
    if (constraint.sequence == SequenceOptions{}) return;
    write(out << " (", constraint.sequence);
    out << ')';
}

void write_persistence(Writer& out, Persistence persistence) {
    if (persistence == Persistence::temporary) out << "TEMPORARY ";
    if (persistence == Persistence::unlogged) out << "UNLOGGED ";
}

void write_like(Writer& out, LikeClause const& like) {
    (out << "LIKE ").name(like.table);
    if (like.including_all) {
        out << " INCLUDING ALL";
        return;
    }
    if (like.including_defaults) out << " INCLUDING DEFAULTS";
    if (like.including_constraints) out << " INCLUDING CONSTRAINTS";
    if (like.including_indexes) out << " INCLUDING INDEXES";
    if (like.including_identity) out << " INCLUDING IDENTITY";
    if (like.including_generated) out << " INCLUDING GENERATED";
    if (like.including_comments) out << " INCLUDING COMMENTS";
}

void write_elements(Writer& out, CreateTable const& table) {
    out << " (";
    std::string_view comma;
    auto const each = [&](auto const& items, auto write_item) {
        for (auto const& item : items) {
            out << comma;
            comma = ", ";
            write_item(item);
        }
    };
    each(table.columns, [&](ColumnSpec const& column) { write(out, column); });
    each(table.likes, [&](LikeClause const& like) { write_like(out, like); });
    each(table.constraints, [&](Constraint const& constraint) { write(out, constraint); });
    out << ')';
}

}  // namespace

void write(Writer& out, Constraint const& constraint) {
    if (!constraint.name.empty()) (out << "CONSTRAINT ").name(constraint.name) << ' ';
    switch (constraint.kind) {
        case ConstraintKind::not_null: out << "NOT NULL"; break;
        case ConstraintKind::null: out << "NULL"; break;
        // The grammar takes a restricted expression here.
        case ConstraintKind::default_value:
            write(out << "DEFAULT ", *constraint.expression, Level::sign);
            break;
        case ConstraintKind::identity: write_identity(out, constraint); break;
        case ConstraintKind::generated:
            write(out << "GENERATED ALWAYS AS (", *constraint.expression);
            out << ") STORED";
            break;
        case ConstraintKind::check:
            write(out << "CHECK (", *constraint.expression);
            out << ')';
            break;
        case ConstraintKind::primary_key: write_key(out, constraint, "PRIMARY KEY"); break;
        case ConstraintKind::unique: write_key(out, constraint, "UNIQUE"); break;
        case ConstraintKind::exclude: write_exclusion(out, constraint); break;
        case ConstraintKind::foreign_key:
            if (!constraint.columns.empty()) (out << "FOREIGN KEY").column_list(constraint.columns) << ' ';
            write_references(out, constraint);
            break;
    }
    if (constraint.deferrable) out << " DEFERRABLE";
    if (constraint.initially_deferred) out << " INITIALLY DEFERRED";
    if (constraint.no_inherit) out << " NO INHERIT";
    if (constraint.not_valid) out << " NOT VALID";
}

void write(Writer& out, ColumnSpec const& column) {
    write(out.name(column.name) << ' ', column.type);
    if (column.collation) (out << " COLLATE ").name(*column.collation);
    for (auto const& constraint : column.constraints) write(out << ' ', constraint);
}

void write_option_list(Writer& out, std::vector<Option> const& options) {
    out << '(';
    out.list(options, [&](Option const& option) {
        bool first = true;
        for (auto const& part : split(option.name, '.')) {
            if (!first) out << '.';
            first = false;
            out.name(part);
        }
        if (!option.value.empty()) (out << " = ").literal(option.value);
    });
    out << ')';
}

void write_storage_options(Writer& out, std::vector<Option> const& options) {
    if (!options.empty()) write_option_list(out << " WITH ", options);
}

void write(Writer& out, CreateTable const& table) {
    out << "CREATE ";
    write_persistence(out, table.persistence);
    out << "TABLE " << (table.if_not_exists ? "IF NOT EXISTS " : "");
    write(out, table.table);
    if (table.as_select) {
        out.column_list(table.as_columns);
    } else {
        write_elements(out, table);
    }
    write_storage_options(out, table.options);
    if (table.on_commit == OnCommit::preserve_rows) out << " ON COMMIT PRESERVE ROWS";
    if (table.on_commit == OnCommit::delete_rows) out << " ON COMMIT DELETE ROWS";
    if (table.on_commit == OnCommit::drop) out << " ON COMMIT DROP";
    if (!table.as_select) return;
    write_select(out << " AS ", **table.as_select);
    if (!table.with_data) out << " WITH NO DATA";
}

void write(Writer& out, IndexElement const& element) {
    if (element.expression) {
        write(out << '(', *element.expression);
        out << ')';
    } else {
        out.name(element.column);
    }
    if (element.collation) (out << " COLLATE ").name(*element.collation);
    if (!element.operator_class.empty()) {
        bool first = true;
        for (auto const& part : split(element.operator_class, '.')) {
            (out << (first ? ' ' : '.')).name(part);
            first = false;
        }
    }
    if (element.direction == SortDirection::descending) out << " DESC";
    if (element.nulls == NullsOrder::first) out << " NULLS FIRST";
    if (element.nulls == NullsOrder::last) out << " NULLS LAST";
}

void write(Writer& out, CreateIndex const& index) {
    out << "CREATE " << (index.unique ? "UNIQUE " : "") << "INDEX ";
    if (index.concurrently) out << "CONCURRENTLY ";
    if (index.if_not_exists) out << "IF NOT EXISTS ";
    if (!index.name.empty()) out.name(index.name) << ' ';
    write(out << "ON ", index.table);
    if (!index.method.empty()) (out << " USING ").name(index.method);
    out << " (";
    out.list(index.elements, [&](IndexElement const& element) { write(out, element); });
    out << ')';
    if (!index.include.empty()) (out << " INCLUDE").column_list(index.include);
    if (index.nulls_not_distinct) out << " NULLS NOT DISTINCT";
    write_storage_options(out, index.options);
    if (index.where) write(out << " WHERE ", *index.where);
}

void write(Writer& out, CreateView const& view) {
    out << "CREATE " << (view.or_replace ? "OR REPLACE " : "") << (view.temporary ? "TEMPORARY " : "")
        << (view.materialized ? "MATERIALIZED " : "") << "VIEW "
        << (view.if_not_exists ? "IF NOT EXISTS " : "");
    write(out, view.view);
    out.column_list(view.columns);
    write_storage_options(out, view.options);
    out << " AS ";
    if (view.text.empty()) {
        write_select(out, *view.select);
    } else {
        out << view.text;
    }
    if (view.check == CheckOption::local) out << " WITH LOCAL CHECK OPTION";
    if (view.check == CheckOption::cascaded) out << " WITH CASCADED CHECK OPTION";
    if (!view.with_data) out << " WITH NO DATA";
}

void write(Writer& out, RefreshView const& refresh) {
    out << "REFRESH MATERIALIZED VIEW " << (refresh.concurrently ? "CONCURRENTLY " : "");
    out.name(refresh.view);
    if (!refresh.with_data) out << " WITH NO DATA";
}

}  // namespace backstay::sql::printing
