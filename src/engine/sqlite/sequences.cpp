#include "engine/sqlite/sequences.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <limits>

namespace backstay::engine::sqlite {
namespace {

struct Bounds {
    std::int64_t start, increment, low, high;
    bool cycle;
};

Bounds bounds_of(sql::CatalogRelation const& sequence) {
    auto const& o = sequence.sequence;
    auto const increment = o.increment.value_or(1);
    bool const up = increment > 0;
    auto const low = o.min_value.value_or(up ? 1 : std::numeric_limits<std::int64_t>::min());
    auto const high = o.max_value.value_or(up ? std::numeric_limits<std::int64_t>::max() : -1);
    return {o.start.value_or(up ? low : high), increment, low, high, o.cycle};
}

}  // namespace

Result<std::int64_t> Sequences::next(sql::CatalogRelation const& sequence) {
    std::lock_guard const lock(mutex_);
    auto const bounds = bounds_of(sequence);
    auto& state = states_.try_emplace(sequence.id, State{.value = bounds.start}).first->second;
    state.changed = true;
    if (!state.called) {
        state.called = true;
        return state.value;
    }
    std::int64_t following = 0;
    bool const overflow = __builtin_add_overflow(state.value, bounds.increment, &following);
    if (overflow || following > bounds.high || following < bounds.low) {
        bool const up = bounds.increment > 0;
        if (!bounds.cycle)
            return failure("2200H", "nextval: reached " + std::string(up ? "maximum" : "minimum") +
                                        " value of sequence \"" + sequence.name.name + "\" (" +
                                        std::to_string(up ? bounds.high : bounds.low) + ")");
        following = up ? bounds.low : bounds.high;
    }
    state.value = following;
    return following;
}

Result<void> Sequences::set(sql::CatalogRelation const& sequence, std::int64_t value, bool called) {
    auto const bounds = bounds_of(sequence);
    if (value < bounds.low || value > bounds.high)
        return failure("22003", "setval: value " + std::to_string(value) +
                                    " is out of bounds for sequence \"" + sequence.name.name + "\" (" +
                                    std::to_string(bounds.low) + ".." + std::to_string(bounds.high) + ")");
    std::lock_guard const lock(mutex_);
    states_[sequence.id] = {value, called, true};
    return {};
}

void Sequences::restart(sql::ObjectId sequence, std::int64_t value) {
    std::lock_guard const lock(mutex_);
    states_[sequence] = {value, false, true};
}

void Sequences::drop(sql::ObjectId sequence) {
    std::lock_guard const lock(mutex_);
    states_.erase(sequence);
}

bool Sequences::changed() const {
    std::lock_guard const lock(mutex_);
    return std::ranges::any_of(states_, [](auto const& item) { return item.second.changed; });
}

Result<void> Sequences::store(Connection const& db) {
    std::lock_guard const lock(mutex_);
    Statement statement;
    for (auto& [id, state] : states_) {
        if (!state.changed) continue;
        if (!statement) {
            TRY(statement, db.prepare("insert or replace into backstay_sequence (id, last_value, is_called) "
                                      "values (?1, ?2, ?3)"));
        }
        statement.bind(1, id);
        statement.bind(2, state.value);
        statement.bind(3, std::int64_t{state.called});
        if (statement.step() != SQLITE_DONE) return std::unexpected(db.error());
        statement.reset();
        state.changed = false;
    }
    return {};
}

Result<void> Sequences::load(Connection const& db) {
    TRY(auto statement, db.prepare("select id, last_value, is_called from backstay_sequence"));
    std::lock_guard const lock(mutex_);
    while (statement.step() == SQLITE_ROW) {
        auto const [known, fresh] = states_.try_emplace(statement.integer(0));
        auto& state = known->second;
        // What this process gave out since is not taken back.
        bool const behind = !state.called || state.value < statement.integer(1);
        if (fresh || (!state.changed && behind))
            state = {statement.integer(1), statement.integer(2) != 0, false};
    }
    return {};
}

std::map<sql::ObjectId, Sequences::State> Sequences::snapshot() const {
    std::lock_guard const lock(mutex_);
    return states_;
}
void Sequences::restore(std::map<sql::ObjectId, State> states) {
    std::lock_guard const lock(mutex_);
    states_ = std::move(states);
}

}  // namespace backstay::engine::sqlite
