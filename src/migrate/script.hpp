#pragma once

// Runs the statements of one script in a session, one by one, and says of a failure where it stands:
//
//     V3__tasks.sql:12:5

#include <functional>
#include <string>
#include <string_view>

#include "engine/engine.hpp"

namespace backstay::migrate {

struct Script {
    std::string_view text;
    std::string_view file;  // for the places of errors
};

// Called around each statement; may be empty.
struct AroundStatements {
    std::function<Result<void>()> before = {};
    std::function<Result<void>()> after = {};
    std::function<Result<void>()> failed = {};
    std::function<void(std::size_t done, std::size_t count)> progress = {};  // before each, and at the end
};

Result<void> run_script(engine::Session& session, Script const& script, AroundStatements const& around = {});

// Whether all of it runs inside a transaction. A mixture is an error (25001), in Flyway's words, unless
// `may_mix`; then it runs outside.
Result<bool> is_transactional(Script const& script, bool may_mix);

}  // namespace backstay::migrate
