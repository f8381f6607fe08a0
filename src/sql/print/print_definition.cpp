// Types, domains, schemas, sequences, extensions.

#include "sql/print/writer.hpp"

namespace backstay::sql::printing {
namespace {

void write_labels(Writer& out, std::vector<std::string> const& labels) {
    out.list(labels, [&](std::string const& label) { out.literal(label); });
}

}  // namespace

void write(Writer& out, SequenceOptions const& options) {
    std::string_view space;
    auto const part = [&](std::string_view words) -> Writer& {
        out << space << words;
        space = " ";
        return out;
    };
    auto const number = [&](std::string_view words, std::optional<std::int64_t> value) {
        if (value) part(words).number(*value);
    };
    if (options.type) write(part("AS "), *options.type);
    number("START WITH ", options.start);
    number("INCREMENT BY ", options.increment);
    number("MINVALUE ", options.min_value);
    if (options.no_min_value) part("NO MINVALUE");
    number("MAXVALUE ", options.max_value);
    if (options.no_max_value) part("NO MAXVALUE");
    number("CACHE ", options.cache);
    if (options.cycle) part("CYCLE");
    if (options.no_cycle) part("NO CYCLE");
    number("RESTART WITH ", options.restart);
    if (options.restart_plain) part("RESTART");
    if (options.no_owner) part("OWNED BY NONE");
    if (options.owned_by.empty()) return;
    part("OWNED BY ");
    std::string_view dot;
    for (auto const& name : options.owned_by) {
        (out << dot).name(name);
        dot = ".";
    }
}

void write(Writer& out, CreateEnum const& type) {
    (out << "CREATE TYPE ").name(type.name) << " AS ENUM (";
    write_labels(out, type.labels);
    out << ')';
}

void write(Writer& out, AlterEnum const& alter) {
    (out << "ALTER TYPE ").name(alter.name);
    if (!alter.renamed_from.empty()) {
        (out << " RENAME VALUE ").literal(alter.renamed_from) << " TO ";
        out.literal(alter.value);
        return;
    }
    (out << " ADD VALUE " << (alter.if_not_exists ? "IF NOT EXISTS " : "")).literal(alter.value);
    if (!alter.neighbour.empty()) (out << (alter.after ? " AFTER " : " BEFORE ")).literal(alter.neighbour);
}

void write(Writer& out, CreateComposite const& type) {
    (out << "CREATE TYPE ").name(type.name) << " AS (";
    out.list(type.columns, [&](ColumnSpec const& column) { write(out, column); });
    out << ')';
}

void write(Writer& out, CreateDomain const& domain) {
    write((out << "CREATE DOMAIN ").name(domain.name) << " AS ", domain.type);
    if (domain.collation) (out << " COLLATE ").name(*domain.collation);
    for (auto const& constraint : domain.constraints) write(out << ' ', constraint);
}

void write(Writer& out, AlterDomain const& alter) {
    (out << "ALTER DOMAIN ").name(alter.domain);
    switch (alter.kind) {
        case AlterDomainKind::set_default:
            if (alter.expression) {
                write(out << " SET DEFAULT ", *alter.expression);
            } else {
                out << " DROP DEFAULT";
            }
            break;
        case AlterDomainKind::set_not_null: out << " SET NOT NULL"; break;
        case AlterDomainKind::drop_not_null: out << " DROP NOT NULL"; break;
        case AlterDomainKind::add_constraint: write(out << " ADD ", *alter.constraint); break;
        case AlterDomainKind::drop_constraint:
            (out << " DROP CONSTRAINT " << (alter.if_exists ? "IF EXISTS " : "")).name(alter.name);
            break;
        case AlterDomainKind::validate_constraint: (out << " VALIDATE CONSTRAINT ").name(alter.name); break;
    }
}

void write(Writer& out, CreateSchema const& schema) {
    out << "CREATE SCHEMA" << (schema.if_not_exists ? " IF NOT EXISTS" : "");
    if (!schema.name.empty()) (out << ' ').name(schema.name);
    if (!schema.owner.empty()) write_role(out << " AUTHORIZATION ", schema.owner);
    for (auto const& element : schema.elements) write_statement(out << ' ', *element);
}

void write(Writer& out, CreateSequence const& sequence) {
    out << "CREATE " << (sequence.temporary ? "TEMPORARY " : "") << "SEQUENCE "
        << (sequence.if_not_exists ? "IF NOT EXISTS " : "");
    write(out.name(sequence.name) << ' ', sequence.options);
}

void write(Writer& out, AlterSequence const& alter) {
    out << "ALTER SEQUENCE " << (alter.if_exists ? "IF EXISTS " : "");
    write(out.name(alter.name) << ' ', alter.options);
}

void write(Writer& out, CreateExtension const& extension) {
    out << "CREATE EXTENSION " << (extension.if_not_exists ? "IF NOT EXISTS " : "");
    out.name(extension.name);
    if (!extension.schema.empty()) (out << " SCHEMA ").name(extension.schema);
}

}  // namespace backstay::sql::printing
