#pragma once

// Who asks, for as long as a security definer's function runs.

#include <string>

#include "sql/type.hpp"

namespace backstay::engine::sqlite {

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
