#pragma once

// What a function of the catalog puts aside while it runs, and gives back when it is left.

#include <set>
#include <string>

#include "engine/sqlite/statement_state.hpp"
#include "sql/type.hpp"

namespace backstay::engine::sqlite {

// Functions within functions, triggers' among them; each takes some of the thread's stack.
inline constexpr int deepest_call = 64;

// What a statement within a function leaves of the one around it.
class Within {
public:
    Within(StatementState& state, int& depth)
        : state_(state), depth_(depth), written_(state.written), updated_(state.updated) {
        ++depth_;
    }
    ~Within() {
        --depth_;
        state_.written = std::move(written_);
        state_.updated = updated_;
    }
    Within(Within const&) = delete;
    Within& operator=(Within const&) = delete;

private:
    StatementState& state_;
    int& depth_;
    std::set<std::int64_t> written_;
    std::int64_t updated_;
};

// Puts back who was asking when a security definer's function is left.
class AsOwner {
public:
    AsOwner(sql::ObjectId& role, std::string& name, sql::ObjectId owner, std::string owner_name)
        : role_(role), name_(name), before_(role), name_before_(name) {
        role_ = owner;
        name_ = std::move(owner_name);
    }
    ~AsOwner() {
        role_ = before_;
        name_ = name_before_;
    }
    AsOwner(AsOwner const&) = delete;
    AsOwner& operator=(AsOwner const&) = delete;

private:
    sql::ObjectId& role_;
    std::string& name_;
    sql::ObjectId const before_;
    std::string const name_before_;
};

}  // namespace backstay::engine::sqlite
