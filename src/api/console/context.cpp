#include "api/console/context.hpp"

#include <algorithm>
#include <charconv>

#include "auth/audit.hpp"

namespace backstay::api::console {

std::int64_t Asked::page() const {
    constexpr std::int64_t last = 100'000;
    auto const given = text("page");
    std::int64_t page = 1;
    std::from_chars(given.data(), given.data() + given.size(), page);
    return std::clamp<std::int64_t>(page, 1, last);
}

std::string Asked::text(std::string const& name) const {
    auto const found = query.find(name);
    return found == query.end() ? std::string() : found->second;
}

http::Response json_response(std::string body, int status) {
    return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

http::Response refusal(int status, std::string_view message) {
    JsonObject body;
    body.set_text("message", message);
    return json_response(body.to_string(), status);
}

std::string page_json(std::vector<JsonObject> const& rows, bool more) {
    std::string list;
    for (auto const& row : rows) list += (list.empty() ? "" : ",") + row.to_string();
    return "{\"rows\":[" + list + "],\"more\":" + (more ? "true" : "false") + "}";
}

Task<void> note(engine::OwnTransaction& transaction, Asked const& asked, std::string action,
                JsonObject traits) {
    auth::AuditEvent event{.action = std::move(action),
                           .actor_id = asked.session->administrator_id,
                           .actor_username = asked.session->name,
                           .address = asked.request.remote_address,
                           .traits = std::move(traits)};
    return auth::write_audit(transaction, std::move(event), asked.now);
}

}  // namespace backstay::api::console
