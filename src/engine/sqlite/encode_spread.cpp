// Spreads: members of nested rows among the members of the row around them.

#include <algorithm>
#include <tuple>

#include "engine/sqlite/encode.hpp"
#include "engine/sqlite/encode_row.hpp"

namespace backstay::engine::sqlite {
namespace {

void collect_members(ReadPlan const& plan, std::vector<OutputPlan const*>& members) {
    for (auto const& item : plan.output)
        if (is_spread(item)) {
            collect_members(*item.nested, members);
        } else {
            members.push_back(&item);
        }
}

}  // namespace

std::vector<OutputPlan const*> members_of(ReadPlan const& plan) {
    std::vector<OutputPlan const*> members;
    collect_members(plan, members);
    return members;
}

void begin_spread_member(ReadPlan const& plan, OutputPlan const& item, std::string& body, bool& first) {
    std::string_view key = item.key;
    key.remove_prefix(key.find('"'));
    if (key.ends_with(' ')) key.remove_suffix(1);
    if (!first) body += plan.nested ? ", " : ",";
    first = false;
    body += key;
    if (plan.nested) body += ' ';
}

std::string without_key(ReadPlan const& plan, OutputPlan const& item, std::string const& member) {
    return member.substr(item.key.size() - (plan.nested ? 2 : 1));
}

std::vector<std::size_t> jsonb_order(std::vector<std::string_view> const& keys) {
    std::vector<std::size_t> order(keys.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::tuple(keys[i].size(), keys[i], i); });
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < order.size(); ++i)
        if (i + 1 == order.size() || keys[order[i]] != keys[order[i + 1]]) kept.push_back(order[i]);
    return kept;
}

Result<void> Encoder::spread_object(ReadPlan const& plan, OutputPlan& item, std::string& body, bool& first) {
    TRY(bool const found, step(*item.nested));
    if (found) return members(*item.nested, body, first);
    for (auto const* member : members_of(*item.nested)) {
        begin_spread_member(plan, *member, body, first);
        body += "null";
    }
    return {};
}

// Each key gets the array of its values over all rows: the rows are read once, a column a buffer.
Result<void> Encoder::spread_array(ReadPlan const& plan, OutputPlan& item, std::string& body, bool& first) {
    TRY(auto const columns, spread_columns(*item.nested));
    auto const members = members_of(*item.nested);
    for (std::size_t i = 0; i < members.size(); ++i) {
        begin_spread_member(plan, *members[i], body, first);
        body += columns[i];
    }
    return {};
}

// REQUIRES: the plan's statement is bound.
Result<std::vector<std::string>> Encoder::spread_columns(ReadPlan& plan) {
    std::vector<std::string> columns(members_of(plan).size(), "[");
    for (std::int64_t count = 0;; ++count) {
        TRY(bool const found, step(plan));
        if (!found) break;
        std::vector<std::string> values;
        TRY_VOID(row_values(plan, values));
        for (std::size_t i = 0; i < columns.size(); ++i) columns[i] += (count > 0 ? ", " : "") + values[i];
    }
    for (auto& column : columns) column += ']';
    return columns;
}

// The values of the members of the row that the plan stands at.
Result<void> Encoder::row_values(ReadPlan& plan, std::vector<std::string>& values) {
    for (auto& item : plan.output) {
        if (is_spread(item)) {
            TRY_VOID(spread_values(plan, item, values));
        } else if (item.nested) {
            std::string one;
            bool alone = true;
            TRY_VOID(nested(plan, item, one, alone));
            values.push_back(one.empty() ? "null" : without_key(plan, item, one));
        } else {
            TRY_VOID(value(plan, item, values.emplace_back()));
        }
    }
    return {};
}

Result<void> Encoder::spread_values(ReadPlan& plan, OutputPlan& item, std::vector<std::string>& values) {
    auto& inner = *item.nested;
    Reset const reset(inner.statement);
    TRY_VOID(bind_within(plan, inner));
    if (item.kind == sql::NestKind::array_spread) {
        TRY(auto columns, spread_columns(inner));
        for (auto& column : columns) values.push_back(std::move(column));
        return {};
    }
    TRY(bool const found, step(inner));
    if (found) return row_values(inner, values);
    values.resize(values.size() + members_of(inner).size(), "null");
    return {};
}

// The keys of spreads among the object's own, in the order of jsonb; of several with one key the last.
Result<void> Encoder::merged_object(ReadPlan& plan, std::string& body) {
    std::vector<std::string> values;
    TRY_VOID(row_values(plan, values));
    auto const members = members_of(plan);
    std::vector<std::string_view> names;
    names.reserve(members.size());
    for (auto const* member : members) names.emplace_back(member->name);
    bool first = true;
    body += '{';
    for (auto const i : jsonb_order(names)) {
        if (plan.strip_nulls && values[i] == "null") continue;
        begin_spread_member(plan, *members[i], body, first);
        body += values[i];
    }
    body += '}';
    return {};
}

}  // namespace backstay::engine::sqlite
