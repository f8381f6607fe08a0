// Roles, grants and policies.

#include <algorithm>
#include <array>

#include "sql/print/writer.hpp"

namespace backstay::sql::printing {
namespace {

std::string upper(std::string_view words) {
    std::string result(words);
    for (char& c : result) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return result;
}

void write_option(Writer& out, Option const& option) {
    constexpr std::array<std::string_view, 7> switches = {
        "superuser", "inherit", "createrole", "createdb", "login", "replication", "bypassrls"};
    bool const is_switch = std::find(switches.begin(), switches.end(), option.name) != switches.end();
    if (is_switch) {
        out << ' ' << (option.value == "true" ? "" : "NO") << upper(option.name);
        return;
    }
    out << ' ' << upper(option.name) << ' ';
    if (option.name == "password" && option.value.empty()) {
        out << "NULL";
    } else if (option.name == "password" || option.name == "valid until") {
        out.literal(option.value);
    } else {
        out << option.value;  // a number or names, quoted as they must be
    }
}

void write_privileges(Writer& out, std::vector<Privilege> const& privileges) {
    if (privileges.empty()) {
        out << "ALL";
        return;
    }
    out.list(privileges, [&](Privilege const& privilege) {
        (out << (privilege.name.empty() ? "ALL" : upper(privilege.name))).column_list(privilege.columns);
    });
}

std::string_view grant_words(ObjectKind kind) {
    switch (kind) {
        case ObjectKind::all_tables: return "ALL TABLES IN SCHEMA";
        case ObjectKind::all_sequences: return "ALL SEQUENCES IN SCHEMA";
        case ObjectKind::all_functions: return "ALL FUNCTIONS IN SCHEMA";
        default: return object_words(kind);
    }
}

// Of ALTER DEFAULT PRIVILEGES the kinds stand in the plural, without names.
std::string_view plural(ObjectKind kind) {
    switch (kind) {
        case ObjectKind::sequence: return "SEQUENCES";
        case ObjectKind::function: return "FUNCTIONS";
        case ObjectKind::type: return "TYPES";
        case ObjectKind::schema: return "SCHEMAS";
        default: return "TABLES";
    }
}

void write_grant(Writer& out, Grant const& grant, bool of_defaults) {
    out << (grant.revoke ? "REVOKE " : "GRANT ");
    if (grant.revoke && grant.grant_option) out << "GRANT OPTION FOR ";
    write_privileges(out, grant.privileges);
    out << " ON ";
    if (of_defaults) {
        out << plural(grant.object);
    } else {
        out << grant_words(grant.object) << ' ';
        out.names(grant.names);
        out.list(grant.functions, [&](FunctionName const& function) { write(out, function); });
    }
    write_roles(out << (grant.revoke ? " FROM " : " TO "), grant.grantees);
    if (!grant.revoke && grant.grant_option) out << " WITH GRANT OPTION";
    if (grant.behaviour == DropBehaviour::cascade) out << " CASCADE";
}

void write_policy_tail(Writer& out, std::vector<std::string> const& roles,
                       std::optional<Expression> const& using_expression,
                       std::optional<Expression> const& with_check) {
    if (!roles.empty()) write_roles(out << " TO ", roles);
    if (using_expression) {
        write(out << " USING (", *using_expression);
        out << ')';
    }
    if (with_check) {
        write(out << " WITH CHECK (", *with_check);
        out << ')';
    }
}

}  // namespace

void write_role(Writer& out, std::string_view role) {
    constexpr std::array<std::string_view, 4> words = {"public", "current_role", "current_user",
                                                       "session_user"};
    if (std::find(words.begin(), words.end(), role) != words.end()) {
        out << upper(role);
    } else {
        out.name(role);
    }
}

void write_roles(Writer& out, std::vector<std::string> const& roles) {
    out.list(roles, [&](std::string const& role) { write_role(out, role); });
}

void write(Writer& out, CreateRole const& role) {
    (out << "CREATE ROLE ").name(role.name);
    for (auto const& option : role.options) write_option(out, option);
}

void write(Writer& out, AlterRole const& alter) {
    out << "ALTER ROLE ";
    if (alter.name == "all" && !alter.setting.empty()) {
        out << "ALL";
    } else {
        write_role(out, alter.name);
    }
    if (alter.setting.empty()) {
        for (auto const& option : alter.options) write_option(out, option);
        return;
    }
    if (!alter.database.empty()) (out << " IN DATABASE ").name(alter.database);
    if (alter.value) {
        write_setting(out << " SET ", alter.setting, *alter.value);
    } else {
        write_setting_name(out << " RESET ", alter.setting);
    }
}

void write(Writer& out, Grant const& grant) { write_grant(out, grant, false); }

void write(Writer& out, GrantRole const& grant) {
    out << (grant.revoke ? "REVOKE " : "GRANT ");
    if (grant.revoke && grant.admin_option) out << "ADMIN OPTION FOR ";
    out.names(grant.roles);
    write_roles(out << (grant.revoke ? " FROM " : " TO "), grant.grantees);
    if (!grant.revoke && grant.admin_option) out << " WITH ADMIN OPTION";
}

void write(Writer& out, AlterDefaultPrivileges const& alter) {
    out << "ALTER DEFAULT PRIVILEGES ";
    if (!alter.for_roles.empty()) {
        write_roles(out << "FOR ROLE ", alter.for_roles);
        out << ' ';
    }
    if (!alter.schemas.empty()) (out << "IN SCHEMA ").names(alter.schemas) << ' ';
    write_grant(out, alter.grant, true);
}

void write(Writer& out, CreatePolicy const& policy) {
    constexpr std::string_view commands[] = {"", " FOR SELECT", " FOR INSERT", " FOR UPDATE", " FOR DELETE"};
    write((out << "CREATE POLICY ").name(policy.name) << " ON ", policy.table);
    if (!policy.permissive) out << " AS RESTRICTIVE";
    out << commands[static_cast<std::size_t>(policy.command)];
    write_policy_tail(out, policy.roles, policy.using_expression, policy.with_check);
}

void write(Writer& out, AlterPolicy const& alter) {
    write((out << "ALTER POLICY ").name(alter.name) << " ON ", alter.table);
    write_policy_tail(out, alter.roles, alter.using_expression, alter.with_check);
}

}  // namespace backstay::sql::printing
