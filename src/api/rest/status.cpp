#include "api/rest/status.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <optional>

#include "auth/identify.hpp"
#include "base/json.hpp"

namespace backstay::api::rest {
namespace {

struct Rule {
    std::string_view prefix;
    int status;
};
// The first that fits counts: whole codes before classes.
constexpr auto rules = std::to_array<Rule>({
    {"PGRST000", 503}, {"PGRST001", 503}, {"PGRST002", 503}, {"PGRST003", 504}, {"PGRST101", 405},
    {"PGRST103", 416}, {"PGRST105", 405}, {"PGRST106", 406}, {"PGRST107", 406}, {"PGRST111", 500},
    {"PGRST112", 500}, {"PGRST116", 406}, {"PGRST117", 405}, {"PGRST121", 500}, {"PGRST125", 404},
    {"PGRST126", 404}, {"PGRST201", 300}, {"PGRST202", 404}, {"PGRST203", 300}, {"PGRST205", 404},
    {"PGRST300", 500}, {"PGRST301", 401}, {"PGRST302", 401}, {"PGRST303", 401}, {"PGRSTX", 500},
    {"PGRST", 400},    {"57P01", 503},    {"P0001", 400},    {"23503", 409},    {"23505", 409},
    {"25006", 405},    {"42883", 404},    {"42P01", 404},    {"42P17", 500},    {"53400", 500},
    {"08", 503},       {"09", 500},       {"0L", 403},       {"0P", 403},       {"21", 500},
    {"25", 500},       {"28", 403},       {"2D", 500},       {"38", 500},       {"39", 500},
    {"3B", 500},       {"40", 500},       {"53", 503},       {"54", 500},       {"55", 500},
    {"57", 500},       {"58", 500},       {"F0", 500},       {"HV", 500},       {"P0", 500},
    {"XX", 500},       {"BS401", 401},    {"BS409", 409},    {"BS412", 412},    {"BS413", 413},
    {"BS422", 422},    {"BS500", 500},
});

// PT402: HTTP 402.
std::optional<int> raised_status(std::string_view code) {
    if (code.size() != 5 || !code.starts_with("PT")) return std::nullopt;
    int status = 0;
    for (char const c : code.substr(2)) {
        if (c < '0' || c > '9') return std::nullopt;
        status = (status * 10) + (c - '0');
    }
    return status;
}

void append_optional(std::string& out, std::optional<std::string> const& text) {
    if (text)
        append_json_string(out, *text);
    else
        out += "null";
}

std::string body_of(Error const& error, bool verbose) {
    std::string out = R"({"code":)";
    append_json_string(out, error->code);
    if (verbose) {
        out += R"(,"details":)";
        if (error->detail && error->detail_is_json)
            out += *error->detail;
        else
            append_optional(out, error->detail);
        out += R"(,"hint":)";
        append_optional(out, error->hint);
    }
    out += R"(,"message":)";
    append_json_string(out, error->message);
    return out + "}";
}

std::optional<std::string> text_member(simdjson::dom::object object, std::string_view key) {
    std::string_view text;
    if (object[key].get(text) != simdjson::SUCCESS) return std::nullopt;
    return std::string(text);
}

// RAISE sqlstate 'PGRST' with message = '{"code":..., "message":...}', detail = '{"status":...,
// "headers":...}'
std::optional<http::Response> raised_response(Error const& error, bool verbose) {
    simdjson::dom::parser message_parser, detail_parser;
    simdjson::dom::object message, detail;
    if (message_parser.parse(error->message).get(message) != simdjson::SUCCESS) return std::nullopt;
    if (!error->detail || detail_parser.parse(*error->detail).get(detail) != simdjson::SUCCESS)
        return std::nullopt;
    std::int64_t status = 0;
    simdjson::dom::object headers;
    auto const code = text_member(message, "code");
    auto const text = text_member(message, "message");
    if (!code || !text || detail["status"].get(status) != simdjson::SUCCESS ||
        detail["headers"].get(headers) != simdjson::SUCCESS)
        return std::nullopt;
    Error const said({.code = *code,
                      .message = *text,
                      .detail = text_member(message, "details"),
                      .hint = text_member(message, "hint")});
    http::Response response{.status = static_cast<int>(status), .body = body_of(said, verbose)};
    if (auto reason = text_member(detail, "status_text")) response.reason = *std::move(reason);
    bool typed = false;
    for (auto const [key, value] : headers) {
        std::string_view field;
        if (value.get(field) != simdjson::SUCCESS) continue;
        typed = typed || key == "Content-Type";
        response.headers.emplace_back(key, field);
    }
    if (!typed) response.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
    response.headers.emplace_back("Proxy-Status", "PostgREST; error=" + *code);
    return response;
}

Error unreadable_raise(Error const& error) {
    simdjson::dom::parser parser;
    bool const message_ok = parser.parse(error->message).error() == simdjson::SUCCESS;
    return failure("PGRST121", "Could not parse JSON in the \"RAISE SQLSTATE 'PGRST'\" error")
        .detail(message_ok ? "Invalid JSON value for DETAIL: '" + error->detail.value_or("") + "'"
                           : "Invalid JSON value for MESSAGE: '" + error->message + "'")
        .hint(message_ok ? "DETAIL must be a JSON object with obligatory keys: 'status', 'headers' and "
                           "optional key: 'status_text'."
                         : "MESSAGE must be a JSON object with obligatory keys: 'code', 'message' and "
                           "optional keys: 'details', 'hint'.")
        .error();
}

}  // namespace

int status_of(Error const& error, bool anonymous) {
    auto const& code = error->code;
    if (code.size() == 5 && code.starts_with("PT") && !raised_status(code)) return 500;
    if (code == "42501") return anonymous ? 401 : 403;
    if (auto const raised = raised_status(code)) return *raised;
    if (code == "22023" && error->message.starts_with("role \"") &&
        error->message.ends_with("does not exist"))
        return 401;
    if (code == "21000" && error->message.ends_with("requires a WHERE clause")) return 400;
    if (code == "42883" && error->message.starts_with("function xmlagg(")) return 406;
    auto const found = std::ranges::find_if(rules, [&](Rule const& r) { return code.starts_with(r.prefix); });
    return found == rules.end() ? 400 : found->status;
}

http::Response error_response(Error const& error, bool anonymous, bool verbose) {
    if (error->code == "PGRST") {
        if (auto said = raised_response(error, verbose)) return *std::move(said);
        return error_response(unreadable_raise(error), anonymous, verbose);
    }
    http::Response response{.status = status_of(error, anonymous), .body = body_of(error, verbose)};
    if (raised_status(error->code)) response.reason = error->message;
    response.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
    response.headers.emplace_back("Proxy-Status", "PostgREST; error=" + error->code);
    if (auto challenge = auth::challenge(error))
        response.headers.emplace_back("WWW-Authenticate", *std::move(challenge));
    else if (response.status == 401)
        response.headers.emplace_back("WWW-Authenticate", "Bearer");
    if (response.status == 503) response.headers.emplace_back("Retry-After", "1");
    return response;
}

}  // namespace backstay::api::rest
