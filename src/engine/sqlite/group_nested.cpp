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

sql::Select keyed(sql::ReadTree const& tree);

// select json from (the nested rows): their first value, or all of them as an array, as jsonb.
Expression select_of(sql::ReadTree const& rows, Expression json, bool array) {
    sql::Select select;
    select.targets.push_back({std::move(json), ""});
    select.from.push_back(
        sql::DerivedTable{.select = keyed(rows), .alias = sql::Alias{.name = row_name, .columns = {}}});
    Expression value = sql::Subquery{.kind = sql::SubqueryKind::scalar, .select = std::move(select)};
    if (!array) return value;
    sql::Coalesce otherwise;
    otherwise.args.push_back(std::move(value));
    otherwise.args.push_back(sql::text_literal("[]"));
    return Expression(std::move(otherwise));
}

Expression as_jsonb(std::string const& function, Expression value) {
    sql::Expressions args;
    args.push_back(std::move(value));
    return sql::cast(sql::call({"", function}, std::move(args)),
                     sql::TypeName{.name = {"", "jsonb"}, .modifiers = {}});
}

struct Member {
    std::string key;
    Expression value;
};

// The members that a nested read gives the row around it: one, or those of its rows where it is spread.
std::vector<Member> members_of(std::string const& key, sql::NestedRead const& nested) {
    bool const array = nested.kind == NestKind::array || nested.kind == NestKind::array_spread;
    std::vector<Member> members;
    if (nested.kind == NestKind::object || nested.kind == NestKind::array) {
        auto json = as_jsonb(array ? "json_agg" : "row_to_json", sql::column(row_name));
        members.push_back({key, select_of(*nested.tree, std::move(json), array)});
        return members;
    }
    for (auto const& target : keyed(*nested.tree).targets) {
        auto value = sql::column(row_name, target.alias);
        if (array) value = as_jsonb("json_agg", std::move(value));
        members.push_back({target.alias, select_of(*nested.tree, std::move(value), array)});
    }
    return members;
}

// The rows under the keys of the answer.
sql::Select keyed(sql::ReadTree const& tree) {
    bool const grouped = is_grouped(tree.select);
    auto select = tree.select;
    select.targets.clear();
    for (auto const& item : tree.output) {
        if (auto const* target = std::get_if<sql::TargetIndex>(&item.value)) {
            auto const& value = tree.select.targets[static_cast<std::size_t>(target->index)].expression;
            select.targets.push_back({value, item.key});
            continue;
        }
        for (auto& member : members_of(item.key, std::get<sql::NestedRead>(item.value))) {
            if (grouped)
                select.group_by.push_back(
                    {.kind = sql::GroupingKind::expression, .expressions = {member.value}, .sets = {}});
            select.targets.push_back({std::move(member.value), std::move(member.key)});
        }
    }
    return select;
}

}  // namespace

sql::ReadTree group_nested(sql::ReadTree tree) {
    bool const nests = std::ranges::any_of(tree.output, [](sql::OutputItem const& item) {
        return std::holds_alternative<sql::NestedRead>(item.value);
    });
    if (!nests || !is_grouped(tree.select)) return tree;
    tree.select = keyed(tree);
    tree.output.clear();
    for (int index = 0; auto& target : tree.select.targets) {
        tree.output.push_back({target.alias, sql::TargetIndex{index++}});
        target.alias.clear();
    }
    return tree;
}

}  // namespace backstay::engine::sqlite
