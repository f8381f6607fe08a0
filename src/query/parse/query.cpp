#include "query/parse/query.hpp"

#include <algorithm>
#include <charconv>

#include "base/encoding.hpp"
#include "query/parse/scanner.hpp"
#include "query/parse/url.hpp"

namespace backstay::query {
namespace {

std::optional<std::int64_t> integer(std::string_view text) {
    std::int64_t value = 0;
    auto const* const end = text.data() + text.size();
    auto const result = std::from_chars(text.data(), end, value);
    if (result.ec != std::errc{} || result.ptr != end) return {};
    return value;
}

int add_value(Query& query, std::string value) {
    query.values.emplace_back(std::move(value));
    return static_cast<int>(query.values.size());
}

// "a.b.name" into the path {a, b} and "name"; names may be quoted.
Result<std::pair<Path, Field>> parse_key(std::string_view key) {
    Scanner in(key, "tree path");
    Path path;
    for (;;) {
        TRY(auto field, in.field());
        if (in.at_end()) return std::pair{std::move(path), std::move(field)};
        if (!in.accept(".")) return in.refuse("\"->>\", \"->\", \".\" or end of input");
        path.push_back(std::move(field.name));
    }
}

void shape_path(Query& query, Path const& path) {
    query.shape += std::to_string(path.size()) + '/';
    for (auto const& name : path) append_shape(name, query.shape);
}

struct Reader {
    Query& query;
    Subject subject;

    Result<void> read(std::string const& key, std::string const& value) {
        if (key == "select") return read_select(value);
        if (key == "distinct" && value.empty() && subject == Subject::relation) {
            query.distinct = true;
            query.shape += "&distinct";
            return {};
        }
        if (key == "columns") {
            if (subject == Subject::function_by_get) return {};
            TRY(query.columns, parse_names(value, "columns parameter"));
            query.shape += "&columns=";
            append_shape(value, query.shape);
            return {};
        }
        if (key == "on_conflict") {
            TRY(query.on_conflict, parse_names(value, "on_conflict parameter"));
            query.shape += "&on_conflict=";
            append_shape(value, query.shape);
            return {};
        }
        auto const dot = key.rfind('.');
        auto const last =
            dot == std::string::npos ? std::string_view(key) : std::string_view(key).substr(dot + 1);
        auto const before =
            dot == std::string::npos ? std::string_view() : std::string_view(key).substr(0, dot);
        if (last == "order") return read_order(before, value);
        if (last == "limit" || last == "offset") return read_range(before, last == "limit", value);
        if (last == "and" || last == "or") return read_logic(before, last == "or", value);
        if (subject == Subject::function_by_get && !begins_with_operator(value)) {
            query.arguments.emplace_back(key, value);
            return {};
        }
        return read_filter(key, value);
    }

    Result<void> read_select(std::string const& value) {
        TRY(query.select, parse_select(value));
        query.has_select = true;
        query.shape += "&select=";
        append_shape(value, query.shape);
        return {};
    }

    Result<Path> path_of(std::string_view text) {
        if (text.empty()) return Path{};
        TRY(auto key, parse_key(text));
        key.first.push_back(std::move(key.second.name));
        return std::move(key.first);
    }

    Result<void> read_order(std::string_view before, std::string const& value) {
        TRY(auto path, path_of(before));
        TRY(auto terms, parse_order(value));
        query.shape += "&order=";
        append_shape(before, query.shape);
        append_shape(value, query.shape);
        query.orders.push_back({std::move(path), std::move(terms)});
        return {};
    }

    Result<void> read_range(std::string_view before, bool is_limit, std::string const& value) {
        TRY(auto path, path_of(before));
        auto const number = integer(value);
        if (!number) return {};
        if (path.empty()) {
            (is_limit ? query.limit : query.offset) = *number;
            if (!is_limit && *number < 0) query.offset = 0;
            return {};  // the request adds them, when it has met the Range header
        }
        if (*number < 0) return {};
        query.shape += is_limit ? "&limit=" : "&offset=";
        shape_path(query, path);
        Range range;
        if (is_limit && *number <= largest_page) {
            range.page = *number;
            query.shape += "=" + std::to_string(*number);
        } else {
            (is_limit ? range.limit : range.offset) = add_value(query, value);
        }
        query.ranges.push_back({std::move(path), range});
        return {};
    }

    Result<void> read_logic(std::string_view before, bool any, std::string const& value) {
        auto negated = false;
        if (before == "not") {
            negated = true;
            before = {};
        } else if (before.ends_with(".not")) {
            negated = true;
            before.remove_suffix(4);
        }
        TRY(auto path, path_of(before));
        TRY(auto tree, parse_logic(value, any, negated, query));
        return add(std::move(path), Condition{std::move(tree)});
    }

    Result<void> read_filter(std::string const& key, std::string const& value) {
        TRY(auto target, parse_key(key));
        Scanner in(value, "filter");
        TRY(auto filter, parse_operation(in, false, query));
        if (!in.at_end()) return in.refuse("end of input");
        filter.field = std::move(target.second);
        return add(std::move(target.first), Condition{std::move(filter)});
    }

    Result<void> add(Path path, Condition condition) {
        query.shape += '&';
        shape_path(query, path);
        append_shape(condition, query.shape);
        query.conditions.push_back({std::move(path), std::move(condition)});
        return {};
    }
};

}  // namespace

Result<Query> parse_query(std::string_view text, Subject subject) {
    Query query;
    auto pairs = decode_pairs(text);
    if (pairs.size() > max_parameters) return failure("PGRST100", "too many query parameters");
    Reader reader{query, subject};
    for (auto const& [key, value] : pairs) {
        TRY_VOID(require_utf8(key));
        TRY_VOID(require_utf8(value));
        TRY_VOID(reader.read(key, value));
    }
    std::ranges::sort(pairs);
    for (auto const& [key, value] : pairs) {
        if (!query.canonical.empty()) query.canonical += '&';
        query.canonical += encode_url(key) + '=' + encode_url(value);
    }
    return query;
}

}  // namespace backstay::query
