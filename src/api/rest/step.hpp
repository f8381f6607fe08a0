#pragma once

// What is done for a request in a transaction that the service opens for it: writes under a condition, with a
// key, in a batch or as a stream. Steps stand around each other:
//
//     Idempotent(Preconditioned(Single(operation)))

#include <memory>
#include <string>
#include <vector>

#include "api/rest/prepare.hpp"
#include "api/rest/reading.hpp"

namespace backstay::api::rest {

// What steps are made with; all of it outlives them.
struct Kit {
    Options const& options;
    Reading const& reading;
    engine::Engine& engine;
    PlanCache& plans;  // of the event loop: planning is done there
};

// A request that has been planned. REQUIRES: the request outlives it.
struct Operation {
    std::shared_ptr<sql::Schema const> schema;
    Principal principal;
    Asked asked;
    Prepared prepared;

    engine::Call call(Reading const& reading) const;
};
Result<Operation> plan_operation(http::Request const& request, Principal principal, Kit const& kit);

struct Answered {
    http::Response response = {};
    engine::Ending ending = engine::Ending::commit;
};

class Step {
public:
    virtual ~Step() = default;
    // May be called again when a commit failed; from the thread of the transaction.
    virtual Task<Answered> run(engine::Transaction& transaction) = 0;
};

// One write or call, answered as without a transaction around it.
std::unique_ptr<Step> single(Operation operation, Kit const& kit);

// REQUIRES: `request` is the one that `inner` answers. BS412 when its If-Match or If-None-Match do not hold
// of what GET would find at its URL.
Result<std::unique_ptr<Step>> preconditioned(http::Request const& request, Principal principal,
                                             Kit const& kit, std::unique_ptr<Step> inner);

// Inserts the rows of a body of any size, a thousand at a time. An error says in which line of the body.
Result<std::unique_ptr<Step>> inserted_stream(http::Request const& request, Principal principal,
                                              Kit const& kit);

// POST /batch: operations in their order, of which later ones may use what earlier ones gave.
Result<std::unique_ptr<Step>> batch(http::Request const& request, Principal const& principal, Kit const& kit);

// Keeps the first answer that left something behind, for a day, and gives it again. 422 BS422 for the same
// key with another request.
Result<std::unique_ptr<Step>> idempotent(http::Request const& request, Principal const& principal,
                                         Kit const& kit, std::unique_ptr<Step> inner);

}  // namespace backstay::api::rest
