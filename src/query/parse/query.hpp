#pragma once

// A Query is what a request's query string says, in PostgREST's grammar and before any name was looked up.
//
//     select=id,name,clients!inner(name)&id=gte.5&clients.name=like.A*&order=id.desc&limit=10
//
// Its values stand in `values`, and everything else refers to them by number ($1 is values[0]); `shape` is
// the rest as one text. Two queries of one shape differ in their values alone, so that a plan serves both.
//
// https://docs.postgrest.org/en/v13/references/api/tables_views.html

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/box.hpp"
#include "base/result.hpp"

namespace backstay::query {

using Path = std::vector<std::string>;  // names of embeds, outermost first; empty: the root

struct JsonStep {
    std::string key;
    bool is_index = false;
    bool as_text = false;  // ->>
};
struct Field {
    std::string name;
    std::vector<JsonStep> path = {};
};

enum class Aggregate : std::uint8_t { none, sum, avg, max, min, count, count_distinct };

struct SelectItem;
struct FieldItem {
    Field field;  // name "*": all columns; empty: count()
    std::string alias = {};
    std::string cast = {};
    Aggregate aggregate = Aggregate::none;
    std::string aggregate_cast = {};
};
enum class JoinType : std::uint8_t { unset, inner, left };
struct EmbedItem {
    std::string name;
    std::string alias = {};
    std::string hint = {};
    JoinType join = JoinType::unset;
    bool spread = false;
    std::vector<SelectItem> select;
};
struct SelectItem {
    std::variant<FieldItem, EmbedItem> item;
};

enum class FilterKind : std::uint8_t { simple, in, is, is_distinct, full_text };
enum class IsValue : std::uint8_t { null, not_null, true_, false_, unknown };
enum class Quantified : std::uint8_t { none, any, all };
struct Filter {
    Field field;
    bool negated = false;
    FilterKind kind = FilterKind::simple;
    std::string op = {};  // simple: PostgreSQL's operator; full_text: the function of the query
    Quantified quantified = Quantified::none;
    IsValue is = IsValue::null;
    std::string language = {};
    int value = 0;  // the parameter's number
};
struct Condition;
struct ConditionTree {
    bool negated = false;
    bool any = false;  // or
    std::vector<Condition> children;
};
struct Condition {
    std::variant<Filter, ConditionTree> node;
};

enum class Direction : std::uint8_t { unset, ascending, descending };
enum class Nulls : std::uint8_t { unset, first, last };
struct OrderTerm {
    std::string relation = {};  // a related order's embed
    Field field;
    Direction direction = Direction::unset;
    Nulls nulls = Nulls::unset;
};

// Pages have few sizes, so that a size is a part of the shape: a database that knows it plans once for all
// other values, where PostgreSQL plans each execution anew of what has a parameter for its limit.
inline constexpr std::int64_t largest_page = 100;
struct Range {
    std::optional<std::int64_t> page = {};  // the limit, up to largest_page
    std::optional<int> limit = {};          // another limit: the parameter's number
    std::optional<int> offset = {};

    bool is_open() const { return !page && !limit && !offset; }
};

template <class T>
struct At {
    Path path;
    T value;
};

struct Query {
    std::vector<SelectItem> select = {};
    bool has_select = false;
    bool distinct = false;  // "distinct=": of rows that are alike one; an addition of ours
    std::vector<At<Condition>> conditions = {};
    std::vector<At<std::vector<OrderTerm>>> orders = {};
    std::vector<At<Range>> ranges = {};
    std::optional<std::vector<std::string>> columns = {};
    std::optional<std::vector<std::string>> on_conflict = {};
    std::vector<std::pair<std::string, std::string>> arguments = {};  // of a function, in their order
    std::vector<std::optional<std::string>> values = {};
    std::string shape = {};
    std::optional<std::int64_t> limit = {}, offset = {};  // the root's, for Content-Range
    std::string canonical = {};                           // sorted and encoded again, for Content-Location
};

enum class Subject : std::uint8_t { relation, function_by_get, function_by_post };

// REQUIRES: text is the query string as sent, without the question mark.
Result<Query> parse_query(std::string_view text, Subject subject);

// The parts of it, for tests and for requests that carry them elsewhere.
Result<std::vector<SelectItem>> parse_select(std::string_view text);
Result<std::vector<OrderTerm>> parse_order(std::string_view text);
Result<std::vector<std::string>> parse_names(std::string_view text, std::string_view what);

}  // namespace backstay::query
