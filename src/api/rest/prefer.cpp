#include "api/rest/prefer.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace backstay::api::rest {
namespace {

// Sets what was not set before: the first of two counts. False: no preference of this name and value.
bool take(Preferences& p, std::string_view name, std::string_view value) {
    auto const set = [](auto& field, auto chosen) {
        if (!field) field = chosen;
        return true;
    };
    if (name == "resolution") {
        if (value == "merge-duplicates") return set(p.resolution, Resolution::merge);
        if (value == "ignore-duplicates") return set(p.resolution, Resolution::ignore);
    } else if (name == "missing") {
        if (value == "default" || value == "null") return set(p.missing_default, value == "default");
    } else if (name == "return") {
        if (value == "minimal") return set(p.returned, Return::minimal);
        if (value == "headers-only") return set(p.returned, Return::headers_only);
        if (value == "representation") return set(p.returned, Return::representation);
    } else if (name == "count") {
        if (value == "exact") return set(p.count, Count::exact);
        if (value == "planned") return set(p.count, Count::planned);
        if (value == "estimated") return set(p.count, Count::estimated);
    } else if (name == "tx") {
        if (value == "commit" || value == "rollback") return set(p.rollback, value == "rollback");
    } else if (name == "handling") {
        if (value == "strict" || value == "lenient") return set(p.strict, value == "strict");
    } else if (name == "max-affected") {
        std::int64_t number = 0;
        auto const [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (error == std::errc() && end == value.data() + value.size()) return set(p.max_affected, number);
    }
    return false;
}

}  // namespace

Preferences parse_preferences(http::Request const& request) {
    Preferences p;
    for (auto const& [field, text] : request.headers) {
        if (!equals_ignoring_case(field, "prefer")) continue;
        for (auto const& part : split(text, ',')) {
            auto const one = trim(part);
            if (one.empty()) continue;
            auto const pair = split_once(one, '=');
            auto const name = pair ? trim(pair->first) : one;
            auto const value = pair ? trim(pair->second) : std::string_view();
            if (name == "timezone" && pair) {  // whether there is such a zone, the database says
                if (!p.timezone) p.timezone = std::string(value);
                continue;
            }
            if (!take(p, name, value)) p.unknown.emplace_back(one);
        }
    }
    if (!p.strict.value_or(false)) p.max_affected.reset();
    return p;
}

std::string applied(Preferences const& p) {
    std::string out;
    auto const add = [&](std::string_view text) {
        if (!out.empty()) out += ", ";
        out += text;
    };
    if (p.resolution)
        add(*p.resolution == Resolution::merge ? "resolution=merge-duplicates"
                                               : "resolution=ignore-duplicates");
    if (p.missing_default) add(*p.missing_default ? "missing=default" : "missing=null");
    if (p.returned)
        add(*p.returned == Return::minimal        ? "return=minimal"
            : *p.returned == Return::headers_only ? "return=headers-only"
                                                  : "return=representation");
    if (p.count)
        add(*p.count == Count::exact     ? "count=exact"
            : *p.count == Count::planned ? "count=planned"
                                         : "count=estimated");
    if (p.rollback) add(*p.rollback ? "tx=rollback" : "tx=commit");
    if (p.strict) add(*p.strict ? "handling=strict" : "handling=lenient");
    if (p.timezone) add("timezone=" + *p.timezone);
    if (p.max_affected) add("max-affected=" + std::to_string(*p.max_affected));
    return out;
}

}  // namespace backstay::api::rest
