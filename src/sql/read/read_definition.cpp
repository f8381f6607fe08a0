// Types, domains, schemas, sequences, extensions.

#include <charconv>

#include "sql/read/context.hpp"

namespace backstay::sql::reading {
namespace {

std::optional<std::int64_t> integer(Context& context, Node const* value) {
    if (value == nullptr) return std::nullopt;
    auto const text = option_value(context, value);
    std::int64_t number = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size()) {
        context.refuse("a sequence with the number " + text);
    }
    return number;
}

void read_sequence_option(Context& context, PgQuery__DefElem const& option, SequenceOptions& result) {
    std::string_view const name = option.defname;
    if (name == "as") {
        result.type = type_name(context, *option.arg->type_name);
    } else if (name == "start") {
        result.start = integer(context, option.arg);
    } else if (name == "increment") {
        result.increment = integer(context, option.arg);
    } else if (name == "minvalue") {
        result.min_value = integer(context, option.arg);
        result.no_min_value = !result.min_value;
    } else if (name == "maxvalue") {
        result.max_value = integer(context, option.arg);
        result.no_max_value = !result.max_value;
    } else if (name == "cache") {
        result.cache = integer(context, option.arg);
    } else if (name == "restart") {
        result.restart = integer(context, option.arg);
        result.restart_plain = !result.restart;
    } else if (name == "cycle") {
        result.cycle = option.arg != nullptr && option.arg->boolean->boolval != 0;
        result.no_cycle = !result.cycle;
    } else if (name == "sequence_name") {
        // Of an identity column's own sequence, which is owned by that column anyway.
        result.owned_by = strings({option.arg->list->items, option.arg->list->n_items});
    } else if (name == "owned_by") {
        auto names = strings({option.arg->list->items, option.arg->list->n_items});
        if (names.size() == 1 && names.front() == "none") {
            result.no_owner = true;
        } else {
            result.owned_by = std::move(names);
        }
    } else {
        context.refuse("a sequence with " + std::string(name), option.location);
    }
}

CreateDomain create_domain(Context& context, PgQuery__CreateDomainStmt const& node) {
    return {.name = qualified_name(context, {node.domainname, node.n_domainname}),
            .type = type_name(context, *node.type_name),
            .constraints = constraints(context, {node.constraints, node.n_constraints}),
            .collation = collation(context, node.coll_clause)};
}

AlterDomain alter_domain(Context& context, PgQuery__AlterDomainStmt const& node) {
    AlterDomain result;
    result.domain = qualified_name(context, {node.type_name, node.n_type_name});
    result.name = node.name;
    result.if_exists = node.missing_ok != 0;
    switch (*node.subtype) {
        case 'T':
            result.kind = AlterDomainKind::set_default;
            result.expression = optional_expression(context, node.def);
            break;
        case 'N': result.kind = AlterDomainKind::drop_not_null; break;
        case 'O': result.kind = AlterDomainKind::set_not_null; break;
        case 'C':
            result.kind = AlterDomainKind::add_constraint;
            result.constraint = constraint(context, *node.def->constraint);
            break;
        case 'X': result.kind = AlterDomainKind::drop_constraint; break;
        default: result.kind = AlterDomainKind::validate_constraint;
    }
    return result;
}

AlterEnum alter_enum(Context& context, PgQuery__AlterEnumStmt const& node) {
    return {.name = qualified_name(context, {node.type_name, node.n_type_name}),
            .value = node.new_val,
            .neighbour = node.new_val_neighbor,
            .after = *node.new_val_neighbor != '\0' && node.new_val_is_after != 0,
            .if_not_exists = node.skip_if_new_val_exists != 0,
            .renamed_from = node.old_val};
}

CreateComposite create_composite(Context& context, PgQuery__CompositeTypeStmt const& node) {
    CreateComposite result{.name = qualified_name(context, *node.typevar)};
    for (auto const* column : Nodes(node.coldeflist, node.n_coldeflist)) {
        result.columns.push_back(column_spec(context, *column->column_def));
    }
    return result;
}

CreateSchema create_schema(Context& context, PgQuery__CreateSchemaStmt const& node) {
    CreateSchema result{.name = node.schemaname, .owner = role_name(node.authrole)};
    result.if_not_exists = node.if_not_exists != 0;
    for (auto const* element : Nodes(node.schema_elts, node.n_schema_elts)) {
        result.elements.emplace_back(Statement(statement_node(context, *element)));
    }
    return result;
}

CreateExtension create_extension(Context& context, PgQuery__CreateExtensionStmt const& node) {
    CreateExtension result{.name = node.extname};
    result.if_not_exists = node.if_not_exists != 0;
    for (auto const* item : Nodes(node.options, node.n_options)) {
        // The version and CASCADE say how to install it, not what it is.
        if (std::string_view(item->def_elem->defname) == "schema") {
            result.schema = option_value(context, item->def_elem->arg);
        }
    }
    return result;
}

CreateSequence create_sequence(Context& context, PgQuery__CreateSeqStmt const& node) {
    CreateSequence result{.name = qualified_name(context, *node.sequence),
                          .options = sequence_options(context, {node.options, node.n_options})};
    result.if_not_exists = node.if_not_exists != 0;
    result.temporary = *node.sequence->relpersistence == 't';
    return result;
}

AlterSequence alter_sequence(Context& context, PgQuery__AlterSeqStmt const& node) {
    AlterSequence result{.name = qualified_name(context, *node.sequence),
                         .options = sequence_options(context, {node.options, node.n_options})};
    result.if_exists = node.missing_ok != 0;
    return result;
}

}  // namespace

SequenceOptions sequence_options(Context& context, Nodes options) {
    SequenceOptions result;
    for (auto const* option : options) read_sequence_option(context, *option->def_elem, result);
    return result;
}

std::optional<Statement::Node> definition(Context& context, Node const& node) {
    switch (node.node_case) {
        case PG_QUERY__NODE__NODE_CREATE_ENUM_STMT: {
            auto const& enumeration = *node.create_enum_stmt;
            return CreateEnum{qualified_name(context, {enumeration.type_name, enumeration.n_type_name}),
                              strings({enumeration.vals, enumeration.n_vals})};
        }
        case PG_QUERY__NODE__NODE_ALTER_ENUM_STMT: return alter_enum(context, *node.alter_enum_stmt);
        case PG_QUERY__NODE__NODE_COMPOSITE_TYPE_STMT:
            return create_composite(context, *node.composite_type_stmt);
        case PG_QUERY__NODE__NODE_CREATE_DOMAIN_STMT: return create_domain(context, *node.create_domain_stmt);
        case PG_QUERY__NODE__NODE_ALTER_DOMAIN_STMT: return alter_domain(context, *node.alter_domain_stmt);
        case PG_QUERY__NODE__NODE_CREATE_SCHEMA_STMT: return create_schema(context, *node.create_schema_stmt);
        case PG_QUERY__NODE__NODE_CREATE_SEQ_STMT: return create_sequence(context, *node.create_seq_stmt);
        case PG_QUERY__NODE__NODE_ALTER_SEQ_STMT: return alter_sequence(context, *node.alter_seq_stmt);
        case PG_QUERY__NODE__NODE_CREATE_EXTENSION_STMT:
            return create_extension(context, *node.create_extension_stmt);
        case PG_QUERY__NODE__NODE_REFRESH_MAT_VIEW_STMT: {
            auto const& refresh = *node.refresh_mat_view_stmt;
            return RefreshView{qualified_name(context, *refresh.relation), refresh.concurrent != 0,
                               refresh.skip_data == 0};
        }
        default: return std::nullopt;
    }
}

}  // namespace backstay::sql::reading
