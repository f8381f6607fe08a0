#include <algorithm>

#include "sql/define/work.hpp"

namespace backstay::sql::defining {
namespace {

template <class List>
std::string* comment_of(List& list, std::string const& name) {
    for (auto& part : list)
        if (part.name == name) return &part.comment;
    return nullptr;
}

Result<std::string*> constraint_comment(CatalogRelation& relation, std::string const& name) {
    for (auto* found : {comment_of(relation.keys, name), comment_of(relation.checks, name),
                        comment_of(relation.foreign_keys, name)})
        if (found != nullptr) return found;
    return failure("42704",
                   "constraint \"" + name + "\" for table \"" + relation.name.name + "\" does not exist");
}

Result<std::string*> type_comment(Work& work, QualifiedName const& name) {
    auto const& path = work.context.search_path;
    if (auto const* e = work.catalog().find_enum(name, path)) return &work.catalog().enums.at(e->id).comment;
    if (auto const* d = work.catalog().find_domain(name, path))
        return &work.catalog().domains.at(d->id).comment;
    return failure("42704", "type \"" + name.name + "\" does not exist");
}

Result<std::string*> index_comment(Work& work, std::string const& name) {
    for (auto& [id, relation] : work.catalog().relations)
        if (auto* found = comment_of(relation.indexes, name)) return found;
    return failure("42P01", "relation \"" + name + "\" does not exist");
}

Result<std::string*> find_comment(Work& work, Comment const& statement) {
    auto const& name = statement.name;
    switch (statement.object) {
        case ObjectKind::schema: {
            auto const found = work.catalog().schemas.find(name.name.name);
            if (found != work.catalog().schemas.end()) return &found->second.comment;
            return failure("3F000", "schema \"" + name.name.name + "\" does not exist");
        }
        case ObjectKind::function:
        case ObjectKind::procedure: {
            TRY(auto* function, find_function(work, *name.function));
            return &function->comment;
        }
        case ObjectKind::type:
        case ObjectKind::domain: return type_comment(work, name.name);
        case ObjectKind::index: return index_comment(work, name.name.name);
        default: break;
    }
    TRY(auto* relation, find_relation(work, name.name));
    TRY_VOID(require_owner(work, relation->owner, kind_word(relation->kind) + " " + relation->name.name));
    if (statement.object == ObjectKind::column) {
        TRY(auto* column, find_column(*relation, name.part));
        return &column->comment;
    }
    if (statement.object == ObjectKind::constraint) return constraint_comment(*relation, name.part);
    if (statement.object == ObjectKind::policy)
        if (auto* found = comment_of(relation->policies, name.part)) return found;
    return &relation->comment;
}

// Comments on these say nothing that anything here reads.
bool is_silent(ObjectKind object) {
    return object == ObjectKind::extension || object == ObjectKind::role || object == ObjectKind::database ||
           object == ObjectKind::trigger || object == ObjectKind::domain_constraint;
}

}  // namespace

Result<void> comment(Work& work, Comment const& statement) {
    if (is_silent(statement.object)) return {};
    TRY(auto* text, find_comment(work, statement));
    *text = statement.text.value_or("");
    return {};
}

}  // namespace backstay::sql::defining
