#include <algorithm>

#include "base/limitation.hpp"
#include "base/text.hpp"
#include "sql/define/work.hpp"
#include "sql/print/postgres.hpp"

namespace backstay::sql::defining {
namespace {

bool is_true(std::string const& value) { return value != "false" && value != "off" && value != "0"; }

Result<std::vector<CatalogColumn>> output_columns(Work& work, CreateView const& statement) {
    if (work.context.typing == nullptr) return internal_error("CREATE VIEW without types");
    TRY(auto const outputs, work.context.typing->columns_of(work.catalog(), *statement.select));
    if (statement.columns.size() > outputs.size())
        return failure("42601", "CREATE VIEW specifies more column names than columns");
    std::vector<CatalogColumn> columns;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        auto const name = i < statement.columns.size() ? statement.columns[i] : outputs[i].name;
        auto type = outputs[i].type;
        if (type.base == BaseType::unknown) type.base = BaseType::text;
        if (std::ranges::find(columns, name, &CatalogColumn::name) != columns.end())
            return failure("42701", "column \"" + name + "\" specified more than once");
        columns.push_back({.name = name, .type = type});
    }
    return columns;
}

// CREATE OR REPLACE VIEW may add columns at the end, and change none (42P16).
Result<void> require_same_start(Work& work, CatalogRelation const& old,
                                std::vector<CatalogColumn> const& columns) {
    if (columns.size() < old.columns.size()) return failure("42P16", "cannot drop columns from view");
    for (std::size_t i = 0; i < old.columns.size(); ++i) {
        auto const& before = old.columns[i];
        auto const& after = columns[i];
        if (before.name != after.name)
            return failure("42P16", "cannot change name of view column \"" + before.name + "\" to \"" +
                                        after.name + "\"")
                .hint("Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.");
        if (before.type != after.type) {
            auto const& path = work.context.search_path;
            return failure("42P16", "cannot change data type of view column \"" + before.name + "\" from " +
                                        work.catalog().type_name(before.type, path) + " to " +
                                        work.catalog().type_name(after.type, path));
        }
    }
    return {};
}

void set_options(CatalogRelation& view, CreateView const& statement) {
    view.check_option = statement.check;
    view.security_invoker = false;
    for (auto const& option : statement.options) {
        if (option.name == "security_invoker") view.security_invoker = is_true(option.value);
        if (option.name == "check_option")
            view.check_option = option.value == "local" ? CheckOption::local : CheckOption::cascaded;
    }
}

}  // namespace

Result<void> create_view(Work& work, CreateView const& statement) {
    if (statement.temporary) return not_supported(Limitation::temporary_view);
    TRY(auto const name, new_name(work, statement.view.name));
    auto* existing = find_any_relation(work, name);
    if (existing != nullptr && statement.if_not_exists) {
        work.notice("relation \"" + name.name + "\" already exists, skipping");
        return {};
    }
    bool const replaces = existing != nullptr && statement.or_replace;
    if (!replaces) TRY_VOID(require_free_name(work, name));
    if (replaces && existing->kind != CatalogRelationKind::view)
        return failure("42809", "\"" + name.name + "\" is not a view");
    TRY(auto columns, output_columns(work, statement));
    TRY(auto query, kept(work, *statement.select));

    CatalogRelation view;
    if (replaces) {
        TRY_VOID(require_owner(work, existing->owner, "view " + name.name));
        TRY_VOID(require_same_start(work, *existing, columns));
        view = *existing;
    } else {
        view.id = work.new_id();
        view.name = name;
        view.owner = work.context.role;
        view.grants = default_grants(work, name.schema, ObjectKind::table);
    }
    view.kind = statement.materialized ? CatalogRelationKind::materialized_view : CatalogRelationKind::view;
    view.columns = std::move(columns);
    view.view_query = std::make_shared<Select const>(std::move(query));
    view.view_text = print_postgres(*view.view_query);
    set_options(view, statement);
    auto const id = view.id;
    work.catalog().relations[id] = std::move(view);
    if (!statement.materialized) return {};
    work.change(CreateTableChange{id});
    if (statement.with_data) work.change(FillChange{id, *statement.select});
    return {};
}

Result<void> refresh_view(Work& work, RefreshView const& statement) {
    TRY(auto const* view, find_relation(work, statement.view));
    if (view->kind != CatalogRelationKind::materialized_view)
        return failure("42809", "\"" + view->name.name + "\" is not a materialized view");
    TRY_VOID(require_owner(work, view->owner, "materialized view " + view->name.name));
    if (!statement.with_data) {
        work.change(TruncateChange{view->id});
        return {};
    }
    work.change(FillChange{view->id, *view->view_query, true});
    return {};
}

}  // namespace backstay::sql::defining
