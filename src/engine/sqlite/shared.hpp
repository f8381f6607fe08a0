#pragma once

// What the connections of one embedded database share.

#include <memory>
#include <mutex>

#include "engine/sqlite/database.hpp"
#include "engine/sqlite/executor.hpp"
#include "engine/sqlite/lane.hpp"
#include "engine/sqlite/writer.hpp"

namespace backstay::engine::sqlite {

// A connection for reading, and the schema that it knows.
struct Reader {
    std::unique_ptr<Executor> executor;
    Snapshot known;
};

class Shared {
public:
    explicit Shared(Options options) : options_(std::move(options)) {}

    Options const& options() const { return options_; }
    Sequences& sequences() { return sequences_; }

    // Makes the tables of the catalog in a new file, and reads it.
    Result<void> prepare(Executor& executor);

    // The snapshot that the executor's open transaction sees; one step of SQLite's while nothing changed.
    // What another process has defined is read from the file, by one thread for all, and published: not for
    // an event loop.
    Result<void> refresh(Executor& executor, Snapshot& known);
    // Whether refresh() would leave the snapshot as it is.
    static Result<bool> is_current(Executor& executor, Snapshot const& known);
    // A reader that has taken in the schema of now. It takes the longer the more tables there are.
    Result<Reader> open_reader();
    // Numbers that another process has given out, in a transaction that holds the write lock.
    Result<void> refresh_sequences(Executor& executor);
    // Numbers given out in a transaction that was rolled back are gone all the same: a transaction of theirs.
    Result<void> keep_sequences(Executor& executor);
    Snapshot snapshot() const;
    void publish(Snapshot snapshot);

    Result<void> start();  // the writer and the slow lanes
    Writer& writer() { return *writer_; }
    // The connection that jobs of the writer run on; theirs alone.
    Executor& writing() { return *writing_; }
    Lane& slow_lane() { return *slow_lane_; }

    // A reader for one stream, kept for the next; 53300 when too many are out.
    Result<std::unique_ptr<Executor>> take_streamer();
    void give_back_streamer(std::unique_ptr<Executor> executor);

private:
    Options const options_;
    Sequences sequences_;
    std::mutex loading_;
    mutable std::mutex mutex_;
    Snapshot snapshot_;                                      // guarded by mutex_
    std::vector<std::unique_ptr<Executor>> idle_streamers_;  // guarded by mutex_
    std::size_t streams_ = 0;                                // guarded by mutex_
    Executor* writing_ = nullptr;
    std::unique_ptr<Lane> slow_lane_;
    std::unique_ptr<Writer> writer_;
};

}  // namespace backstay::engine::sqlite
