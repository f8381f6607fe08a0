#pragma once

// A Call as the statements that a connection runs for it, in one transaction: settings, a function to call
// first, the exchange's query and counts, and what SQL set for the response.
//
//     begin isolation level serializable read only        where it is judged or isolated
//     select set_config('role', $1, true), ...
//     select "api"."check_request"()
//     select task.id, ...                                 places.query
//     select count(*) ...                                 places.count

#include <string>
#include <vector>

#include "engine/postgres/build.hpp"
#include "engine/postgres/connection.hpp"
#include "engine/postgres/options.hpp"

namespace backstay::engine::postgres {

// What is kept of an exchange.
struct Plan {
    BuiltQuery query;
    std::vector<Oid> types, count_types;
};
Plan make_plan(sql::Exchange const& exchange, sql::Schema const& schema);

// Where each result of the batch stands; -1: not asked for.
struct Places {
    int query = -1, count = -1, planned = -1, response = -1;
};

struct Request {
    Batch batch;
    Places places;
    bool judged = false;  // before it is committed
};
// What the batch stands in: a transaction of its own, one that others have begun and will end, or one whose
// query the caller makes a cursor of.
// `few`: itself, with no more than most_at_once + 1 rows.
enum class Within : std::uint8_t { itself, few, transaction, stream };
inline constexpr int most_at_once = 1'000;
Request make_request(Call const& call, Plan const& plan, sql::Schema const& schema, Options const& options,
                     Within within = Within::itself);

// Of a principal alone: the transaction's settings, read only.
Batch settings_batch(Principal const& principal, std::string const& pre_request, sql::Schema const& schema,
                     Options const& options);

}  // namespace backstay::engine::postgres
