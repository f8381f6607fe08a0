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

#include "api/auth/lockouts.hpp"
#include "api/auth/options.hpp"
#include "api/auth/rate_limits.hpp"
#include "api/auth/refusal.hpp"
#include "auth/hasher.hpp"
#include "auth/hook.hpp"
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
    Vault vault;  // for what the tables must not tell
    Lockouts lockouts = {};
    Workers hook_callers;
    NativeHooks hooks = {};   // in C++
    Outbox* mails = nullptr;  // nothing when no mail can be sent
    Outbox* texts = nullptr;  // nothing when no text message can be sent
    std::string mail_sender = {};
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

// A hook that a transaction cannot ask, for it does not wait: what is to be asked, and where the answer goes.
struct PendingHook {
    HookPoint point;
    std::string payload;
    std::string key;
    std::shared_ptr<std::map<std::string, Answered<JsonObject>>> answers;
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
    bool mailed = false, texted = false;  // something was put into the outbox
    // A transaction may run again, after a hook was asked: what was random in it is the same then.
    std::map<std::string, std::string> pinned = {};
    std::shared_ptr<std::map<std::string, Answered<JsonObject>>> hook_answers =
        std::make_shared<std::map<std::string, Answered<JsonObject>>>();
    std::string created_user = {};  // the id of one that this call has made

    // The value of that name; made by `make` when it is asked for first.
    template <class Make>
    std::string pin(std::string const& name, Make make) {
        auto const found = pinned.find(name);
        return found != pinned.end() ? found->second : pinned.emplace(name, make()).first->second;
    }
    // Whether this is the first time, over all runs.
    bool once(std::string const& name) { return pinned.emplace("once " + name, "").second; }

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

// Asks the hook, and keeps what it says for when the transaction runs again.
boost::asio::awaitable<void> settle(Context& context, PendingHook const& pending);

// Runs `work`, a function of an OwnTransaction& that gives a Flow<T>, in one transaction. A refusal undoes
// it, unless it says to keep what was written. `work` may run more than once: also to ask a hook, which the
// transaction is given up for.
template <class T, class Work>
Flow<T> in_one_transaction(Context& context, engine::Access access, Work& work);
template <class T, class Work>
Flow<T> in_transaction(Context& context, engine::Access access, Work work) {
    constexpr int most_hooks = 8;
    for (int i = 0;; ++i) {
        auto answer = co_await in_one_transaction<T>(context, access, work);
        if (answer || !answer.error().pending || i == most_hooks) co_return answer;
        co_await settle(context, *answer.error().pending);
    }
}

template <class T, class Work>
Flow<T> in_one_transaction(Context& context, engine::Access access, Work& work) {
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
