// Views and policies are kept as trees of names. They are spelled out when they are made (sql/binding.hpp),
// and a column that is renamed later goes on being called there what it was: FROM task AS task(id, old_name).

#include <algorithm>

#include "sql/define/work.hpp"
#include "sql/print/postgres.hpp"
#include "sql/read/read.hpp"
#include "sql/walk.hpp"

namespace backstay::sql::defining {
namespace {

using Reads = std::function<bool(Binding const&)>;

bool names(RelationRef const& ref, CatalogRelation const& relation) { return ref.name == relation.name; }

std::vector<Expression*> conditions(Policy& policy) {
    std::vector<Expression*> found;
    for (auto* one : {&policy.using_expression, &policy.with_check})
        if (*one) found.push_back(&**one);
    return found;
}

// Every FROM of what is kept; a view's text is written anew where one of its own was changed.
void for_each_kept(Work& work, std::function<bool(RelationRef&)> const& edit) {
    for (auto& [id, relation] : work.catalog().relations) {
        for (auto& policy : relation.policies)
            for (auto* condition : conditions(policy))
                for_each_relation(*condition, [&](RelationRef& ref) { edit(ref); });
        if (!relation.view_query) continue;
        auto query = *relation.view_query;
        bool changed = false;
        for_each_relation(query, [&](RelationRef& ref) { changed = edit(ref) || changed; });
        if (!changed) continue;
        relation.view_text = print_postgres(query);
        relation.view_query = std::make_shared<Select const>(std::move(query));
    }
}

std::vector<Reader> readers(Work& work, ObjectId besides, Reads const& reads) {
    std::vector<Reader> found;
    auto const* typing = work.context.typing;
    if (typing == nullptr) return found;
    for (auto& [id, relation] : work.catalog().relations) {
        if (relation.view_query && id != besides) {
            auto const binding = typing->bind(work.catalog(), *relation.view_query);
            if (binding && reads(*binding)) found.push_back({.relation = id, .policy = {}});
        }
        for (auto& policy : relation.policies)
            for (auto const* condition : conditions(policy)) {
                auto const binding = typing->bind(work.catalog(), &relation, *condition);
                if (!binding || !reads(*binding)) continue;
                found.push_back({.relation = id, .policy = policy.name});
                break;
            }
    }
    return found;
}

}  // namespace

std::string Reader::shown(Work& work) const {
    auto const& one = work.catalog().relations.at(relation);
    auto const itself = kind_word(one.kind) + " " + defining::shown(work, one.name);
    return policy.empty() ? itself : "policy " + policy + " on " + itself;
}

Result<Select> kept(Work& work, Select const& select) {
    auto pinned = select;
    if (work.context.typing != nullptr) {
        TRY(auto const binding, work.context.typing->bind(work.catalog(), select));
        pin(pinned, binding);
    }
    TRY(auto statement, read_one(print_postgres(pinned)));
    auto* read = std::get_if<Select>(&statement.node);
    if (read == nullptr) return internal_error("a query that is printed as something else");
    return std::move(*read);
}

Result<Expression> kept(Work& work, CatalogRelation const* relation, Expression const& expression) {
    auto pinned = expression;
    if (work.context.typing != nullptr) {
        TRY(auto const binding, work.context.typing->bind(work.catalog(), relation, expression));
        pin(pinned, binding);
    }
    return read_expression(print_postgres(pinned));
}

std::vector<Reader> readers_of(Work& work, ObjectId relation) {
    auto const name = work.catalog().relations.at(relation).name;
    auto found = readers(work, relation, [&](Binding const& binding) {
        return std::ranges::any_of(binding.relations, [&](auto const& one) { return one.second == name; });
    });
    // A table takes its own policies with it.
    std::erase_if(found, [&](Reader const& reader) { return reader.relation == relation; });
    return found;
}

std::vector<Reader> readers_of(Work& work, ObjectId relation, std::string const& column) {
    return readers(work, relation,
                   [&](Binding const& binding) { return binding.reads.contains({relation, column}); });
}

Result<void> drop_reader(Work& work, Reader const& reader) {
    auto const found = work.catalog().relations.find(reader.relation);
    if (found == work.catalog().relations.end()) return {};
    if (reader.policy.empty()) return drop_relation(work, reader.relation, DropBehaviour::cascade);
    std::erase_if(found->second.policies, [&](Policy const& p) { return p.name == reader.policy; });
    return {};
}

void keep_column_name(Work& work, CatalogRelation const& relation, std::string const& column) {
    auto const at = std::ranges::find(relation.columns, column, &CatalogColumn::name);
    auto const place = static_cast<std::size_t>(at - relation.columns.begin());
    for_each_kept(work, [&](RelationRef& ref) {
        if (!names(ref, relation)) return false;
        if (!ref.alias) ref.alias = Alias{.name = ref.name.name, .columns = {}};
        for (auto next = ref.alias->columns.size(); next <= place; ++next)
            ref.alias->columns.push_back(relation.columns[next].name);
        return true;
    });
}

void forget_column(Work& work, CatalogRelation const& relation, std::string const& column) {
    auto const at = std::ranges::find(relation.columns, column, &CatalogColumn::name);
    auto const place = at - relation.columns.begin();
    for_each_kept(work, [&](RelationRef& ref) {
        bool const has =
            names(ref, relation) && ref.alias && static_cast<std::size_t>(place) < ref.alias->columns.size();
        if (has) ref.alias->columns.erase(ref.alias->columns.begin() + place);
        return has;
    });
}

}  // namespace backstay::sql::defining
