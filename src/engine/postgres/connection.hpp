#pragma once

// One connection of a thread, in libpq's pipeline mode on Asio: batches of statements are sent one behind the
// other, and answered in that order. Each batch ends with a Sync, and is a transaction of its own (PostgreSQL
// commits what stands between two Syncs, or undoes it all at the first error), unless it says begin.
//
//     auto connection = co_await Connection::open(io, url);
//     Batch batch;
//     batch.statements.push_back({.name = "x7", .text = "select ...", .values = {...}});
//     CO_TRY(auto results, co_await connection->run(batch));      a result per statement, up to the failed
//     one
//
// https://www.postgresql.org/docs/15/libpq-pipeline-mode.html

#include <memory>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "engine/engine.hpp"
#include "engine/postgres/libpq.hpp"

namespace backstay::engine::postgres {

struct PreparedText {
    std::string name = {};  // to be prepared under; empty: not to be
    std::string text;
    std::vector<Oid> types = {};
    std::vector<Parameter> values = {};
};

using Batch = std::vector<PreparedText>;

class Connection {
public:
    // An error: PGRST000.
    static Task<std::shared_ptr<Connection>> open(boost::asio::io_context& io, std::string url);
    ~Connection();

    // The results in order; the last one is the failed one, where one failed. An error when the connection
    // was lost: it is of no more use then.
    Task<std::vector<ResultHandle>> run(Batch batch);

    // Asks the server to stop what runs now. Does not wait.
    void cancel();

    bool usable() const;
    std::size_t in_flight() const;

    bool exclusive = false;  // used by one request alone, between a begin and its end

private:
    struct State;
    explicit Connection(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

}  // namespace backstay::engine::postgres
