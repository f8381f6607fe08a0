#include "api/rest/media.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.hpp"

namespace backstay::api::rest {
namespace {

struct Range {
    std::string type;
    std::vector<std::pair<std::string, std::string>> parameters;
    double quality = 1;
    std::string text;

    bool has(std::string_view name, std::string_view value) const {
        return std::ranges::any_of(parameters,
                                   [&](auto const& p) { return p.first == name && p.second == value; });
    }
};

Range read_range(std::string_view text) {
    Range range{.text = std::string(trim(text))};
    bool first = true;
    for (auto const& part : split(text, ';')) {
        auto const one = trim(part);
        if (first) {
            range.type = to_lower(one);
            first = false;
            continue;
        }
        auto const pair = split_once(one, '=');
        if (!pair) continue;
        auto const name = trim(pair->first);
        auto value = trim(pair->second);
        if (name == "q") {
            double quality = 1;
            std::from_chars(value.data(), value.data() + value.size(), quality);
            range.quality = quality;
            continue;
        }
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        range.parameters.emplace_back(name, value);
    }
    return range;
}

std::optional<Accepted> offer(Range const& range, Offered const& offered) {
    bool const stripped = range.has("nulls", "stripped");
    auto const& type = range.type;
    bool const any = type == "*/*" || type == "application/*";
    if (offered.openapi && (any || type == "application/openapi+json" || type == "application/json"))
        return Accepted{Media::openapi};
    if (!offered.rows) return std::nullopt;
    if (any || type == "application/json") return Accepted{Media::json};
    if (type == "application/vnd.pgrst.array+json" || type == "application/vnd.pgrst.array")
        return Accepted{stripped ? Media::array : Media::json, stripped};
    if (type == "application/vnd.pgrst.object+json" || type == "application/vnd.pgrst.object")
        return Accepted{Media::object, stripped};
    if (type == "text/csv" || type == "text/*") return Accepted{Media::csv};
    if (type == "application/geo+json" && offered.geojson) return Accepted{Media::geojson};
    return std::nullopt;
}

}  // namespace

std::string Accepted::content_type() const {
    std::string const stripped = strip_nulls ? ";nulls=stripped" : "";
    switch (media) {
        case Media::json: return "application/json; charset=utf-8";
        case Media::array: return "application/vnd.pgrst.array+json" + stripped + "; charset=utf-8";
        case Media::object: return "application/vnd.pgrst.object+json" + stripped + "; charset=utf-8";
        case Media::csv: return "text/csv; charset=utf-8";
        case Media::geojson: return "application/geo+json; charset=utf-8";
        case Media::openapi: return "application/openapi+json; charset=utf-8";
        case Media::plan: return "application/vnd.pgrst.plan+text; charset=utf-8";
    }
    return "application/json; charset=utf-8";
}

Result<Accepted> negotiate(std::string_view accept, Offered const& offered) {
    if (trim(accept).empty()) accept = "*/*";
    std::vector<Range> ranges;
    for (auto const& part : split(accept, ','))
        if (!trim(part).empty()) ranges.push_back(read_range(part));
    std::string named;
    std::vector<Range const*> wanted;
    for (auto const& range : ranges) {
        named += (named.empty() ? "" : ", ") + range.text;
        auto const at =
            std::ranges::find_if(wanted, [&](Range const* other) { return other->quality < range.quality; });
        wanted.insert(at, &range);
    }
    for (auto const* range : wanted)
        if (auto const chosen = range->quality > 0 ? offer(*range, offered) : std::nullopt) return *chosen;
    return failure("PGRST107", "None of these media types are available: " + named);
}

}  // namespace backstay::api::rest
