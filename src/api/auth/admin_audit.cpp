// GET /admin/audit?query=action:login

#include <algorithm>

#include "api/auth/endpoints.hpp"
#include "base/text.hpp"

namespace backstay::api::auth {
namespace {

// Which member of the payload is looked through.
Answered<std::string> member_of(std::string_view scope) {
    if (scope == "author") return std::string("actor_username");
    if (scope == "action") return std::string("action");
    if (scope == "type") return std::string("log_type");
    return refuse(Refusal::audit_scope, scope);
}

std::int64_t number(std::string const& text, std::int64_t otherwise) {
    auto const value = std::strtoll(text.c_str(), nullptr, 10);
    return value > 0 ? value : otherwise;
}

constexpr std::string_view list_text =
    "select id, payload, created_at, ip_address from auth.audit_log_entries where ($1 = '' or "
    "strpos(lower(coalesce(payload ->> $1, '')), lower($2)) > 0) order by created_at desc, id limit $3 "
    "offset $4";

}  // namespace

Flow<Response> admin_audit(Context& context, Asked& asked) {
    constexpr std::int64_t largest = 1000;
    std::string member, wanted;
    if (auto const query = asked.argument("query"); !query.empty()) {
        auto const pair = split_once(query, ':');
        CO_TRY(member, member_of(pair ? pair->first : query));
        if (pair) wanted = pair->second;
    }
    auto const size = std::min(number(asked.argument("per_page"), 50), largest);
    auto const page = std::min(number(asked.argument("page"), 1), std::int64_t{1'000'000});
    CO_TRY(auto const found,
           co_await in_transaction<engine::OwnTransaction::Answer>(
               context, engine::Access::read,
               [&](engine::OwnTransaction& transaction) -> Flow<engine::OwnTransaction::Answer> {
                   CO_TRY(auto rows, co_await transaction.run(std::string(list_text),
                                                              {member, wanted, std::to_string(size),
                                                               std::to_string((page - 1) * size)}));
                   co_return rows;
               }));
    std::string json = "[";
    for (auto const& row : found.rows) {
        JsonObject entry;
        entry.set_text("id", row.at(0).value_or("")).set_json("payload", row.at(1).value_or("{}"));
        if (auto const time = parse_time(row.at(2).value_or("")))
            entry.set_text("created_at", to_rfc3339(*time));
        entry.set_text("ip_address", row.at(3).value_or(""));
        json += (json.size() > 1 ? "," : "") + entry.to_string();
    }
    co_return json_response(json + "]");
}

}  // namespace backstay::api::auth
