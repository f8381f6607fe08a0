// PUT and DELETE /admin/users/{id}/factors/{factor}: a user's second factors in an administrator's hands.

#include <algorithm>

#include "api/auth/audited.hpp"
#include "api/auth/endpoints.hpp"
#include "api/auth/fields.hpp"
#include "api/auth/user_json.hpp"
#include "auth/factor.hpp"
#include "auth/random.hpp"

namespace backstay::api::auth {
namespace {

// A change of one of a user's factors, which is answered as it was before or is after it.
using FactorChange = Flow<Factor> (*)(engine::OwnTransaction&, Factor, Asked const&);

Flow<Response> change_factor(Context& context, Asked& asked, FactorChange change, std::string_view action) {
    auto const id = asked.path.at(0);
    if (!is_uuid(id)) co_return refuse(Refusal::admin_user_no_uuid);
    auto const factor_id = asked.path.at(1);
    if (!is_uuid(factor_id)) co_return refuse(Refusal::factor_no_uuid);
    CO_TRY(auto json,
           co_await in_transaction<std::string>(
               context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Flow<std::string> {
                   CO_TRY(auto const user, co_await find_user(transaction, id));
                   if (!user) co_return refuse(Refusal::admin_user_not_found);
                   auto const found = std::ranges::find(user->factors, factor_id, &Factor::id);
                   if (found == user->factors.end()) co_return refuse(Refusal::factor_not_found);
                   CO_TRY(auto const changed, co_await change(transaction, *found, asked));
                   JsonObject traits;
                   traits.set_text("factor_id", changed.id);
                   CO_TRY_VOID(co_await audit_by_admin(transaction, std::string(action), *user,
                                                       std::move(traits), asked));
                   co_return factor_json(changed).to_string();
               }));
    co_return json_response(std::move(json));
}

Flow<Factor> remove_factor(engine::OwnTransaction& transaction, Factor factor, Asked const& /*asked*/) {
    CO_TRY_VOID(co_await delete_factor(transaction, factor.id));
    co_return factor;
}

Flow<Factor> rename_factor(engine::OwnTransaction& transaction, Factor factor, Asked const& asked) {
    CO_TRY(auto const name, asked.body.text("friendly_name"));
    CO_TRY(auto phone, asked.body.text("phone"));
    if (!name.empty()) factor.friendly_name = name;
    if (!phone.empty() && factor.type == "phone") {
        CO_TRY(factor.phone, check_phone(phone));
    }
    factor.updated_at = asked.now;
    CO_TRY_VOID(
        co_await update_factor(transaction, factor.id, factor.friendly_name, factor.phone, asked.now));
    co_return factor;
}

}  // namespace

Flow<Response> admin_update_factor(Context& context, Asked& asked) {
    return change_factor(context, asked, rename_factor, "factor_updated");
}

Flow<Response> admin_delete_factor(Context& context, Asked& asked) {
    return change_factor(context, asked, remove_factor, "factor_deleted");
}

}  // namespace backstay::api::auth
