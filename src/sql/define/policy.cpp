#include <algorithm>

#include "sql/define/work.hpp"
#include "sql/print/postgres.hpp"

namespace backstay::sql::defining {
namespace {

Result<std::vector<ObjectId>> policy_roles(Work& work, std::vector<std::string> const& names) {
    std::vector<ObjectId> roles;
    for (auto const& name : names) {
        TRY(auto const role, find_role(work, name));
        if (role == 0) return std::vector<ObjectId>{};
        roles.push_back(role);
    }
    return roles;
}

Result<void> set_expressions(Work& work, CatalogRelation const& relation, Policy& policy,
                             std::optional<Expression> const& using_expression,
                             std::optional<Expression> const& with_check) {
    auto const* typing = work.context.typing;
    for (auto const* expression : {&using_expression, &with_check})
        if (*expression && typing != nullptr)
            TRY_VOID(typing->check_expression(work.catalog(), &relation, **expression,
                                              Type{.base = BaseType::boolean}));
    if (using_expression) {
        TRY(policy.using_expression, kept(work, &relation, *using_expression));
        policy.using_text = print_postgres(*using_expression);
    }
    if (with_check) {
        TRY(policy.with_check, kept(work, &relation, *with_check));
        policy.check_text = print_postgres(*with_check);
    }
    return {};
}

}  // namespace

Result<void> create_policy(Work& work, CreatePolicy const& statement) {
    TRY(auto* relation, find_table(work, statement.table.name));
    TRY_VOID(require_owner(work, relation->owner, "table " + relation->name.name));
    if (std::ranges::find(relation->policies, statement.name, &Policy::name) != relation->policies.end())
        return failure("42710", "policy \"" + statement.name + "\" for table \"" + relation->name.name +
                                    "\" already exists");
    if (statement.command == PolicyCommand::insert && statement.using_expression)
        return failure("42601", "only WITH CHECK expression allowed for INSERT");
    if ((statement.command == PolicyCommand::select || statement.command == PolicyCommand::delete_) &&
        statement.with_check)
        return failure("42601", "WITH CHECK cannot be applied to SELECT or DELETE");
    Policy policy{.name = statement.name, .permissive = statement.permissive, .command = statement.command};
    TRY(policy.roles, policy_roles(work, statement.roles));
    TRY_VOID(set_expressions(work, *relation, policy, statement.using_expression, statement.with_check));
    relation->policies.push_back(std::move(policy));
    return {};
}

Result<void> alter_policy(Work& work, AlterPolicy const& statement) {
    TRY(auto* relation, find_table(work, statement.table.name));
    TRY_VOID(require_owner(work, relation->owner, "table " + relation->name.name));
    auto const policy = std::ranges::find(relation->policies, statement.name, &Policy::name);
    if (policy == relation->policies.end())
        return failure("42704", "policy \"" + statement.name + "\" for table \"" + relation->name.name +
                                    "\" does not exist");
    if (!statement.roles.empty()) {
        TRY(policy->roles, policy_roles(work, statement.roles));
    }
    return set_expressions(work, *relation, *policy, statement.using_expression, statement.with_check);
}

}  // namespace backstay::sql::defining
