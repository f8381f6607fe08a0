#include "api/rest/keyset.hpp"

#include <simdjson.h>

#include <algorithm>
#include <charconv>

#include "api/rest/references.hpp"
#include "auth/base64.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "query/parse/query.hpp"
#include "query/parse/url.hpp"

namespace backstay::api::rest {
namespace {

constexpr std::int64_t longest_page = 1'000;
constexpr std::string_view key_name = "pgrst_after_";

struct Key {
    std::string name;
    bool descending = false, nulls_first = false, nullable = true;
};
using Values = std::vector<std::optional<std::string>>;

Failure refused(std::string what) {
    return failure("BS400", std::move(what))
        .hint("A page by key has ?limit=, an ?order= of plain columns, and a primary key.");
}

std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (char const c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

bool is_cursor(std::string_view value) {
    return std::ranges::all_of(value, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
               c == '_';
    });
}

Result<std::vector<Key>> keys_of(std::string const& order, sql::Relation const& relation) {
    std::vector<Key> keys;
    if (!order.empty()) {
        TRY(auto const terms, query::parse_order(order));
        for (auto const& term : terms) {
            auto const* const column = relation.find_column(term.field.name);
            if (column == nullptr || !term.relation.empty() || !term.field.path.empty())
                return refused("Pages by key cannot be ordered by " + term.field.name);
            bool const descending = term.direction == query::Direction::descending;
            keys.push_back({.name = term.field.name,
                            .descending = descending,
                            .nulls_first = term.nulls == query::Nulls::unset
                                               ? descending
                                               : term.nulls == query::Nulls::first,
                            .nullable = column->nullable});
        }
    }
    if (relation.primary_key.empty()) return refused("Pages by key need a primary key");
    for (auto const& name : relation.primary_key)
        if (std::ranges::find(keys, name, &Key::name) == keys.end())
            keys.push_back({.name = name, .nullable = false});
    return keys;
}

std::string order_of(std::vector<Key> const& keys) {
    std::string out;
    for (auto const& key : keys) {
        if (!out.empty()) out += ',';
        out += in_quotes(key.name) + (key.descending ? ".desc" : ".asc");
        out += key.nulls_first ? ".nullsfirst" : ".nullslast";
    }
    return out;
}

// What stands behind the value in the key's order; nothing where nothing can.
std::optional<std::string> behind(Key const& key, std::optional<std::string> const& value) {
    auto const name = in_quotes(key.name);
    if (!value) {
        if (!key.nulls_first) return std::nullopt;
        return name + ".not.is.null";
    }
    auto const greater = name + (key.descending ? ".lt." : ".gt.") + in_quotes(*value);
    return key.nulls_first || !key.nullable ? greater : "or(" + greater + "," + name + ".is.null)";
}

// (a,b) > ($1,$2), as or(a.gt.$1,and(a.eq.$1,b.gt.$2)).
std::string condition(std::vector<Key> const& keys, Values const& values) {
    std::string out, equal;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (auto const later = behind(keys[i], values[i])) {
            if (!out.empty()) out += ',';
            out += equal.empty() ? *later : "and(" + equal + *later + ")";
        }
        equal += in_quotes(keys[i].name) + (values[i] ? ".eq." + in_quotes(*values[i]) : ".is.null") + ",";
    }
    return "(" + out + ")";
}

// [order, value, ...] in base64url.
Result<Values> read_cursor(std::string_view text, std::string const& order, std::size_t count) {
    auto const json = auth::decode_base64url(text);
    simdjson::dom::parser parser;
    simdjson::dom::array parts;
    if (!json || parser.parse(simdjson::padded_string(*json)).get(parts) != simdjson::SUCCESS)
        return refused("The cursor cannot be read");
    Values values;
    bool first = true, fits = false;
    for (auto const part : parts) {
        std::string_view value;
        bool const null = part.is_null();
        if (!null && part.get(value) != simdjson::SUCCESS) return refused("The cursor cannot be read");
        if (first)
            fits = value == order;
        else
            values.push_back(null ? std::nullopt : std::optional(std::string(value)));
        first = false;
    }
    if (!fits || values.size() != count) return refused("The cursor is one of another order");
    return values;
}

bool has_aggregate(std::vector<query::SelectItem> const& items) {
    return std::ranges::any_of(items, [](query::SelectItem const& item) {
        auto const* const field = std::get_if<query::FieldItem>(&item.item);
        return field != nullptr && field->aggregate != query::Aggregate::none;
    });
}

void add(std::string& out, std::string_view key, std::string_view value) {
    if (!out.empty()) out += '&';
    out += query::encode_url(key) + "=" + query::encode_url(value);
}

}  // namespace

bool asks_for_page(http::Request const& request) {
    if (request.method != "GET" || !request.query.contains("after=")) return false;
    auto const pairs = query::decode_pairs(request.query);
    return std::ranges::any_of(
        pairs, [](auto const& pair) { return pair.first == "after" && is_cursor(pair.second); });
}

std::string without_cursor(std::string_view query) {
    std::string out;
    for (auto const& [key, value] : query::decode_pairs(query))
        if (key != "after" || !is_cursor(value)) add(out, key, value);
    return out;
}

Result<Page> read_page(std::string_view query, sql::Relation const& relation) {
    std::string cursor, order, select, rest;
    Page page;
    for (auto const& [key, value] : query::decode_pairs(query)) {
        if (key == "after" && is_cursor(value)) {
            cursor = value;
            continue;
        }
        add(page.prefix, key, value);
        if (key == "offset" || key == "distinct") return refused("Pages by key have no ?" + key + "=");
        if (key == "order") {
            order = value;
        } else if (key == "select") {
            select = value;
        } else if (key == "limit") {
            std::from_chars(value.data(), value.data() + value.size(), page.limit);
        } else {
            add(rest, key, value);
        }
    }
    if (page.limit < 1 || page.limit > longest_page)
        return refused("The ?limit= of a page is 1 to " + std::to_string(longest_page));
    if (!select.empty()) {
        TRY(auto const items, query::parse_select(select));
        if (has_aggregate(items)) return refused("Pages by key have no aggregates");
    }
    TRY(auto const keys, keys_of(order, relation));
    page.columns = keys.size();
    page.order = order_of(keys);
    if (!cursor.empty()) {
        TRY(auto const values, read_cursor(cursor, page.order, keys.size()));
        add(rest, "or", condition(keys, values));
        // One bound that an index can be searched by.
        if (!keys.front().nullable && values.front())
            add(rest, "and",
                "(" + in_quotes(keys.front().name) + (keys.front().descending ? ".lte." : ".gte.") +
                    in_quotes(*values.front()) + ")");
    }
    add(rest, "order", page.order);
    page.rows = page.last = rest;
    if (!select.empty()) add(page.rows, "select", select);
    add(page.rows, "limit", std::to_string(page.limit));
    auto probed = select.empty() ? std::string("*") : select;
    for (std::size_t i = 0; i < keys.size(); ++i)
        probed += "," + std::string(key_name) + std::to_string(i) + ":" + in_quotes(keys[i].name);
    add(page.last, "select", probed);
    add(page.last, "limit", "1");
    add(page.last, "offset", std::to_string(page.limit - 1));
    return page;
}

std::optional<std::string> cursor_of(Page const& page, std::string_view body) {
    simdjson::dom::parser parser;
    simdjson::dom::array rows;
    if (parser.parse(simdjson::padded_string(body)).get(rows) != simdjson::SUCCESS || rows.size() == 0)
        return std::nullopt;
    std::string json = "[";
    append_json_string(json, page.order);
    for (std::size_t i = 0; i < page.columns; ++i) {
        auto const found = fill_value("$1." + std::string(key_name) + std::to_string(i), {std::string(body)});
        if (!found) return std::nullopt;
        json += ',';
        if (*found)
            append_json_string(json, **found);
        else
            json += "null";
    }
    return auth::encode_base64url(json + "]");
}

}  // namespace backstay::api::rest
