// POST /logout?scope=global|local|others

#include <algorithm>
#include <array>

#include "api/auth/caller.hpp"
#include "api/auth/endpoints.hpp"
#include "auth/audit.hpp"

namespace backstay::api::auth {
namespace {

struct Scope {
    std::string_view name;
    Which which;
};
constexpr std::array scopes{Scope{"", Which::all}, Scope{"global", Which::all},
                            Scope{"local", Which::this_one}, Scope{"others", Which::others}};

}  // namespace

Flow<Response> log_out(Context& context, Asked& asked) {
    auto const name = asked.argument("scope");
    auto const* const scope = std::ranges::find(scopes, name, &Scope::name);
    if (scope == scopes.end()) co_return refuse(Refusal::invalid_scope, name);
    CO_TRY_VOID(co_await in_transaction<Nothing>(
        context, engine::Access::write, [&](engine::OwnTransaction& transaction) -> Flow<Nothing> {
            CO_TRY(auto const caller, co_await load_caller(transaction, asked));
            auto const session = caller.session ? caller.session->id : std::string();
            // A token without a session can end all, and no single one.
            if (caller.session || scope->which == Which::all)
                CO_TRY_VOID(co_await end_sessions(transaction, scope->which, caller.user.id, session));
            CO_TRY_VOID(co_await write_audit(
                transaction, audit_of("logout", caller.user, asked.request.remote_address), asked.now));
            co_return Nothing{};
        }));
    co_return empty_response();
}

}  // namespace backstay::api::auth
