#pragma once

// The Engine of one thread on PostgreSQL. A call is one batch, and so one round trip:
//
//     select set_config('role', $1, true), set_config('request.jwt.claims', ...), ...
//     select pre_request()                            where there is one
//     the exchange, its count
//     select current_setting('response.status', true), ...
//
// It is a transaction of its own by standing between two Syncs. A call that has to be judged before it is
// committed says begin, has the connection to itself, and ends with a second round trip.

#include <memory>
#include <mutex>
#include <string>

#include "engine/engine.hpp"
#include "engine/postgres/options.hpp"

namespace backstay::engine::postgres {

// The schema that is known now, for all threads. Not std::atomic<std::shared_ptr>: that of libstdc++ 12 takes
// a lock of its own as well, and gives it back after a load in a way that lets the next store race with it,
// as TSan shows.
class SchemaCell {
public:
    using Pointer = std::shared_ptr<sql::Schema const>;

    explicit SchemaCell(Pointer schema) : schema_(std::move(schema)) {}

    Pointer load() const {
        std::scoped_lock const lock(mutex_);
        return schema_;
    }
    // The former one goes, if nobody has it, after the lock is free.
    void store(Pointer schema) {
        std::scoped_lock const lock(mutex_);
        schema_.swap(schema);
    }

private:
    mutable std::mutex mutex_;
    Pointer schema_;  // guarded by mutex_
};

std::unique_ptr<Engine> make_engine(boost::asio::io_context& io, std::string url, Options options,
                                    std::shared_ptr<SchemaCell const> schema);

}  // namespace backstay::engine::postgres
