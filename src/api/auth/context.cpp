#include "api/auth/context.hpp"

#include "base/text.hpp"

namespace backstay::api::auth {
namespace {

constexpr std::size_t largest_body = 1024UL * 1024;

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const c = text[i];
        if (c == '%' && i + 2 < text.size() && digit_of(text[i + 1]) >= 0 && digit_of(text[i + 2]) >= 0) {
            out += static_cast<char>(digit_of(text[i + 1]) * 16 + digit_of(text[i + 2]));
            i += 2;
        } else {
            out += c == '+' ? ' ' : c;
        }
    }
    return out;
}

std::unexpected<Refused> wrong_type(std::string_view name, std::string_view type) {
    return refuse(Refusal::bad_json, "the field " + std::string(name) + " has to be " + std::string(type));
}

}  // namespace

Answered<std::string> Body::text(std::string_view name) const {
    if (!has(name)) return std::string();
    if (auto text = object_.text(name)) return *std::move(text);
    return wrong_type(name, "a string");
}

Answered<bool> Body::boolean(std::string_view name, bool otherwise) const {
    if (!has(name)) return otherwise;
    if (auto const value = object_.boolean(name)) return *value;
    return wrong_type(name, "true or false");
}

Answered<JsonObject> Body::object(std::string_view name) const {
    if (!has(name)) return JsonObject{};
    if (auto value = object_.object(name)) return *std::move(value);
    return wrong_type(name, "an object");
}

std::string Asked::argument(std::string const& name) const {
    auto const found = query.find(name);
    return found == query.end() ? std::string() : found->second;
}

Client Asked::client() const {
    return {.user_agent = std::string(request.header("user-agent")), .address = request.remote_address};
}

std::map<std::string, std::string> read_pairs(std::string_view query) {
    std::map<std::string, std::string> pairs;
    for (auto const& part : split(query, '&')) {
        auto const pair = split_once(part, '=');
        pairs.emplace(decoded(pair ? pair->first : part), pair ? decoded(pair->second) : std::string());
    }
    return pairs;
}

Answered<Asked> read_request(Context const& context, http::Request const& request) {
    if (request.body.size() > largest_body) return refuse(Refusal::body_too_large);
    Asked asked{.request = request, .query = read_pairs(request.query)};
    asked.now = time_now();
    auto const audience = trim(request.header("x-jwt-aud"));
    asked.audience = audience.empty() ? context.options.audience : std::string(audience);
    return asked;
}

http::Response json_response(std::string body, int status) {
    return {.status = status,
            .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
            .body = std::move(body)};
}

http::Response json_response(JsonObject const& body) { return json_response(body.to_string()); }

http::Response empty_response() { return {.status = 204}; }

http::Response redirect_response(std::string location, int status) {
    return {.status = status, .headers = {{"Location", std::move(location)}, {"Cache-Control", "no-store"}}};
}

}  // namespace backstay::api::auth
