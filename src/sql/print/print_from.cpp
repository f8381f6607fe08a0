#include "sql/print/writer.hpp"

namespace backstay::sql::printing {
namespace {

void write_alias(Writer& out, std::optional<Alias> const& alias) {
    if (!alias) return;
    (out << " AS ").name(alias->name).column_list(alias->columns);
}

void write_item(Writer& out, FromItem const& item);

void write_node(Writer& out, RelationRef const& node) { write(out, node); }

void write_node(Writer& out, DerivedTable const& node) {
    out << (node.lateral ? "LATERAL (" : "(");
    write_select(out, *node.select);
    out << ')';
    write_alias(out, node.alias);
}

void write_node(Writer& out, TableFunction const& node) {
    if (node.lateral) out << "LATERAL ";
    bool const several = node.calls.size() > 1;
    if (several) out << "ROWS FROM (";
    out.list(node.calls, [&](Expression const& call) {
        if (auto const* cast = std::get_if<Cast>(&call.node)) {  // x::t is no function here, CAST is
            write(out << "CAST(", *cast->arg);
            write(out << " AS ", cast->type);
            out << ')';
        } else {
            write(out, call);
        }
    });
    if (several) out << ')';
    if (node.ordinality) out << " WITH ORDINALITY";
    write_alias(out, node.alias);
    if (node.column_definitions.empty()) return;
    out << (node.alias ? " (" : " AS (");
    out.list(node.column_definitions,
             [&](ColumnDefinition const& column) { write(out.name(column.name) << ' ', column.type); });
    out << ')';
}

void write_node(Writer& out, Join const& node) {
    if (node.alias) out << '(';
    write_item(out, *node.left);
    if (node.natural) out << " NATURAL";
    switch (node.kind) {
        case JoinKind::inner: out << " JOIN "; break;
        case JoinKind::left: out << " LEFT JOIN "; break;
        case JoinKind::right: out << " RIGHT JOIN "; break;
        case JoinKind::full: out << " FULL JOIN "; break;
        case JoinKind::cross: out << " CROSS JOIN "; break;
    }
    auto const* inner = std::get_if<Join>(&node.right->node);
    bool const parentheses = inner != nullptr && !inner->alias;
    if (parentheses) out << '(';
    write_item(out, *node.right);
    if (parentheses) out << ')';
    if (!node.using_columns.empty()) (out << " USING").column_list(node.using_columns);
    if (node.on) write(out << " ON ", **node.on);
    if (node.alias) {
        out << ')';
        write_alias(out, node.alias);
    }
}

void write_item(Writer& out, FromItem const& item) {
    std::visit([&](auto const& node) { write_node(out, node); }, item.node);
}

}  // namespace

void write(Writer& out, RelationRef const& relation) {
    if (relation.only) out << "ONLY ";
    out.name(relation.name);
    write_alias(out, relation.alias);
    if (relation.sample_method.empty()) return;
    (out << " TABLESAMPLE ").name(relation.sample_method) << " (";
    write(out, relation.sample_args);
    out << ')';
}

void write_from(Writer& out, std::vector<FromItem> const& items) {
    out.list(items, [&](FromItem const& item) { write_item(out, item); });
}

}  // namespace backstay::sql::printing
