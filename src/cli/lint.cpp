#include "cli/lint.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace backstay::cli {
namespace {

using sql::CatalogRelation;

std::string full_name(sql::QualifiedName const& name) { return name.schema + "." + name.name; }

class Linter {
public:
    Linter(sql::Catalog const& catalog, std::vector<std::string> const& schemas)
        : catalog_(catalog), schemas_(schemas) {}

    std::vector<LintFinding> run() {
        for (auto const& [id, relation] : catalog_.relations) {
            if (relation.kind != sql::CatalogRelationKind::table || !is_exposed(relation.name)) continue;
            row_security(relation);
            for (auto const& policy : relation.policies) open_policy(relation, policy);
            for (auto const& key : relation.foreign_keys) index_of(relation, key);
        }
        for (auto const& [id, function] : catalog_.functions)
            if (is_exposed(function.name)) search_path(function);
        return std::move(findings_);
    }

private:
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

    void row_security(CatalogRelation const& relation) {
        constexpr auto rows =
            static_cast<std::uint16_t>(sql::Right::select) | static_cast<std::uint16_t>(sql::Right::insert) |
            static_cast<std::uint16_t>(sql::Right::update) | static_cast<std::uint16_t>(sql::Right::delete_);
        bool const granted = std::ranges::any_of(relation.grants, [&](sql::GrantEntry const& entry) {
            return is_a_client(entry.grantee) && (entry.rights & rows) != 0;
        });
        if (!granted || relation.row_security) return;
        auto const name = full_name(relation.name);
        findings_.push_back(
            {.rule = "exposed-without-row-security",
             .object = "table " + name,
             .message = "requests reach every row of " + name + ": it has grants and no row security",
             .hint = "alter table " + name + " enable row level security; and a policy that names the rows"});
    }

    static bool is_true(std::optional<sql::Expression> const& expression) {
        if (!expression) return false;
        auto const* const literal = std::get_if<sql::Literal>(&expression->node);
        return literal != nullptr && literal->kind == sql::LiteralKind::boolean && literal->text == "true";
    }

    // Reading everything is what public data is for; changing everything is not.
    void open_policy(CatalogRelation const& relation, sql::Policy const& policy) {
        if (!policy.permissive || policy.command == sql::PolicyCommand::select) return;
        bool const open = is_true(policy.using_expression) || is_true(policy.with_check);
        if (!open || !includes_anon(policy.roles)) return;
        auto const name = full_name(relation.name);
        findings_.push_back({.rule = "policy-open-to-anon",
                             .object = "policy " + policy.name + " on " + name,
                             .message = "policy " + policy.name + " lets anyone change rows of " + name,
                             .hint = "name the roles (to authenticated) and whose rows: owner = auth.uid()"});
    }

    void search_path(sql::CatalogFunction const& function) {
        bool const fixed = std::ranges::any_of(function.settings, [](sql::Option const& setting) {
            return equals_ignoring_case(setting.name, "search_path");
        });
        if (!function.security_definer || fixed) return;
        auto const name = full_name(function.name);
        findings_.push_back(
            {.rule = "definer-search-path",
             .object = "function " + name,
             .message = "function " + name + " runs with its owner's rights and its caller's search_path",
             .hint = "add: set search_path = '' and write names with their schema"});
    }

    // The columns, in any order, are the first ones of an index.
    static bool begins_with(std::vector<std::string> const& index, std::vector<std::string> const& columns) {
        if (index.size() < columns.size()) return false;
        auto const end = index.begin() + static_cast<std::ptrdiff_t>(columns.size());
        return std::ranges::all_of(
            columns, [&](std::string const& column) { return std::find(index.begin(), end, column) != end; });
    }

    void index_of(CatalogRelation const& relation, sql::ForeignKeyConstraint const& key) {
        for (auto const& other : relation.keys)
            if (begins_with(other.columns, key.columns)) return;
        for (auto const& index : relation.indexes) {
            std::vector<std::string> columns;
            columns.reserve(index.elements.size());
            for (auto const& element : index.elements) columns.push_back(element.column);
            if (begins_with(columns, key.columns)) return;
        }
        auto const name = full_name(relation.name);
        auto const columns = join(key.columns, ", ");
        findings_.push_back(
            {.rule = "foreign-key-without-index",
             .object = "table " + name,
             .message = "foreign key " + key.name + " has no index on " + name + " (" + columns + ")",
             .hint = "create index on " + name + " (" + columns + ")"});
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
