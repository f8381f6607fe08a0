#include "api/rest/conditional.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

#include "base/text.hpp"

namespace backstay::api::rest {
namespace {

void append_hex(std::string& out, std::uint64_t number) {
    std::array<char, 16> digits{};
    auto const end = std::to_chars(digits.begin(), digits.end(), number, 16).ptr;
    out.append(digits.begin(), end);
}

// How rows are wrapped: nothing for a JSON array.
std::string_view wrapping(std::string_view body, std::string_view content_type) {
    if (content_type.starts_with("text/csv")) return "c";
    if (content_type.starts_with("application/x-ndjson")) return "l";
    if (body.starts_with('[')) return "";
    return body.starts_with('{') ? "o" : "x";
}

// Of `"rows.wrapping-coding"`, with its quote in front.
std::string_view without_coding(std::string_view tag) {
    auto const dot = tag.find('.');
    return tag.substr(0, dot == std::string_view::npos ? dot : tag.find_first_of("-\"", dot));
}
std::string_view rows_of(std::string_view tag) { return tag.substr(0, tag.find('.')); }

// Calls fits(tag) for the tags of the list until one does.
template <class Fits>
bool any_tag(std::string_view list, Fits const& fits) {
    while (true) {
        auto const open = list.find('"');
        if (open == std::string_view::npos) return false;
        auto const close = list.find('"', open + 1);
        if (close == std::string_view::npos) return false;
        bool const weak = open >= 2 && list.substr(open - 2, 2) == "W/";
        if (fits(list.substr(open, close - open + 1), weak)) return true;
        list.remove_prefix(close + 1);
    }
}

std::string* find_header(http::Response& response, std::string_view name) {
    auto const found = std::ranges::find_if(
        response.headers, [&](auto const& field) { return equals_ignoring_case(field.first, name); });
    return found == response.headers.end() ? nullptr : &found->second;
}

// What 200 would have said and a cache goes on needing (RFC 9110, 15.4.5).
void make_not_modified(http::Response& response) {
    constexpr std::array<std::string_view, 6> kept{"etag",    "cache-control", "content-location",
                                                   "expires", "vary",          "content-profile"};
    response.status = 304;
    response.reason.clear();
    response.body.clear();
    std::erase_if(response.headers, [&](auto const& field) {
        return std::ranges::find(kept, to_lower(field.first)) == kept.end();
    });
}

}  // namespace

std::string entity_tag(std::string_view body, std::string_view content_type, std::string_view total) {
    auto const wrapped = wrapping(body, content_type);
    auto const rows = wrapped.empty() && body.size() >= 2 ? body.substr(1, body.size() - 2) : body;
    std::string tag = "\"";
    append_hex(tag, std::hash<std::string_view>()(rows));
    tag += '_';
    append_hex(tag, rows.size());
    tag += '.';
    tag += wrapped;
    tag += total;
    tag += '"';
    return tag;
}

bool names_answer(std::string_view field, std::string_view tag) {
    auto const wanted = without_coding(tag);
    return any_tag(field, [&](std::string_view one, bool) { return without_coding(one) == wanted; });
}

bool names_rows(std::string_view field, std::string_view tag) {
    auto const wanted = rows_of(tag);
    return any_tag(field, [&](std::string_view one, bool weak) { return !weak && rows_of(one) == wanted; });
}

std::string_view cache_control(bool named) { return named ? "private, no-cache" : "no-cache"; }

void validate(http::Request const& request, http::Response& response) {
    bool const reads = request.method == "GET" || request.method == "HEAD";
    if (!reads || (response.status != 200 && response.status != 206)) return;
    auto& headers = response.headers;
    if (auto* const vary = find_header(response, "vary")) *vary += ", Authorization, apikey";
    if (find_header(response, "cache-control") == nullptr) {
        bool const named = request.has_header("authorization") || request.has_header("apikey");
        headers.emplace_back("Cache-Control", cache_control(named));
    }
    if (response.stream) return;
    if (find_header(response, "etag") == nullptr) {
        auto const* const type = find_header(response, "content-type");
        std::string_view total;
        if (auto const* const range = find_header(response, "content-range"))
            total = std::string_view(*range).substr(range->find('/') + 1);
        headers.emplace_back("ETag", entity_tag(response.body, type == nullptr ? "" : std::string_view(*type),
                                                total == "*" ? "" : total));
    }
    auto const known = request.header("if-none-match");
    if (known.empty()) return;
    if (trim(known) == "*" || names_answer(known, *find_header(response, "etag")))
        make_not_modified(response);
}

}  // namespace backstay::api::rest
