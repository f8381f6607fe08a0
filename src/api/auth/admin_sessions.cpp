// GET /admin/users/{id}/sessions, DELETE /admin/users/{id}/sessions/{session}: where a user is signed in, and
// no longer is.

#include <algorithm>

#include "api/auth/audited.hpp"
#include "api/auth/endpoints.hpp"
#include "auth/random.hpp"

namespace backstay::api::auth {
namespace {

JsonObject session_json(ListedSession const& listed) {
    auto const& session = listed.session;
    JsonObject json;
    json.set_text("id", session.id).set_text("user_id", session.user_id);
    auto const set_time = [&](std::string_view name, std::optional<Time> const& time) {
        if (time) json.set_text(name, to_rfc3339(*time));
    };
    set_time("created_at", session.created_at);
    set_time("refreshed_at", session.refreshed_at);
    set_time("not_after", session.not_after);
    json.set_text("aal", session.aal.empty() ? "aal1" : session.aal);
    json.set_text("user_agent", listed.client.user_agent).set_text("ip", listed.client.address);
    return json;
}

struct Found {
    User user;
    std::vector<ListedSession> sessions;
};

Flow<Found> find_sessions(engine::OwnTransaction& transaction, std::string const& user_id) {
    CO_TRY(auto user, co_await find_user(transaction, user_id, Lock::none));
    if (!user) co_return refuse(Refusal::admin_user_not_found);
    CO_TRY(auto sessions, co_await list_sessions(transaction, user_id));
    co_return Found{*std::move(user), std::move(sessions)};
}

}  // namespace

Flow<Response> admin_list_sessions(Context& context, Asked& asked) {
    auto const user_id = asked.path.at(0);
    if (!is_uuid(user_id)) co_return refuse(Refusal::admin_user_no_uuid);
    CO_TRY(auto const found, co_await in_transaction<Found>(context, engine::Access::read,
                                                            [&](engine::OwnTransaction& transaction) {
                                                                return find_sessions(transaction, user_id);
                                                            }));
    std::string json = "[";
    for (auto const& listed : found.sessions)
        json += (json.size() > 1 ? "," : "") + session_json(listed).to_string();
    co_return json_response(json + "]");
}

Flow<Response> admin_end_session(Context& context, Asked& asked) {
    auto const user_id = asked.path.at(0), session_id = asked.path.at(1);
    if (!is_uuid(user_id)) co_return refuse(Refusal::admin_user_no_uuid);
    if (!is_uuid(session_id)) co_return refuse(Refusal::admin_session_no_uuid);
    CO_TRY_VOID(co_await in_transaction<Nothing>(
        context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Flow<Nothing> {
            CO_TRY(auto const found, co_await find_sessions(transaction, user_id));
            auto const is_it = [&](ListedSession const& one) { return one.session.id == session_id; };
            if (std::ranges::none_of(found.sessions, is_it))
                co_return refuse(Refusal::admin_session_not_found);
            CO_TRY_VOID(co_await end_sessions(transaction, Which::this_one, user_id, session_id));
            JsonObject traits;
            traits.set_text("session_id", session_id);
            CO_TRY_VOID(co_await audit_by_admin(transaction, "logout", found.user, std::move(traits), asked));
            co_return Nothing{};
        }));
    co_return json_response("{}");
}

}  // namespace backstay::api::auth
