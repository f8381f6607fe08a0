#include <map>

#include "base/text.hpp"
#include "sql/read/context.hpp"

namespace backstay::sql::reading {

void Context::refuse(std::string_view construct, int offset) {
    if (!refusal_) refusal_ = Unsupported{std::string(construct), at(offset)};
}

std::optional<Unsupported> Context::take_refusal() {
    auto refusal = std::move(refusal_);
    refusal_.reset();
    return refusal;
}

std::string text_of(Node const* node) {
    return node != nullptr && node->node_case == PG_QUERY__NODE__NODE_STRING ? node->string->sval : "";
}

std::vector<std::string> strings(Nodes nodes) {
    std::vector<std::string> result;
    result.reserve(nodes.size());
    for (auto const* node : nodes) result.push_back(text_of(node));
    return result;
}

QualifiedName qualified_name(Context& context, Nodes names) {
    if (names.size() > 2) context.refuse("a name with a database");
    if (names.empty()) return {};
    return {names.size() > 1 ? text_of(names[names.size() - 2]) : "", text_of(names.back())};
}

QualifiedName qualified_name(Context& context, PgQuery__RangeVar const& name) {
    if (*name.catalogname != '\0') context.refuse("a name with a database", name.location);
    return {name.schemaname, name.relname};
}

std::optional<QualifiedName> collation(Context& context, PgQuery__CollateClause const* clause) {
    if (clause == nullptr) return std::nullopt;
    return qualified_name(context, {clause->collname, clause->n_collname});
}

std::string role_name(PgQuery__RoleSpec const* role) {
    if (role == nullptr) return "";
    switch (role->roletype) {
        case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_PUBLIC: return "public";
        case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_CURRENT_ROLE: return "current_role";
        case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_CURRENT_USER: return "current_user";
        case PG_QUERY__ROLE_SPEC_TYPE__ROLESPEC_SESSION_USER: return "session_user";
        default: return role->rolename;
    }
}

std::vector<std::string> role_names(Nodes nodes) {
    std::vector<std::string> result;
    for (auto const* node : nodes) {
        if (node->node_case == PG_QUERY__NODE__NODE_ROLE_SPEC) {
            result.push_back(role_name(node->role_spec));
        } else if (node->node_case == PG_QUERY__NODE__NODE_ACCESS_PRIV) {
            result.emplace_back(node->access_priv->priv_name);
        } else {
            result.push_back(text_of(node));
        }
    }
    return result;
}

FunctionName function_name(Context& context, PgQuery__ObjectWithArgs const& object) {
    FunctionName result;
    result.name = qualified_name(context, {object.objname, object.n_objname});
    result.any_arguments = object.args_unspecified != 0;
    for (auto const* argument : Nodes(object.objargs, object.n_objargs)) {
        if (argument->node_case == PG_QUERY__NODE__NODE_TYPE_NAME) {
            result.arguments.push_back(type_name(context, *argument->type_name));
        }
    }
    return result;
}

DropBehaviour behaviour(PgQuery__DropBehavior value) {
    return value == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE ? DropBehaviour::cascade : DropBehaviour::restrict;
}

ObjectKind object_kind(Context& context, PgQuery__ObjectType type) {
    static std::map<PgQuery__ObjectType, ObjectKind> const kinds = {
        {PG_QUERY__OBJECT_TYPE__OBJECT_TABLE, ObjectKind::table},
        {PG_QUERY__OBJECT_TYPE__OBJECT_VIEW, ObjectKind::view},
        {PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW, ObjectKind::materialized_view},
        {PG_QUERY__OBJECT_TYPE__OBJECT_INDEX, ObjectKind::index},
        {PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE, ObjectKind::sequence},
        {PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA, ObjectKind::schema},
        {PG_QUERY__OBJECT_TYPE__OBJECT_TYPE, ObjectKind::type},
        {PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN, ObjectKind::domain},
        {PG_QUERY__OBJECT_TYPE__OBJECT_FUNCTION, ObjectKind::function},
        {PG_QUERY__OBJECT_TYPE__OBJECT_ROUTINE, ObjectKind::function},
        {PG_QUERY__OBJECT_TYPE__OBJECT_PROCEDURE, ObjectKind::procedure},
        {PG_QUERY__OBJECT_TYPE__OBJECT_AGGREGATE, ObjectKind::aggregate},
        {PG_QUERY__OBJECT_TYPE__OBJECT_POLICY, ObjectKind::policy},
        {PG_QUERY__OBJECT_TYPE__OBJECT_TRIGGER, ObjectKind::trigger},
        {PG_QUERY__OBJECT_TYPE__OBJECT_ROLE, ObjectKind::role},
        {PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN, ObjectKind::column},
        {PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT, ObjectKind::constraint},
        {PG_QUERY__OBJECT_TYPE__OBJECT_EXTENSION, ObjectKind::extension},
        {PG_QUERY__OBJECT_TYPE__OBJECT_COLLATION, ObjectKind::collation},
        {PG_QUERY__OBJECT_TYPE__OBJECT_DATABASE, ObjectKind::database},
        {PG_QUERY__OBJECT_TYPE__OBJECT_RULE, ObjectKind::rule},
        {PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_TABLE, ObjectKind::foreign_table},
        {PG_QUERY__OBJECT_TYPE__OBJECT_PUBLICATION, ObjectKind::publication},
        {PG_QUERY__OBJECT_TYPE__OBJECT_SUBSCRIPTION, ObjectKind::subscription},
        {PG_QUERY__OBJECT_TYPE__OBJECT_EVENT_TRIGGER, ObjectKind::event_trigger},
        {PG_QUERY__OBJECT_TYPE__OBJECT_DOMCONSTRAINT, ObjectKind::domain_constraint},
        {PG_QUERY__OBJECT_TYPE__OBJECT_ATTRIBUTE, ObjectKind::attribute},
    };
    auto const found = kinds.find(type);
    if (found != kinds.end()) return found->second;
    context.refuse(statement_words(context));
    return ObjectKind::other;
}

std::string option_value(Context& context, Node const* value) {
    if (value == nullptr) return "";
    switch (value->node_case) {
        case PG_QUERY__NODE__NODE_STRING: return value->string->sval;
        case PG_QUERY__NODE__NODE_INTEGER: return std::to_string(value->integer->ival);
        case PG_QUERY__NODE__NODE_FLOAT: return value->float_->fval;
        case PG_QUERY__NODE__NODE_BOOLEAN: return value->boolean->boolval != 0 ? "true" : "false";
        case PG_QUERY__NODE__NODE_TYPE_NAME: return type_name(context, *value->type_name).name.name;
        case PG_QUERY__NODE__NODE_A_STAR: return "*";
        case PG_QUERY__NODE__NODE_LIST: {
            std::vector<std::string> parts;
            for (auto const* item : Nodes(value->list->items, value->list->n_items)) {
                auto const name = item->node_case == PG_QUERY__NODE__NODE_ROLE_SPEC
                                      ? role_name(item->role_spec)
                                      : option_value(context, item);
                parts.push_back(quote_identifier(name));
            }
            return join(parts, ", ");
        }
        case PG_QUERY__NODE__NODE_A_CONST: {
            auto const literal = expression(context, value);
            auto const* held = std::get_if<Literal>(&literal.node);
            return held != nullptr ? held->text : "";
        }
        default: context.refuse("an option of this form"); return "";
    }
}

std::vector<Option> storage_options(Context& context, Nodes options) {
    std::vector<Option> result;
    for (auto const* node : options) {
        if (node->node_case != PG_QUERY__NODE__NODE_DEF_ELEM) continue;
        auto const& option = *node->def_elem;
        std::string name = option.defname;
        if (*option.defnamespace != '\0') name = std::string(option.defnamespace) + "." + name;
        result.push_back({std::move(name), option_value(context, option.arg)});
    }
    return result;
}

}  // namespace backstay::sql::reading
