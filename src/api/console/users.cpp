// GET /admin/api/users?search=ada&page=1

#include "api/console/endpoints.hpp"
#include "auth/user.hpp"

namespace backstay::api::console {
namespace {

void set_time(JsonObject& object, std::string_view name, std::optional<Time> const& time) {
    if (time) object.set_text(name, to_rfc3339(*time));
}

JsonObject json_of(auth::User const& user, Time now) {
    JsonObject object;
    object.set_text("id", user.id).set_text("email", user.email).set_text("phone", user.phone);
    object.set_text("role", user.role);
    object.set_texts("providers", user.app_metadata.texts("providers").value_or(std::vector<std::string>{}));
    object.set_boolean("confirmed", user.confirmed_at.has_value());
    object.set_boolean("banned", user.is_banned(now)).set_boolean("anonymous", user.is_anonymous);
    set_time(object, "created_at", user.created_at);
    set_time(object, "last_sign_in_at", user.last_sign_in_at);
    return object;
}

}  // namespace

Task<http::Response> list_users(Context& context, Asked& asked) {
    CO_TRY(auto const found, co_await in_transaction<auth::UserPage>(
                                 context, engine::Access::read, [&](engine::OwnTransaction& transaction) {
                                     return auth::list_users(transaction, asked.text("search"),
                                                             auth::Sorting::newest_first, asked.page(),
                                                             page_size, "authenticated");
                                 }));
    std::vector<JsonObject> rows;
    for (auto const& user : found.users) rows.push_back(json_of(user, asked.now));
    co_return json_response(page_json(rows, asked.page() * page_size < found.total));
}

}  // namespace backstay::api::console
