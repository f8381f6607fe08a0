#include "api/rest/media.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"

namespace backstay::api::rest {
namespace {

constexpr std::string_view json_name = "application/json";

// "a/b;c=d;q=0.5" without blanks and what stands behind its quality.
struct Range {
    std::string text;
    double quality = 1;
    std::ptrdiff_t specificity = 0;  // parameters say more, stars less
};

Range read_range(std::string_view text) {
    Range range;
    for (char const c : text)
        if (c != ' ') range.text += c;
    if (auto const at = range.text.find(";q="); at != std::string::npos) {
        auto const number = std::string_view(range.text).substr(at + 3);
        std::from_chars(number.data(), number.data() + number.size(), range.quality);
        range.text.resize(at);
    }
    range.specificity = std::ranges::count(range.text, ';') - std::ranges::count(range.text, '*');
    return range;
}

std::string_view parameter(std::vector<std::string> const& parts, std::string_view name) {
    for (std::size_t i = 1; i < parts.size(); ++i)
        if (parts[i].starts_with(name)) return std::string_view(parts[i]).substr(name.size());
    return {};
}

MediaType read_type(std::string_view text);

MediaType read_plan(std::vector<std::string> const& parts) {
    auto wanted = parameter(parts, "for=");
    while (wanted.starts_with('"')) wanted.remove_prefix(1);
    while (wanted.ends_with('"')) wanted.remove_suffix(1);
    auto type = wanted.empty() ? MediaType{} : read_type(wanted);
    engine::Explain explain{.json = parts.front().ends_with("+json")};
    for (auto const& option : split(parameter(parts, "options="), '|')) {
        if (option == "analyze") explain.analyze = true;
        if (option == "verbose") explain.verbose = true;
        if (option == "settings") explain.settings = true;
        if (option == "buffers") explain.buffers = true;
        if (option == "wal") explain.wal = true;
    }
    type.plan = explain;
    return type;
}

MediaType read_type(std::string_view text) {
    auto const parts = split(text, ';');
    auto const name = parts.empty() ? std::string() : parts.front();
    bool const stripped = parts.size() == 2 && parts[1] == "nulls=stripped";
    if (name == json_name) return {};
    if (name == "application/geo+json") return {.media = Media::geojson, .name = name};
    if (name == "application/x-ndjson") return {.media = Media::lines, .name = name};
    if (name == "text/csv") return {.media = Media::csv, .name = name};
    if (name == "application/openapi+json") return {.media = Media::openapi, .name = name};
    if (name == "application/vnd.pgrst.object" || name == "application/vnd.pgrst.object+json")
        return {.media = Media::object, .name = "application/vnd.pgrst.object+json", .strip_nulls = stripped};
    if (name == "application/vnd.pgrst.array" || name == "application/vnd.pgrst.array+json") {
        if (!stripped) return {};
        return {.media = Media::array, .name = "application/vnd.pgrst.array+json", .strip_nulls = true};
    }
    if (name == "application/vnd.pgrst.plan" || name == "application/vnd.pgrst.plan+text" ||
        name == "application/vnd.pgrst.plan+json")
        return read_plan(parts);
    return {.media = Media::custom, .name = name.empty() ? "*/*" : name};
}

std::string plan_text(engine::Explain const& plan, std::string const& type) {
    std::string options;
    auto const add = [&](bool wanted, std::string_view word) {
        if (wanted) options += (options.empty() ? "" : "|") + std::string(word);
    };
    add(plan.analyze, "analyze");
    add(plan.verbose, "verbose");
    add(plan.settings, "settings");
    add(plan.buffers, "buffers");
    add(plan.wal, "wal");
    return std::string("application/vnd.pgrst.plan+") + (plan.json ? "json" : "text") + "; for=\"" + type +
           "\"" + (options.empty() ? "" : "; options=" + options);
}

sql::MediaHandler const* find_handler(Offered const& offered, std::optional<sql::QualifiedName> const& target,
                                      std::string_view media) {
    for (auto const& handler : offered.schema.media_handlers) {
        bool const exposed =
            std::ranges::find(offered.schemas, handler.function.schema) != offered.schemas.end();
        if (exposed && handler.target == target && handler.media == media) return &handler;
    }
    return nullptr;
}

std::optional<Accepted> offer(MediaType const& type, Offered const& offered) {
    if (type.plan && !offered.plan) return std::nullopt;
    if (type.media == Media::object || type.media == Media::array) return Accepted{.type = type};
    sql::MediaHandler const* handler = nullptr;
    if (offered.whole_rows) handler = find_handler(offered, offered.target, "*/*");
    if (handler == nullptr && offered.whole_rows) handler = find_handler(offered, offered.target, type.name);
    if (handler == nullptr) handler = find_handler(offered, std::nullopt, type.name);
    if (handler != nullptr) {
        Accepted accepted{.type = type, .handler = handler};
        if (!type.plan) accepted.type.media = Media::custom;
        if (!type.plan && handler->media == "*/*") accepted.type.name = "application/octet-stream";
        return accepted;
    }
    if (type.name == "*/*") return Accepted{.type = {.plan = type.plan}};
    if (type.media == Media::custom || type.media == Media::openapi) return std::nullopt;
    if (type.media == Media::lines && !offered.lines) return std::nullopt;
    return Accepted{.type = type};
}

Failure none_of(std::vector<MediaType> const& wanted) {
    std::vector<std::string> names;
    for (auto const& type : wanted) names.push_back(type.text());
    return failure("PGRST107", "None of these media types are available: " + join(names, ", "));
}

}  // namespace

std::string MediaType::text() const {
    auto const type = name + (strip_nulls ? ";nulls=stripped" : "");
    return plan ? plan_text(*plan, type) : type;
}

std::string Accepted::content_type() const {
    // Types that PostgREST knows by name are texts; those of the user's own may be anything.
    constexpr std::array texts = {"text/plain",
                                  "text/xml",
                                  "application/json",
                                  "application/geo+json",
                                  "text/csv",
                                  "application/openapi+json",
                                  "application/x-www-form-urlencoded"};
    bool const known =
        type.media != Media::custom || type.plan || std::ranges::find(texts, type.name) != texts.end();
    return type.text() + (known ? "; charset=utf-8" : "");
}

std::vector<MediaType> accepted_types(std::string_view accept) {
    std::vector<Range> ranges;
    for (auto const& part : split(accept, ',')) {
        auto range = read_range(part);
        auto const less = [&](Range const& other) {
            return other.quality != range.quality ? other.quality < range.quality
                                                  : other.specificity < range.specificity;
        };
        ranges.insert(std::ranges::find_if(ranges, less), std::move(range));
    }
    std::vector<MediaType> types;
    for (auto const& range : ranges) types.push_back(read_type(range.text));
    if (types.empty()) types.push_back(read_type("*/*"));
    return types;
}

Result<Accepted> negotiate(std::vector<MediaType> const& wanted, Offered const& offered) {
    for (auto const& type : wanted)
        if (auto accepted = offer(type, offered)) return *std::move(accepted);
    return none_of(wanted);
}

Result<Accepted> negotiate_description(std::vector<MediaType> const& wanted) {
    for (auto const& type : wanted) {
        bool const fits = type.media == Media::openapi || type.media == Media::json || type.name == "*/*";
        if (fits && !type.plan)
            return Accepted{.type = {.media = Media::openapi, .name = "application/openapi+json"}};
    }
    return none_of(wanted);
}

}  // namespace backstay::api::rest
