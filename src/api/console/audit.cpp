// GET /admin/api/audit?search=login&page=1

#include "api/console/endpoints.hpp"
#include "auth/row.hpp"

namespace backstay::api::console {
namespace {

constexpr std::string_view list_text =
    "select created_at, payload ->> 'action', payload ->> 'actor_username', ip_address from "
    "auth.audit_log_entries where $1 = '' or strpos(lower(coalesce(payload ->> 'action', '')), lower($1)) > "
    "0 or "
    "strpos(lower(coalesce(payload ->> 'actor_username', '')), lower($1)) > 0 "
    "order by created_at desc, id limit $2 offset $3";

}  // namespace

Task<http::Response> list_audit(Context& context, Asked& asked) {
    CO_TRY(auto found, co_await in_transaction<engine::OwnTransaction::Answer>(
                           context, engine::Access::read, [&](engine::OwnTransaction& transaction) {
                               return transaction.run(std::string(list_text),
                                                      {asked.text("search"), std::to_string(page_size + 1),
                                                       std::to_string((asked.page() - 1) * page_size)});
                           }));
    bool const more = std::ssize(found.rows) > page_size;
    if (more) found.rows.pop_back();
    std::vector<JsonObject> rows;
    for (auto const& values : found.rows) {
        auth::Row row(values);
        auto& object = rows.emplace_back();
        if (auto const time = row.time()) object.set_text("created_at", to_rfc3339(*time));
        object.set_text("action", row.text());
        object.set_text("actor", row.text());
        object.set_text("address", row.text());
    }
    co_return json_response(page_json(rows, more));
}

}  // namespace backstay::api::console
