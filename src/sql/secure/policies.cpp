// Row policies: those of the command and the role, the permissive ones OR-ed, each restrictive one on top.
// USING filters the rows that are there, WITH CHECK (USING where there is none) refuses the new ones.

#include <algorithm>

#include "sql/resolve/resolve.hpp"
#include "sql/secure/guard.hpp"
#include "sql/typed_walk.hpp"

namespace backstay::sql::securing {
namespace {

constexpr Type boolean{.base = BaseType::boolean};

typed::Expression constant(bool value) {
    return {.node = typed::Constant{.null = false, .text = value ? "true" : "false"}, .type = boolean};
}
bool is_true(typed::Expression const& e) {
    auto const* c = std::get_if<typed::Constant>(&e.node);
    return c != nullptr && !c->null && (c->text == "true" || c->text == "t");
}
typed::Expression combine(LogicKind kind, typed::Expressions list) {
    if (list.size() == 1) return std::move(list.front());
    return {.node = typed::Logic{kind, std::move(list)}, .type = boolean};
}

// One condition, and the restrictive policy it is of ("" for the permissive ones together).
struct Rule {
    typed::Expression condition;
    std::string policy;
};

class Table {
public:
    Table(Guard& state, typed::Query& q, int entry, CatalogRelation const& relation)
        : state_(state),
          q_(q),
          entry_(entry),
          relation_(relation),
          as_role_(q.entries[static_cast<std::size_t>(entry)].as_role),
          role_(state.role_of(q.entries[static_cast<std::size_t>(entry)])) {}

    bool applies() const {
        auto const found = state_.catalog().roles.find(role_);
        bool const bypasses =
            found != state_.catalog().roles.end() && (found->second.superuser || found->second.bypass_rls);
        bool const owns = state_.acts_as(role_, relation_.owner) && !relation_.force_row_security;
        return relation_.row_security && !bypasses && !owns;
    }

    // What has to hold for the command: the permissive policies' conditions first, unless they let all pass.
    Result<std::vector<Rule>> rules(PolicyCommand command, bool check) {
        typed::Expressions permissive;
        std::vector<Rule> restrictive;
        bool open = false;
        for (auto const* policy : policies(command)) {
            TRY(auto condition, condition_of(*policy, check));
            if (!condition) continue;
            if (policy->permissive) {
                open = open || is_true(*condition);
                permissive.push_back(*std::move(condition));
            } else if (!is_true(*condition)) {
                restrictive.push_back({*std::move(condition), policy->name});
            }
        }
        if (permissive.empty()) return std::vector<Rule>{{constant(false), ""}};
        std::vector<Rule> rules;
        if (!open) rules.push_back({combine(LogicKind::or_, std::move(permissive)), ""});
        for (auto& rule : restrictive) rules.push_back(std::move(rule));
        return rules;
    }

    // Only rows that the command's policies show.
    Result<void> filter(PolicyCommand command) {
        TRY(auto found, rules(command, false));
        typed::Expressions all;
        for (auto& rule : found) all.push_back(std::move(rule.condition));
        if (!all.empty()) filter_entry(q_, entry_, combine(LogicKind::and_, std::move(all)));
        return {};
    }

    Result<void> require(PolicyCommand command, bool check, std::string const& kind,
                         std::vector<typed::RowCheck>& into) {
        TRY(auto found, rules(command, check));
        for (auto& rule : found)
            into.push_back({std::move(rule.condition), "42501", message(rule.policy, kind)});
        return {};
    }

private:
    std::string message(std::string const& policy, std::string const& kind) const {
        return "new row violates row-level security policy " +
               (policy.empty() ? std::string() : "\"" + policy + "\" ") + kind + "for table \"" +
               relation_.name.name + "\"";
    }

    std::vector<Policy const*> policies(PolicyCommand command) const {
        std::vector<Policy const*> found;
        for (auto const& policy : relation_.policies) {
            bool const meant = policy.command == PolicyCommand::all || policy.command == command;
            bool const named = policy.roles.empty() || std::ranges::any_of(policy.roles, [&](ObjectId role) {
                                   return role == 0 || state_.acts_as(role_, role);
                               });
            if (meant && named) found.push_back(&policy);
        }
        std::ranges::sort(found, {}, &Policy::name);
        return found;
    }

    Result<std::optional<typed::Expression>> condition_of(Policy const& policy, bool check) {
        auto const& written = check && policy.with_check ? policy.with_check : policy.using_expression;
        if (!written) return std::nullopt;
        if (std::ranges::find(state_.active, relation_.id) != state_.active.end())
            return failure("42P17", "infinite recursion detected in policy for relation \"" +
                                        relation_.name.name + "\"");
        auto path = state_.context.search_path;
        if (std::ranges::find(path, relation_.name.schema) == path.end())
            path.push_back(relation_.name.schema);
        if (std::ranges::find(path, "public") == path.end()) path.emplace_back("public");
        ResolveContext const context{.catalog = state_.catalog(), .search_path = std::move(path)};
        TRY(auto condition, resolve_expression(context, &relation_, *written, boolean));
        state_.active.push_back(relation_.id);
        auto const guarded = prepare(condition);
        state_.active.pop_back();
        if (!guarded) return std::unexpected(guarded.error());
        return condition;
    }

    // Its columns are the entry's; the tables it names itself are read by the same role, under its rights.
    Result<void> prepare(typed::Expression& condition) {
        std::vector<typed::Query*> inner;
        typed::walk(condition, {.expression =
                                    [&](typed::Expression& e, int depth) {
                                        if (auto* v = std::get_if<typed::Variable>(&e.node);
                                            v != nullptr && v->levels_up == depth)
                                            v->entry = entry_;
                                        return true;
                                    },
                                .query =
                                    [&](typed::Query& q, int depth) {
                                        if (depth == 1) inner.push_back(&q);
                                        for (auto& entry : q.entries)
                                            if (entry.as_role == 0) entry.as_role = as_role_;
                                        return true;
                                    }});
        for (auto* q : inner) TRY_VOID(guard(state_, *q));
        return {};
    }

    Guard& state_;
    typed::Query& q_;
    int entry_;
    CatalogRelation const& relation_;
    ObjectId as_role_;
    ObjectId role_;
};

std::string const old_row = "(USING expression) ";

// The row as ON CONFLICT DO UPDATE leaves it: assigned columns are their new values.
void over_assignments(typed::Expression& condition, typed::ConflictRule const& rule) {
    typed::walk(condition, {.expression = [&](typed::Expression& e, int depth) {
                    auto const* v = std::get_if<typed::Variable>(&e.node);
                    if (v == nullptr || v->levels_up != depth || v->entry != 0) return true;
                    auto const set =
                        std::ranges::find(rule.assignments, v->column, &typed::Assignment::column);
                    if (set == rule.assignments.end()) return true;
                    auto value = set->value;
                    typed::raise_levels(value, depth);
                    e = std::move(value);
                    return false;
                }});
}

// PostgreSQL's table of policies by command has this row by row.
Result<void> upsert(Table& table, typed::Query& q) {
    auto& checks = q.conflict_checks;
    TRY_VOID(table.require(PolicyCommand::update, false, old_row, checks));
    TRY_VOID(table.require(PolicyCommand::select, false, old_row, checks));
    std::vector<typed::RowCheck> after;
    TRY_VOID(table.require(PolicyCommand::update, true, "", after));
    TRY_VOID(table.require(PolicyCommand::select, false, "", after));
    for (auto& check : after) {
        over_assignments(check.condition, *q.on_conflict);
        checks.push_back(std::move(check));
    }
    return {};
}

Result<void> written(Table& table, typed::Query& q, bool reads) {
    switch (q.command) {
        case typed::Command::select: return {};
        case typed::Command::insert: {
            TRY_VOID(table.require(PolicyCommand::insert, true, "", q.checks));
            bool const arbiter = q.on_conflict && !q.on_conflict->key_columns.empty();
            if (reads || arbiter) TRY_VOID(table.require(PolicyCommand::select, false, "", q.checks));
            return q.on_conflict && q.on_conflict->update ? upsert(table, q) : Result<void>{};
        }
        case typed::Command::update:
            TRY_VOID(table.filter(PolicyCommand::update));
            if (reads) TRY_VOID(table.filter(PolicyCommand::select));
            TRY_VOID(table.require(PolicyCommand::update, true, "", q.checks));
            return reads ? table.require(PolicyCommand::select, false, "", q.checks) : Result<void>{};
        case typed::Command::delete_:
            TRY_VOID(table.filter(PolicyCommand::delete_));
            return reads ? table.filter(PolicyCommand::select) : Result<void>{};
    }
    return {};
}

}  // namespace

Result<void> put_policies(Guard& state, typed::Query& q) {
    // Before conditions are put in, which read columns too.
    bool const target = q.command != typed::Command::select && !q.entries.empty();
    bool const reads = target && !columns_read(q, 0).empty();
    for (std::size_t i = 0; i < q.entries.size(); ++i) {
        auto const* entry = std::get_if<typed::RelationEntry>(&q.entries[i].source);
        auto const* relation = entry == nullptr ? nullptr : state.catalog().relation(entry->relation);
        if (relation == nullptr) continue;
        Table table(state, q, static_cast<int>(i), *relation);
        if (!table.applies()) continue;
        if (i == 0 && target) {
            TRY_VOID(written(table, q, reads));
        } else {
            TRY_VOID(table.filter(PolicyCommand::select));
        }
    }
    return {};
}

}  // namespace backstay::sql::securing

namespace backstay::sql {

bool is_of_old_row(typed::RowCheck const& check) { return check.message.contains("(USING expression)"); }

}  // namespace backstay::sql
