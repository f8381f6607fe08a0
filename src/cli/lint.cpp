#include "cli/lint.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/policy_indexes.hpp"
#include "cli/policy_truth.hpp"
#include "sql/walk.hpp"

namespace backstay::cli {
namespace {

std::string full_name(sql::QualifiedName const& name) { return name.schema + "." + name.name; }

class Linter {
public:
    Linter(sql::Catalog const& catalog, std::vector<std::string> const& schemas)
        : catalog_(catalog), schemas_(schemas) {}

    std::vector<LintFinding> run() {
        for (auto const& [id, relation] : catalog_.relations) {
            if (!is_exposed(relation.name)) continue;
            if (relation.kind == sql::CatalogRelationKind::view) view(relation);
            if (relation.kind == sql::CatalogRelationKind::table) table(relation);
        }
        // Those of other schemas too: policies and triggers call them.
        for (auto const& [id, function] : catalog_.functions) search_path(function);
        return std::move(findings_);
    }

private:
    void table(sql::CatalogRelation const& relation) {
        row_security(relation);
        no_policies(relation);
        for (auto const& policy : relation.policies) {
            open_policy(relation, policy);
            user_metadata(relation, policy);
            policy_indexes(relation, policy);
        }
        for (auto const& key : relation.foreign_keys) index_of(relation, key);
    }

    bool is_exposed(sql::QualifiedName const& name) const {
        return std::ranges::find(schemas_, name.schema) != schemas_.end();
    }
    bool is_a_client(sql::ObjectId role) const {
        if (role == 0) return true;
        auto const found = catalog_.roles.find(role);
        return found != catalog_.roles.end() &&
               (found->second.name == "anon" || found->second.name == "authenticated");
    }
    bool includes_anon(std::vector<sql::ObjectId> const& roles) const {
        auto const* const anon = catalog_.find_role("anon");
        return roles.empty() || std::ranges::any_of(roles, [anon](sql::ObjectId role) {
                   return role == 0 || (anon != nullptr && role == anon->id);
               });
    }

    bool is_granted(sql::CatalogRelation const& relation) const {
        constexpr auto rows =
            static_cast<std::uint16_t>(sql::Right::select) | static_cast<std::uint16_t>(sql::Right::insert) |
            static_cast<std::uint16_t>(sql::Right::update) | static_cast<std::uint16_t>(sql::Right::delete_);
        return std::ranges::any_of(relation.grants, [&](sql::GrantEntry const& entry) {
            return is_a_client(entry.grantee) && (entry.rights & rows) != 0;
        });
    }

    void row_security(sql::CatalogRelation const& relation) {
        if (relation.row_security || !is_granted(relation)) return;
        auto const name = full_name(relation.name);
        add(Severity::warning, "exposed-without-row-security", "table " + name,
            "requests reach every row of " + name + ": it has grants and no row security",
            "alter table " + name + " enable row level security; and a policy that names the rows");
    }

    void no_policies(sql::CatalogRelation const& relation) {
        if (!relation.row_security || !relation.policies.empty() || !is_granted(relation)) return;
        auto const name = full_name(relation.name);
        add(Severity::note, "row-security-without-policy", "table " + name,
            "requests see no rows of " + name + ": it has row security and no policy",
            "a policy that names the rows, or revoke the grants");
    }

    // Reading everything is what public data is for; changing everything is not.
    void open_policy(sql::CatalogRelation const& relation, sql::Policy const& policy) {
        if (!policy.permissive || !includes_anon(policy.roles)) return;
        auto const holds = [](std::optional<sql::Expression> const& condition) {
            return condition && holds_for_anon(*condition);
        };
        auto const name = full_name(relation.name);
        auto const object = "policy " + policy.name + " on " + name;
        if (policy.command == sql::PolicyCommand::select) {
            if (holds(policy.using_expression))
                add(Severity::note, "policy-shows-all-to-anon", object,
                    "policy " + policy.name + " shows every row of " + name + " to anyone",
                    "where that is not meant, name the roles (to authenticated) and whose rows");
        } else if (holds(policy.using_expression) || holds(policy.with_check)) {
            add(Severity::warning, "policy-open-to-anon", object,
                "policy " + policy.name + " lets anyone change rows of " + name,
                "name the roles (to authenticated) and whose rows: owner = auth.uid()");
        }
    }

    void user_metadata(sql::CatalogRelation const& relation, sql::Policy const& policy) {
        bool found = false;
        for (auto const& condition : conditions(policy)) {
            auto copy = condition;
            sql::for_each_expression(copy, [&found](sql::Expression& e) {
                if (auto const* literal = std::get_if<sql::Literal>(&e.node))
                    found = found || literal->text == "user_metadata" ||
                            literal->text.starts_with("{user_metadata,");
                if (auto const* column = std::get_if<sql::ColumnRef>(&e.node))
                    found = found || (!column->names.empty() && column->names.back() == "raw_user_meta_data");
            });
        }
        if (!found) return;
        auto const name = full_name(relation.name);
        add(Severity::warning, "policy-trusts-user-metadata", "policy " + policy.name + " on " + name,
            "policy " + policy.name + " on " + name + " asks user_metadata, which users write themselves",
            "app_metadata, which only the service role may write, or a table");
    }

    void policy_indexes(sql::CatalogRelation const& relation, sql::Policy const& policy) {
        std::set<MissingIndex> missing;
        // An INSERT's row is at hand; what its check reads elsewhere is searched all the same.
        if (policy.using_expression) missing = missing_indexes(catalog_, relation, *policy.using_expression);
        if (policy.with_check)
            for (auto const& one : missing_indexes(catalog_, relation, *policy.with_check))
                if (one.table != relation.id) missing.insert(one);
        for (auto const& one : missing) {
            auto const table = full_name(catalog_.relation(one.table)->name);
            std::vector<std::string> const columns(one.columns.begin(), one.columns.end());
            add(Severity::note, "policy-column-without-index",
                "policy " + policy.name + " on " + full_name(relation.name),
                "policy " + policy.name + " searches " + table + " by " + join(columns, ", ") +
                    ", which no index begins with",
                "create index on " + table + " (" + columns.front() + ")");
        }
    }

    static std::vector<sql::Expression> conditions(sql::Policy const& policy) {
        std::vector<sql::Expression> found;
        for (auto const* condition : {&policy.using_expression, &policy.with_check})
            if (*condition) found.push_back(**condition);
        return found;
    }

    void view(sql::CatalogRelation const& view) {
        if (view.security_invoker || !view.view_query || !is_granted(view)) return;
        std::string guarded;
        auto query = *view.view_query;
        sql::for_each_relation(query, [&](sql::RelationRef& ref) {
            auto const* const table = catalog_.find_relation(ref.name, {"public"});
            if (guarded.empty() && table != nullptr && table->row_security) guarded = full_name(table->name);
        });
        if (guarded.empty()) return;
        auto const name = full_name(view.name);
        add(Severity::warning, "view-past-row-security", "view " + name,
            "view " + name + " shows rows of " + guarded + " past its policies, by its owner's rights",
            "alter view " + name + " set (security_invoker = true)");
    }

    void search_path(sql::CatalogFunction const& function) {
        bool const fixed = std::ranges::any_of(function.settings, [](sql::Option const& setting) {
            return equals_ignoring_case(setting.name, "search_path");
        });
        if (!function.security_definer || fixed) return;
        auto const name = full_name(function.name);
        add(Severity::warning, "definer-search-path", "function " + name,
            "function " + name + " runs with its owner's rights and its caller's search_path",
            "add: set search_path = '' and write names with their schema");
    }

    void index_of(sql::CatalogRelation const& relation, sql::ForeignKeyConstraint const& key) {
        if (has_index(relation, key.columns)) return;
        auto const name = full_name(relation.name);
        auto const columns = join(key.columns, ", ");
        add(Severity::note, "foreign-key-without-index", "table " + name,
            "foreign key " + key.name + " has no index on " + name + " (" + columns + ")",
            "create index on " + name + " (" + columns + ")");
    }

    void add(Severity severity, std::string rule, std::string object, std::string message, std::string hint) {
        findings_.push_back(
            {severity, std::move(rule), std::move(object), std::move(message), std::move(hint)});
    }

    sql::Catalog const& catalog_;
    std::vector<std::string> const& schemas_;
    std::vector<LintFinding> findings_;
};

}  // namespace

std::vector<LintFinding> lint(sql::Catalog const& catalog, std::vector<std::string> const& schemas) {
    return Linter(catalog, schemas).run();
}

}  // namespace backstay::cli
