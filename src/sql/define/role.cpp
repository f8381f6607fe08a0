#include <algorithm>

#include "sql/define/work.hpp"

namespace backstay::sql::defining {
namespace {

bool is_on(Option const& option) { return option.value != "false"; }

Result<void> add_member(Work& work, ObjectId member, std::string const& group_name) {
    TRY(auto const group, find_role(work, group_name));
    if (work.catalog().is_member(group, member))
        return failure("0LP01", "role \"" + group_name + "\" is a member of role \"" +
                                    work.catalog().roles.at(member).name + "\"");
    auto& groups = work.catalog().roles.at(member).member_of;
    if (std::ranges::find(groups, group) == groups.end()) groups.push_back(group);
    return {};
}

// Passwords and connection limits steer logging in to a server; there is no server here to log in to.
void set_option(Role& role, Option const& option) {
    if (option.name == "superuser") role.superuser = is_on(option);
    if (option.name == "bypassrls") role.bypass_rls = is_on(option);
    if (option.name == "login" || option.name == "canlogin") role.login = is_on(option);
    if (option.name == "inherit") role.inherit = is_on(option);
}

}  // namespace

Result<void> create_role(Work& work, CreateRole const& statement) {
    TRY_VOID(require_superuser(work, "permission denied to create role"));
    if (work.catalog().find_role(statement.name) != nullptr)
        return failure("42710", "role \"" + statement.name + "\" already exists");
    if (statement.name == "public" || statement.name == "none" || statement.name.starts_with("pg_"))
        return failure("42939", "role name \"" + statement.name + "\" is reserved");
    Role role{.id = work.new_id(), .name = statement.name};
    for (auto const& option : statement.options) set_option(role, option);
    auto const id = role.id;
    work.catalog().roles[id] = std::move(role);
    for (auto const& option : statement.options) {
        if (option.name == "in_role") TRY_VOID(add_member(work, id, option.value));
        if (option.name == "role" || option.name == "admin") {
            TRY(auto const member, find_role(work, option.value));
            TRY_VOID(add_member(work, member, statement.name));
        }
    }
    return {};
}

Result<void> alter_role(Work& work, AlterRole const& statement) {
    TRY_VOID(require_superuser(work, "permission denied"));
    TRY(auto const id, find_role(work, statement.name));
    auto& role = work.catalog().roles.at(id);
    for (auto const& option : statement.options) set_option(role, option);
    if (statement.setting.empty()) return {};
    if (statement.value) {
        role.settings[statement.setting] = *statement.value;
    } else if (statement.setting == "all") {
        role.settings.clear();
    } else {
        role.settings.erase(statement.setting);
    }
    return {};
}

Result<void> grant_role(Work& work, GrantRole const& statement) {
    for (auto const& grantee : statement.grantees) {
        TRY(auto const member, find_role(work, grantee));
        for (auto const& name : statement.roles) {
            TRY_VOID(require_superuser(work, "must have admin option on role \"" + name + "\""));
            if (!statement.revoke) {
                TRY_VOID(add_member(work, member, name));
                continue;
            }
            TRY(auto const group, find_role(work, name));
            std::erase(work.catalog().roles.at(member).member_of, group);
        }
    }
    return {};
}

}  // namespace backstay::sql::defining
