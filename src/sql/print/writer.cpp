#include "sql/print/writer.hpp"

#include "sql/print/postgres.hpp"

namespace backstay::sql::printing {

Writer& Writer::name(std::string_view identifier) {
    text += quote_identifier(identifier);
    return *this;
}

Writer& Writer::name(QualifiedName const& qualified) {
    if (!qualified.schema.empty()) name(qualified.schema) << '.';
    return name(qualified.name);
}

Writer& Writer::names(std::vector<std::string> const& identifiers) {
    return list(identifiers, [this](std::string const& identifier) { name(identifier); });
}

Writer& Writer::names(std::vector<QualifiedName> const& list_of_names) {
    return list(list_of_names, [this](QualifiedName const& qualified) { name(qualified); });
}

Writer& Writer::column_list(std::vector<std::string> const& columns) {
    if (columns.empty()) return *this;
    return (*this << " (").names(columns) << ')';
}

void write_statement(Writer& out, Statement const& statement) {
    std::visit(Overloaded{[&](Select const& select) { write_select(out, select); }, [](Unsupported const&) {},
                          [&](auto const& node) { write(out, node); }},
               statement.node);
}

}  // namespace backstay::sql::printing

namespace backstay::sql {

std::string print_postgres(Statement const& statement) {
    printing::Writer out;
    printing::write_statement(out, statement);
    return std::move(out.text);
}

std::string print_postgres(Select const& select) {
    printing::Writer out;
    out.text.reserve(1024);
    printing::write_select(out, select);
    return std::move(out.text);
}

std::string print_postgres(Expression const& expression) {
    printing::Writer out;
    printing::write(out, expression);
    return std::move(out.text);
}

std::string print_postgres(TypeName const& type) {
    printing::Writer out;
    printing::write(out, type);
    return std::move(out.text);
}

}  // namespace backstay::sql
