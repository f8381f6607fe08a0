#pragma once

// Owners of libpq's objects, for the sources of this folder only.
// https://www.postgresql.org/docs/15/libpq.html

#include <libpq-fe.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace backstay::engine::postgres {

struct LibpqFree {
    void operator()(PGconn* connection) const { PQfinish(connection); }
    void operator()(PGresult* result) const { PQclear(result); }
    void operator()(PGcancel* cancel) const { PQfreeCancel(cancel); }
    void operator()(PGnotify* notice) const { PQfreemem(notice); }
    void operator()(char* text) const { PQfreemem(text); }
};
using ConnectionHandle = std::unique_ptr<PGconn, LibpqFree>;
using ResultHandle = std::unique_ptr<PGresult, LibpqFree>;

bool failed(PGresult const* result);

// What PostgreSQL says: its SQLSTATE, message, detail, hint and constraint. 08006 when it said nothing.
Error error_of(PGresult const* result);
// PGRST000, 503: the database cannot be reached.
Error connection_error(PGconn const* connection);

// Opened, deaf to notices. `url`: postgres://user@host/db?options or libpq's key = value form. Blocks.
Result<ConnectionHandle> connect(std::string const& url);

// The value as text; nothing for NULL.
std::optional<std::string> value_at(PGresult const* result, int row, int column);
inline std::string_view view_at(PGresult const* result, int row, int column) {
    return {PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column))};
}

}  // namespace backstay::engine::postgres
