// A view in FROM is its query. What that reads is read as the view's owner, or as the caller where the view
// says security_invoker; nothing of the statement around it can be seen from within.

#include <algorithm>

#include "sql/resolve/from_part.hpp"

namespace backstay::sql::resolving {
namespace {

constexpr int deepest = 100;

// Where the view's own names are looked up: as when it was made, which was in public or in its schema.
std::vector<std::string> path_of(State const& state, CatalogRelation const& view) {
    std::vector<std::string> path{"public"};
    auto const add = [&](std::string const& schema) {
        if (std::ranges::find(path, schema) == path.end()) path.push_back(schema);
    };
    add(view.name.schema);
    for (auto const& schema : state.with.search_path) add(schema);
    return path;
}

}  // namespace

Result<typed::Query> view_query(State& state, CatalogRelation const& view, Select const& select) {
    if (state.depth >= deepest)
        return failure("42P17",
                       "infinite recursion detected in rules for relation \"" + view.name.name + "\"");
    ResolveContext const context{.catalog = state.catalog(), .search_path = path_of(state, view)};
    State own{.with = context,
              .depth = state.depth + 1,
              .as_role = view.security_invoker ? ObjectId{0} : view.owner};
    return query(own, select);
}

Result<typed::Entry> view_entry(State& state, CatalogRelation const& view) {
    if (view.view_query == nullptr) return internal_error("a view without a query");
    TRY(auto inner, view_query(state, view, *view.view_query));
    if (inner.targets.size() < view.columns.size())
        return internal_error("view \"" + view.name.name + "\" has lost columns");
    typed::Entry entry{
        .source = typed::WrittenEntry{}, .alias = view.name.name, .columns = {}, .as_role = state.as_role};
    for (std::size_t i = 0; i < view.columns.size(); ++i)
        entry.columns.push_back({view.columns[i].name, inner.targets[i].expression.type});
    entry.source = typed::SubqueryEntry{.query = std::move(inner), .view = view.id};
    return entry;
}

}  // namespace backstay::sql::resolving
