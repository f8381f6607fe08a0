// What a request is about, and which rows of it.

#include <algorithm>
#include <charconv>

#include "api/rest/answer.hpp"
#include "base/text.hpp"

namespace backstay::api::rest {
namespace {

std::string decoded(std::string_view text) {
    auto const digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
            out += static_cast<char>((digit(text[i + 1]) * 16) + digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::optional<std::int64_t> whole(std::string_view text) {
    std::int64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return number;
}

struct Rows {
    std::int64_t first = 0;
    std::optional<std::int64_t> last = {};
};

// Range: 0-24, or 10-
std::optional<Rows> range_header(http::Request const& request) {
    auto const text = trim(request.header("range"));
    auto const pair = split_once(text, '-');
    if (!pair) return std::nullopt;
    auto const first = whole(pair->first);
    if (!first) return std::nullopt;
    if (pair->second.empty()) return Rows{.first = *first};
    auto const last = whole(pair->second);
    if (!last) return std::nullopt;
    return Rows{.first = *first, .last = *last};
}

Failure unsatisfiable(std::string details) {
    return failure("PGRST103", "Requested range not satisfiable").detail(std::move(details));
}

int add_value(query::Query& query, std::int64_t value) {
    query.values.emplace_back(std::to_string(value));
    return static_cast<int>(query.values.size());
}

// Embedded levels: no more than the server allows.
void cap(query::Query& query, std::int64_t max_rows) {
    for (auto& [path, range] : query.ranges) {
        if (range.page) range.page = std::min(*range.page, max_rows);
        if (!range.limit) continue;
        auto& value = query.values[static_cast<std::size_t>(*range.limit - 1)];
        auto const limit = value ? whole(*value) : std::nullopt;
        if (limit && *limit > max_rows) value = std::to_string(max_rows);
    }
}

}  // namespace

Result<Target> read_target(std::string_view path) {
    if (path.starts_with('/')) path.remove_prefix(1);
    if (path.empty()) return Target{};
    auto const slash = path.find('/');
    if (slash == std::string_view::npos) return Target{TargetKind::relation, decoded(path)};
    auto const rest = path.substr(slash + 1);
    if (path.substr(0, slash) == "rpc" && !rest.empty() && rest.find('/') == std::string_view::npos)
        return Target{TargetKind::function, decoded(rest)};
    return failure("PGRST125", "Invalid path specified in request URL");
}

Result<Action> read_action(Target const& target, std::string_view method) {
    bool const reads = method == "GET" || method == "HEAD";
    if (method == "OPTIONS") return Action::options;
    if (target.kind == TargetKind::root && reads) return Action::describe;
    if (target.kind == TargetKind::function) {
        if (reads || method == "POST") return Action::call;
        return failure("PGRST101", "Cannot use the " + std::string(method) + " method on RPC");
    }
    if (target.kind == TargetKind::relation) {
        if (reads) return Action::read;
        if (method == "POST") return Action::create;
        if (method == "PATCH") return Action::update;
        if (method == "PUT") return Action::put;
        if (method == "DELETE") return Action::remove;
    }
    return failure("PGRST117", "Unsupported HTTP method: " + std::string(method));
}

Result<void> read_range(Asked& asked, std::optional<std::int64_t> max_rows) {
    auto& query = asked.query;
    bool const rows = asked.action == Action::read || asked.action == Action::call;
    if (!rows) return {};
    if (query.limit && *query.limit < 0)
        return unsatisfiable("Limit should be greater than or equal to zero.");
    auto const header = asked.request.method == "GET" ? range_header(asked.request) : std::optional<Rows>();
    if (header && header->last && *header->last < header->first)
        return unsatisfiable(
            "The lower boundary must be lower than or equal to the upper boundary in the Range header.");
    std::int64_t first = std::max<std::int64_t>(query.offset.value_or(0), 0);
    std::optional<std::int64_t> last;
    if (query.limit) last = first + *query.limit - 1;
    if (header) {
        first = std::max(first, header->first);
        if (header->last) last = last ? std::min(*last, *header->last) : *header->last;
    }
    asked.first = first;
    if (max_rows) cap(query, *max_rows);
    query::Range range;
    if (last) {
        auto limit = std::max<std::int64_t>(*last - first + 1, 0);
        if (max_rows) limit = std::min(limit, *max_rows);
        query.shape += "&rows";
        if (limit <= query::largest_page) {
            range.page = limit;
            query.shape += "=" + std::to_string(limit);
        } else {
            range.limit = add_value(query, limit);
        }
    }
    if (first > 0) {
        range.offset = add_value(query, first);
        query.shape += "&from";
    }
    if (!range.is_open()) query.ranges.push_back({{}, range});
    return {};
}

}  // namespace backstay::api::rest
