#pragma once

// `backstay audit export`: the entries of the audit log in the order of their times, a page at a time.
//
//     {"id":"5f0c...","created_at":"2026-11-28T10:00:00.25Z","ip_address":"10.0.0.7","seal":12,"payload":{...}}
//     id,created_at,ip_address,seal,payload
//
// The seal is null, or nothing, of an entry that has none yet.

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "engine/engine.hpp"

namespace backstay::cli {

enum class AuditFormat : std::uint8_t { ndjson, csv };

struct AuditRange {
    std::optional<Time> from = {};  // at it or later
    std::optional<Time> to = {};    // before it
};

// "2026-11-01", "2026-11-01T10:00:00Z". 22007 when it is neither.
Result<Time> read_moment(std::string const& text);

// What is read there is UTC. Gives how many entries were written; 58030 when `out` takes no more.
Result<std::int64_t> export_audit_log(engine::Session& session, AuditRange const& range, AuditFormat format,
                                      std::ostream& out);

}  // namespace backstay::cli
