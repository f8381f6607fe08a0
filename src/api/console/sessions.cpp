// GET /admin/api/sessions?search=ada&page=1, DELETE /admin/api/sessions/{id}

#include "api/console/endpoints.hpp"
#include "auth/random.hpp"
#include "auth/row.hpp"

namespace backstay::api::console {
namespace {

constexpr std::string_view list_text =
    "select s.id, coalesce(u.email, u.phone, ''), s.user_id, s.created_at, s.refreshed_at, s.user_agent, "
    "s.ip, "
    "s.aal from auth.sessions s join auth.users u on u.id = s.user_id where $1 = '' or "
    "strpos(lower(coalesce(u.email, '')), lower($1)) > 0 or s.user_id::text = $1 "
    "order by s.created_at desc, s.id limit $2 offset $3";

JsonObject json_of(std::vector<engine::Parameter> const& values) {
    auth::Row row(values);
    JsonObject object;
    object.set_text("id", row.text());
    object.set_text("user", row.text());
    object.set_text("user_id", row.text());
    if (auto const time = row.time()) object.set_text("created_at", to_rfc3339(*time));
    if (auto const time = row.time()) object.set_text("refreshed_at", to_rfc3339(*time));
    object.set_text("user_agent", row.text());
    object.set_text("address", row.text());
    object.set_text("aal", row.text());
    return object;
}

}  // namespace

Task<http::Response> list_sessions(Context& context, Asked& asked) {
    CO_TRY(auto found, co_await in_transaction<engine::OwnTransaction::Answer>(
                           context, engine::Access::read, [&](engine::OwnTransaction& transaction) {
                               return transaction.run(std::string(list_text),
                                                      {asked.text("search"), std::to_string(page_size + 1),
                                                       std::to_string((asked.page() - 1) * page_size)});
                           }));
    bool const more = std::ssize(found.rows) > page_size;
    if (more) found.rows.pop_back();
    std::vector<JsonObject> rows;
    for (auto const& row : found.rows) rows.push_back(json_of(row));
    co_return json_response(page_json(rows, more));
}

// Its refresh tokens go with it; the access token that is out is valid until it expires.
Task<http::Response> end_session(Context& context, Asked& asked) {
    if (!auth::is_uuid(asked.argument)) co_return refusal(404, "There is no such session.");
    CO_TRY(auto const ended,
           co_await in_transaction<bool>(
               context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Task<bool> {
                   CO_TRY(auto const gone,
                          co_await transaction.run(
                              "delete from auth.sessions where id = $1 returning user_id", {asked.argument}));
                   if (gone.rows.empty()) co_return false;
                   JsonObject traits;
                   traits.set_text("user_id", gone.rows.front().at(0).value_or(""));
                   CO_TRY_VOID(co_await note(transaction, asked, "console_session_ended", std::move(traits)));
                   co_return true;
               }));
    if (!ended) co_return refusal(404, "There is no such session.");
    co_return http::Response{.status = 204};
}

}  // namespace backstay::api::console
