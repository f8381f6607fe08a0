#pragma once

// What every endpoint is given: a Context, which lives as long as the service, and the request as far as it
// has been read.
//
//     Flow<http::Response> sign_up(Context& context, Asked& asked);

#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/auth/options.hpp"
#include "api/auth/rate_limits.hpp"
#include "api/auth/refusal.hpp"
#include "auth/hasher.hpp"
#include "auth/keys.hpp"
#include "auth/mail.hpp"
#include "auth/oidc.hpp"
#include "auth/session.hpp"
#include "auth/user.hpp"
#include "auth/vault.hpp"
#include "base/json_object.hpp"
#include "engine/engine.hpp"
#include "http/handler.hpp"
#include "observe/event.hpp"

namespace backstay::api::auth {

using namespace backstay::auth;  // NOLINT(google-build-using-namespace): this is its API

// What the services of all event loops share.
struct Shared {
    Hasher hasher;
    Workers callers;  // of other servers
    OidcDirectory directory{callers};
    RateLimits limits;
    Vault vault;                  // for what the tables must not tell
    MailSender* mails = nullptr;  // nothing when no mail can be sent
    MailTemplates templates = {};
};

struct Context {
    Options const& options;
    engine::Engine& engine;
    KeySet const& keys;
    Shared& shared;
    observe::Observer& observer;

    std::string secret() const { return std::string(keys.signing_secret()); }
};

// The body's members; one of another type than it has to be is a refusal.
class Body {
public:
    Body() = default;
    explicit Body(JsonObject object) : object_(std::move(object)) {}

    // "" where it is missing or null.
    Answered<std::string> text(std::string_view name) const;
    Answered<bool> boolean(std::string_view name, bool otherwise) const;
    Answered<JsonObject> object(std::string_view name) const;
    bool has(std::string_view name) const { return object_.has(name) && !object_.is_null(name); }

private:
    JsonObject object_;
};

struct Asked {
    http::Request const& request;
    std::map<std::string, std::string> query = {};  // decoded; the first of each name
    std::vector<std::string> path = {};             // what stands for {} in the route
    Body body = {};
    Time now = {};
    std::string audience = {};
    JsonObject claims = {};  // of the access token, where the endpoint needs one
    bool admin = false;
    bool mailed = false;  // something was put into the outbox

    std::string argument(std::string const& name) const;
    Client client() const;
};

Answered<Asked> read_request(Context const& context, http::Request const& request);
// "user_id=7&x" as its parts, percent signs decoded.
std::map<std::string, std::string> read_pairs(std::string_view query);

http::Response json_response(std::string body, int status = 200);
http::Response json_response(JsonObject const& body);
http::Response empty_response();  // 204
http::Response redirect_response(std::string location, int status = 303);

// Runs `work`, a function of an OwnTransaction& that gives a Flow<T>, in one transaction. A refusal undoes
// it, unless it says to keep what was written. `work` may run more than once.
template <class T, class Work>
Flow<T> in_transaction(Context& context, engine::Access access, Work work) {
    std::optional<Answered<T>> answer;
    auto const done = co_await context.engine.transact_own(
        access, [&](engine::OwnTransaction& transaction) -> Task<engine::Ending> {
            answer.emplace(co_await work(transaction));
            if (answer->has_value() || answer->error().keep) co_return engine::Ending::commit;
            // The engine knows which errors of its own are worth another try.
            if (auto const& cause = answer->error().cause) co_return std::unexpected(*cause);
            co_return engine::Ending::rollback;
        });
    if (!done && (!answer || answer->has_value() || !answer->error().cause))
        co_return std::unexpected(Refused(done.error()));
    co_return std::move(*answer);
}

// "Database error ..." in place of what a constraint or a trigger said.
template <class T>
Answered<T> saying(Refusal refusal, Result<T> result) {
    if (result) return *std::move(result);
    return refuse_because(refusal, std::move(result).error());
}
inline Answered<Nothing> saying(Refusal refusal, Result<void> const& result) {
    if (result) return Nothing{};
    return refuse_because(refusal, result.error());
}

}  // namespace backstay::api::auth
