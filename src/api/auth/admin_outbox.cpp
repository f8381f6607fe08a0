// GET /admin/outbox and POST /admin/outbox/{id}/retry: messages that wait, and those that no more tries are
// made for.

#include <algorithm>
#include <cstdlib>

#include "api/auth/endpoints.hpp"
#include "auth/random.hpp"

namespace backstay::api::auth {
namespace {

constexpr std::int64_t largest_page = 1000, last_page = 1'000'000;

// Never what a message says: it has a code in it.
constexpr std::string_view list_text =
    "select id, channel, kind, recipient, tries, created_at, next_try_at, failed_at, last_error from "
    "backstay.mails where ($1 = 'all') or ($1 = 'failed') = (failed_at is not null) "
    "order by created_at desc, id limit $2 offset $3";

constexpr std::string_view retry_text =
    "update backstay.mails set tries = 0, next_try_at = $2, failed_at = null where id = $1 returning channel";

std::int64_t positive(std::string const& text, std::int64_t otherwise, std::int64_t most) {
    auto const value = std::strtoll(text.c_str(), nullptr, 10);
    return value > 0 ? std::min<std::int64_t>(value, most) : otherwise;
}

JsonObject row_json(std::vector<engine::Parameter> const& row) {
    constexpr std::size_t first_time = 5, error = 8;
    static constexpr std::string_view names[] = {"id",          "channel",   "kind",
                                                 "recipient",   "tries",     "created_at",
                                                 "next_try_at", "failed_at", "last_error"};
    JsonObject json;
    for (std::size_t i = 0; i < row.size(); ++i) {
        auto const name = names[i];
        auto const time = i >= first_time && i < error && row[i] ? parse_time(*row[i]) : std::nullopt;
        if (!row[i])
            json.set_json(name, "null");
        else if (time)
            json.set_text(name, to_rfc3339(*time));
        else if (name == "tries")
            json.set_json(name, *row[i]);
        else
            json.set_text(name, *row[i]);
    }
    return json;
}

}  // namespace

Flow<Response> admin_outbox(Context& context, Asked& asked) {
    auto state = asked.argument("state");
    if (state.empty()) state = "failed";
    if (state != "failed" && state != "waiting" && state != "all")
        co_return refuse(Refusal::audit_scope, state);
    auto const size = positive(asked.argument("per_page"), 50, largest_page);
    auto const page = positive(asked.argument("page"), 1, last_page);
    CO_TRY(auto json,
           co_await in_transaction<std::string>(
               context, engine::Access::read, [&](engine::OwnTransaction& transaction) -> Flow<std::string> {
                   CO_TRY(auto const found, co_await transaction.run(std::string(list_text),
                                                                     {state, std::to_string(size),
                                                                      std::to_string((page - 1) * size)}));
                   std::string rows = "[";
                   for (auto const& row : found.rows)
                       rows += (rows.size() > 1 ? "," : "") + row_json(row).to_string();
                   co_return rows + "]";
               }));
    co_return json_response(std::move(json));
}

Flow<Response> admin_retry_message(Context& context, Asked& asked) {
    auto const id = asked.path.at(0);
    if (!is_uuid(id)) co_return refuse(Refusal::message_not_found);
    CO_TRY(auto const channel,
           co_await in_transaction<std::string>(
               context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Flow<std::string> {
                   CO_TRY(auto const found,
                          co_await transaction.run(std::string(retry_text), {id, to_rfc3339(asked.now)}));
                   if (found.rows.empty()) co_return refuse(Refusal::message_not_found);
                   co_return found.rows.front().front().value_or("");
               }));
    (channel == "sms" ? asked.texted : asked.mailed) = true;
    co_return json_response("{}");
}

}  // namespace backstay::api::auth
