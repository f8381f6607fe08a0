// information_schema.views and information_schema.triggers
// https://www.postgresql.org/docs/15/infoschema-views.html, infoschema-triggers.html

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "engine/sqlite/runtime/system.hpp"
#include "engine/sqlite/runtime/system_rows.hpp"
#include "sql/print/postgres.hpp"
#include "sql/resolve/resolve.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::CatalogRelation;
using sql::CatalogTrigger;
using sql::TriggerTiming;

struct Event {
    char const* name;
    bool sql::CreateTrigger::* fires;
};
constexpr auto events = std::to_array<Event>({{"INSERT", &sql::CreateTrigger::on_insert},
                                              {"DELETE", &sql::CreateTrigger::on_delete},
                                              {"UPDATE", &sql::CreateTrigger::on_update}});

Result<Rows> views(Arguments const& args) {
    constexpr auto options = std::to_array<char const*>({"NONE", "LOCAL", "CASCADED"});
    SystemRows rows("information_schema.views");
    Viewer const viewer(args.state());
    for (auto const& [id, view] : viewer.catalog().relations) {
        if (view.kind != sql::CatalogRelationKind::view || !viewer.sees(view)) continue;
        bool const simple = sql::columns_written_through({.catalog = viewer.catalog()}, view).has_value();
        auto const has = [&](bool sql::CreateTrigger::* fires) {
            return yes_or_no(std::ranges::any_of(
                view.triggers, [&](CatalogTrigger const& trigger) { return trigger.definition.*fires; }));
        };
        rows.add()
            .set("table_catalog", database_name())
            .set("table_schema", view.name.schema)
            .set("table_name", view.name.name)
            .set("check_option", options[static_cast<std::size_t>(view.check_option)])
            .set("is_updatable", yes_or_no(simple))
            .set("is_insertable_into", yes_or_no(simple))
            .set("is_trigger_updatable", has(&sql::CreateTrigger::on_update))
            .set("is_trigger_deletable", has(&sql::CreateTrigger::on_delete))
            .set("is_trigger_insertable_into", has(&sql::CreateTrigger::on_insert));
        if (viewer.owns(view.owner)) rows.set("view_definition", view.view_text);
    }
    return rows.rows();
}

std::string action_of(sql::Catalog const& catalog, CatalogTrigger const& trigger) {
    auto const found = catalog.functions.find(trigger.function);
    if (found == catalog.functions.end()) return {};
    auto const& name = found->second.name;
    std::vector<std::string> arguments;
    for (auto const& argument : trigger.definition.arguments) arguments.push_back(quote_literal(argument));
    return "EXECUTE FUNCTION " + (name.schema == "public" ? "" : quote_identifier(name.schema) + ".") +
           quote_identifier(name.name) + "(" + join(arguments, ", ") + ")";
}

// Its place, by name, among those of the same table, event, orientation and time.
std::int64_t order_of(CatalogRelation const& relation, CatalogTrigger const& trigger, Event const& event) {
    auto const& t = trigger.definition;
    return 1 + std::ranges::count_if(relation.triggers, [&](CatalogTrigger const& other) {
               auto const& o = other.definition;
               return o.*event.fires && o.for_each_row == t.for_each_row && o.timing == t.timing &&
                      other.name < trigger.name;
           });
}

void add_trigger(SystemRows& rows, sql::Catalog const& catalog, CatalogRelation const& relation,
                 CatalogTrigger const& trigger) {
    constexpr auto timings = std::to_array<char const*>({"BEFORE", "AFTER", "INSTEAD OF"});
    for (auto const& event : events) {
        if (!(trigger.definition.*event.fires)) continue;
        rows.add()
            .set("trigger_catalog", database_name())
            .set("trigger_schema", relation.name.schema)
            .set("trigger_name", trigger.name)
            .set("event_manipulation", event.name)
            .set("event_object_catalog", database_name())
            .set("event_object_schema", relation.name.schema)
            .set("event_object_table", relation.name.name)
            .set("action_order", order_of(relation, trigger, event))
            .set("action_statement", action_of(catalog, trigger))
            .set("action_orientation", trigger.definition.for_each_row ? "ROW" : "STATEMENT")
            .set("action_timing", timings[static_cast<std::size_t>(trigger.definition.timing)]);
        if (trigger.definition.when)
            rows.set("action_condition", sql::print_postgres(*trigger.definition.when));
    }
}

Result<Rows> triggers(Arguments const& args) {
    SystemRows rows("information_schema.triggers");
    Viewer const viewer(args.state());
    for (auto const& [id, relation] : viewer.catalog().relations)
        if (viewer.owns(relation.owner))
            for (auto const& trigger : relation.triggers)
                add_trigger(rows, viewer.catalog(), relation, trigger);
    return rows.rows();
}

constexpr auto relations = std::to_array<TableFunction>({
    {"pg_information_views", 10, 0, views},
    {"pg_information_triggers", 17, 0, triggers},
});

}  // namespace

Result<void> register_information_schema_views(Connection const& db, StatementState& state) {
    return register_tables(db, state, relations);
}

}  // namespace backstay::engine::sqlite
