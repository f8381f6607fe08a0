#pragma once

// What every endpoint of the console is given: a Context, which lives as long as the service, and the request
// as far as it has been read.
//
//     Task<http::Response> list_users(Context& context, Asked& asked);

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/console/attempts.hpp"
#include "api/console/options.hpp"
#include "auth/administrator.hpp"
#include "auth/hasher.hpp"
#include "base/json_object.hpp"
#include "engine/engine.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "observe/event.hpp"

namespace backstay::api::console {

// What the services of all event loops share.
struct Shared {
    auth::Hasher& hasher;
    Attempts attempts = {};
};

struct Context {
    Options const& options;
    engine::Engine& engine;
    Shared& shared;
    observe::Observer& observer;
};

struct Asked {
    http::Request const& request;
    std::map<std::string, std::string> query = {};
    std::string argument = {};  // what stands for {} in the route
    JsonObject body = {};
    Time now = {};
    std::optional<auth::ConsoleSession> session = {};

    // A page of a list, from 1 on.
    std::int64_t page() const;
    std::string text(std::string const& name) const;
};

http::Response json_response(std::string body, int status = 200);
// {"message": "..."}
http::Response refusal(int status, std::string_view message);

// [{...},{...}] as a member of an object: {"rows":[...],"more":true}
std::string page_json(std::vector<JsonObject> const& rows, bool more);

// Rows of a list on one page; one more is read, to know whether there is another page.
inline constexpr std::int64_t page_size = 50;

// Runs `work`, a function of an OwnTransaction& that gives a Task<T>, in one transaction.
template <class T, class Work>
Task<T> in_transaction(Context& context, engine::Access access, Work work) {
    std::optional<T> answer;
    CO_TRY_VOID(co_await context.engine.transact_own(
        access, [&](engine::OwnTransaction& transaction) -> Task<engine::Ending> {
            CO_TRY(answer, co_await work(transaction));
            co_return engine::Ending::commit;
        }));
    co_return *std::move(answer);
}

// For the audit log: what the administrator of the session did.
Task<void> note(engine::OwnTransaction& transaction, Asked const& asked, std::string action,
                JsonObject traits);

}  // namespace backstay::api::console
