#include "engine/sqlite/group_nested.hpp"

#include <algorithm>
#include <array>

#include "base/box.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::Expression;
using sql::NestKind;

constexpr auto row_name = "pgrst_row";

// Aggregates of the protocol stand by themselves or under a cast.
bool is_aggregate(Expression const& e) {
    if (auto const* cast = std::get_if<sql::Cast>(&e.node)) return is_aggregate(*cast->arg);
    auto const* call = std::get_if<sql::Call>(&e.node);
    constexpr auto names = std::to_array<std::string_view>({"avg", "count", "max", "min", "sum"});
    return call != nullptr && call->name.schema.empty() && std::ranges::count(names, call->name.name) > 0;
}

bool is_grouped(sql::Select const& select) {
    return !select.group_by.empty() || std::ranges::any_of(select.targets, [](sql::Target const& target) {
        return is_aggregate(target.expression);
    });
}

// Whether all that is nested, however deep, is an object or an array.
bool is_plain(sql::ReadTree const& tree) {
    return std::ranges::all_of(tree.output, [](sql::OutputItem const& item) {
        auto const* nested = std::get_if<sql::NestedRead>(&item.value);
        if (nested == nullptr) return true;
        bool const whole = nested->kind == NestKind::object || nested->kind == NestKind::array;
        return whole && is_plain(*nested->tree);
    });
}

Expression value_of(sql::NestedRead const& nested);

// The rows under the keys of the answer.
sql::Select keyed(sql::ReadTree const& tree) {
    auto const flat = group_nested(tree);
    auto select = flat.select;
    select.targets.clear();
    for (auto const& item : flat.output) {
        auto const* target = std::get_if<sql::TargetIndex>(&item.value);
        auto value = target != nullptr
                         ? flat.select.targets[static_cast<std::size_t>(target->index)].expression
                         : value_of(std::get<sql::NestedRead>(item.value));
        select.targets.push_back({std::move(value), item.key});
    }
    return select;
}

Expression value_of(sql::NestedRead const& nested) {
    bool const array = nested.kind == NestKind::array;
    sql::Expressions row;
    row.push_back(sql::column(row_name));
    auto json = sql::cast(sql::call({"", array ? "json_agg" : "row_to_json"}, std::move(row)),
                          sql::TypeName{.name = {"", "jsonb"}, .modifiers = {}});
    sql::Select select;
    select.targets.push_back({std::move(json), ""});
    select.from.push_back(sql::DerivedTable{.select = keyed(*nested.tree),
                                            .alias = sql::Alias{.name = row_name, .columns = {}}});
    Expression value = sql::Subquery{.kind = sql::SubqueryKind::scalar, .select = std::move(select)};
    if (!array) return value;
    sql::Coalesce otherwise;
    otherwise.args.push_back(std::move(value));
    otherwise.args.push_back(sql::text_literal("[]"));
    return Expression(std::move(otherwise));
}

}  // namespace

sql::ReadTree group_nested(sql::ReadTree tree) {
    bool const nests = std::ranges::any_of(tree.output, [](sql::OutputItem const& item) {
        return std::holds_alternative<sql::NestedRead>(item.value);
    });
    if (!nests || !is_grouped(tree.select) || !is_plain(tree)) return tree;
    for (auto& item : tree.output) {
        auto const* nested = std::get_if<sql::NestedRead>(&item.value);
        if (nested == nullptr) continue;
        auto value = value_of(*nested);
        tree.select.group_by.push_back(
            {.kind = sql::GroupingKind::expression, .expressions = {value}, .sets = {}});
        item.value = sql::TargetIndex{static_cast<int>(tree.select.targets.size())};
        tree.select.targets.push_back({std::move(value), ""});
    }
    return tree;
}

}  // namespace backstay::engine::sqlite
