#include "api/rest/request_settings.hpp"

#include <vector>

#include "base/json.hpp"
#include "base/text.hpp"

namespace backstay::api::rest {
namespace {

std::string json_object(std::vector<std::pair<std::string, std::string>> const& members) {
    std::string out = "{";
    for (auto const& [key, value] : members) {
        if (out.size() > 1) out += ", ";
        append_json_string(out, key);
        out += ": ";
        append_json_string(out, value);
    }
    return out + "}";
}

std::string headers_json(http::Request const& request) {
    std::vector<std::pair<std::string, std::string>> members;
    for (auto const& [name, value] : request.headers)
        if (!equals_ignoring_case(name, "cookie")) members.emplace_back(to_lower(name), value);
    return json_object(members);
}

std::string cookies_json(http::Request const& request) {
    std::vector<std::pair<std::string, std::string>> members;
    for (auto const& part : split(request.header("cookie"), ';'))
        if (auto const pair = split_once(part, '='))
            members.emplace_back(trim(pair->first), trim(pair->second));
    return json_object(members);
}

}  // namespace

std::optional<std::string> RequestSettings::setting(std::string_view name) const {
    if (name == "request.method") return std::string(request_.method);
    if (name == "request.path") return std::string(request_.path);
    if (name == "request.headers") return headers_json(request_);
    if (name == "request.cookies") return cookies_json(request_);
    return std::nullopt;
}

void RequestSettings::add_to(Principal& principal) const {
    for (auto const* name : {"request.method", "request.path", "request.headers", "request.cookies"})
        principal.settings[name] = *setting(name);
}

}  // namespace backstay::api::rest
