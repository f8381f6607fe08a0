#pragma once

// What `backstay doctor` looks at: that a project's settings lead somewhere. Nothing is changed by looking.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/project.hpp"

namespace backstay::cli {

enum class Health : std::uint8_t { good, warning, failed, skipped };

struct Finding {
    std::string subject;  // "database"
    Health health = Health::good;
    std::string text;
    std::optional<std::string> hint = {};
};

std::string_view health_name(Health health);  // "ok", "warning", "failed", "skipped"

// Files, secret, listener, database, migrations, in this order.
std::vector<Finding> examine(ProjectArguments const& arguments, server::Options const& options);

}  // namespace backstay::cli
