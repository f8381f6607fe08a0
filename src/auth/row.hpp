#pragma once

// A row's values taken one after the other, in the order that the statement selects them; for the sources of
// this folder.

#include <string>
#include <vector>

#include "auth/user.hpp"

namespace backstay::auth {

class Row {
public:
    explicit Row(std::vector<engine::Parameter> const& values) : values_(values) {}

    std::optional<std::string> optional() { return values_.at(next_++); }
    std::string text() { return optional().value_or(""); }
    std::optional<Time> time();
    std::int64_t integer();  // 0 for NULL
    bool boolean() { return text() == "t"; }
    JsonObject object();  // {} for NULL

private:
    std::vector<engine::Parameter> const& values_;
    std::size_t next_ = 0;
};

// The columns id, user_id, friendly_name, factor_type, status, secret, phone, created_at, updated_at,
// last_challenged_at of auth.mfa_factors.
Factor read_factor(Row row);

// A statement whose rows nobody reads.
Task<void> run_only(engine::OwnTransaction& transaction, std::string text,
                    std::vector<engine::Parameter> values);

}  // namespace backstay::auth
