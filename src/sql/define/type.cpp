#include <algorithm>

#include "base/limitation.hpp"
#include "sql/define/work.hpp"
#include "sql/print/postgres.hpp"

namespace backstay::sql::defining {
namespace {

Result<EnumType*> find_enum(Work& work, QualifiedName const& name) {
    auto const* found = work.catalog().find_enum(name, work.context.search_path);
    if (found != nullptr) return &work.catalog().enums.at(found->id);
    return failure("42704", "type \"" + name.name + "\" does not exist");
}

Result<DomainType*> find_domain(Work& work, QualifiedName const& name) {
    auto const* found = work.catalog().find_domain(name, work.context.search_path);
    if (found != nullptr) return &work.catalog().domains.at(found->id);
    return failure("42704", "type \"" + name.name + "\" does not exist");
}

Result<void> rename_label(EnumType& type, AlterEnum const& statement) {
    auto const label = std::ranges::find(type.labels, statement.renamed_from);
    if (label == type.labels.end())
        return failure("22023", "\"" + statement.renamed_from + "\" is not an existing enum label");
    if (std::ranges::find(type.labels, statement.value) != type.labels.end())
        return failure("42710", "enum label \"" + statement.value + "\" already exists");
    return not_supported(Limitation::rename_value);
}

Result<void> add_domain_check(Work& work, DomainType& domain, Constraint const& constraint) {
    auto const taken = [&](std::string const& name) {
        return std::ranges::find(domain.checks, name, &CheckConstraint::name) != domain.checks.end();
    };
    if (!constraint.name.empty() && taken(constraint.name))
        return failure("42710", "constraint \"" + constraint.name + "\" for domain \"" + domain.name.name +
                                    "\" already exists");
    auto const name =
        constraint.name.empty() ? choose_name(domain.name.name, "", "check", taken) : constraint.name;
    static_cast<void>(work);
    domain.checks.push_back({.name = name,
                             .expression = *constraint.expression,
                             .text = print_postgres(*constraint.expression),
                             .validated = !constraint.not_valid});
    return {};
}

Result<void> constrain(Work& work, DomainType& domain, Constraint const& constraint) {
    switch (constraint.kind) {
        case ConstraintKind::not_null: domain.not_null = true; return {};
        case ConstraintKind::null: return {};
        case ConstraintKind::default_value: domain.default_value = constraint.expression; return {};
        case ConstraintKind::check: return add_domain_check(work, domain, constraint);
        default: return failure("42601", "this constraint is not possible for domains");
    }
}

}  // namespace

Result<void> create_enum(Work& work, CreateEnum const& statement) {
    TRY(auto const name, new_name(work, statement.name));
    TRY_VOID(require_free_name(work, name));
    for (auto const& label : statement.labels)
        if (std::ranges::count(statement.labels, label) > 1)
            return failure("23505",
                           "duplicate key value violates unique constraint \"pg_enum_typid_label_index\"");
    auto const id = work.new_id();
    work.catalog().enums[id] = {
        .id = id, .name = name, .owner = work.context.role, .labels = statement.labels};
    return {};
}

Result<void> alter_enum(Work& work, AlterEnum const& statement) {
    TRY(auto* type, find_enum(work, statement.name));
    TRY_VOID(require_owner(work, type->owner, "type " + type->name.name));
    if (!statement.renamed_from.empty()) return rename_label(*type, statement);
    auto& labels = type->labels;
    if (std::ranges::find(labels, statement.value) != labels.end()) {
        auto const text = "enum label \"" + statement.value + "\" already exists";
        if (!statement.if_not_exists) return failure("42710", text);
        work.notice(text + ", skipping");
        return {};
    }
    auto where = labels.end();
    if (!statement.neighbour.empty()) {
        where = std::ranges::find(labels, statement.neighbour);
        if (where == labels.end())
            return failure("22023", "\"" + statement.neighbour + "\" is not an existing enum label");
        if (statement.after) ++where;
    }
    labels.insert(where, statement.value);
    work.change(ReorderEnumChange{type->id});
    return {};
}

Result<void> create_composite(Work& work, CreateComposite const& statement) {
    TRY(auto const name, new_name(work, statement.name));
    TRY_VOID(require_free_name(work, name));
    CatalogRelation type{.id = work.new_id(), .name = name, .kind = CatalogRelationKind::composite};
    type.owner = work.context.role;
    for (auto const& column : statement.columns) {
        TRY(auto const column_type, find_type(work, column.type));
        type.columns.push_back({.name = column.name, .type = column_type});
    }
    auto const id = type.id;
    work.catalog().relations[id] = std::move(type);
    return {};
}

Result<void> create_domain(Work& work, CreateDomain const& statement) {
    TRY(auto const name, new_name(work, statement.name));
    TRY_VOID(require_free_name(work, name));
    TRY(auto const base, find_type(work, statement.type));
    DomainType domain{.id = work.new_id(), .name = name, .owner = work.context.role, .base = base};
    for (auto const& constraint : statement.constraints) TRY_VOID(constrain(work, domain, constraint));
    auto const id = domain.id;
    work.catalog().domains[id] = std::move(domain);
    return {};
}

Result<void> alter_domain(Work& work, AlterDomain const& statement) {
    TRY(auto* domain, find_domain(work, statement.domain));
    TRY_VOID(require_owner(work, domain->owner, "type " + domain->name.name));
    switch (statement.kind) {
        case AlterDomainKind::set_default: domain->default_value = statement.expression; return {};
        case AlterDomainKind::set_not_null: domain->not_null = true; return {};
        case AlterDomainKind::drop_not_null: domain->not_null = false; return {};
        case AlterDomainKind::add_constraint: return constrain(work, *domain, *statement.constraint);
        case AlterDomainKind::validate_constraint: return {};
        case AlterDomainKind::drop_constraint: break;
    }
    auto const dropped =
        std::erase_if(domain->checks, [&](auto const& check) { return check.name == statement.name; });
    if (dropped > 0 || statement.if_exists) return {};
    return failure("42704", "constraint \"" + statement.name + "\" of domain \"" + domain->name.name +
                                "\" does not exist");
}

}  // namespace backstay::sql::defining
