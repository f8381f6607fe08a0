#include "engine/postgres/libpq.hpp"

#include "base/text.hpp"

namespace backstay::engine::postgres {
namespace {

void ignore_notice(void* /*context*/, PGresult const* /*notice*/) {}

std::optional<std::string> field(PGresult const* result, int code) {
    auto const* const text = PQresultErrorField(result, code);
    return text == nullptr ? std::nullopt : std::optional<std::string>(text);
}

}  // namespace

bool failed(PGresult const* result) {
    switch (PQresultStatus(result)) {
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
        case PGRES_SINGLE_TUPLE:
        case PGRES_COPY_IN:
        case PGRES_COPY_OUT:
        case PGRES_EMPTY_QUERY:
        case PGRES_PIPELINE_SYNC: return false;
        default: return true;
    }
}

Error error_of(PGresult const* result) {
    auto code = field(result, PG_DIAG_SQLSTATE);
    auto message = field(result, PG_DIAG_MESSAGE_PRIMARY);
    if (!code)
        return ErrorFields{.code = "PGRST001",
                           .message = "Database client error. Retrying the connection.",
                           .detail = std::string(trim(PQresultErrorMessage(result)))};
    return ErrorFields{.code = *std::move(code),
                       .message = std::move(message).value_or(""),
                       .detail = field(result, PG_DIAG_MESSAGE_DETAIL),
                       .hint = field(result, PG_DIAG_MESSAGE_HINT),
                       .constraint = field(result, PG_DIAG_CONSTRAINT_NAME).value_or("")};
}

Error connection_error(PGconn const* connection) {
    return ErrorFields{.code = "PGRST000",
                       .message = "Database connection error. Retrying the connection.",
                       .detail = std::string(trim(PQerrorMessage(connection)))};
}

Result<ConnectionHandle> connect(std::string const& url) {
    ConnectionHandle connection(PQconnectdb(url.c_str()));
    if (PQstatus(connection.get()) != CONNECTION_OK)
        return std::unexpected(connection_error(connection.get()));
    PQsetNoticeReceiver(connection.get(), ignore_notice, nullptr);
    return connection;
}

std::optional<std::string> value_at(PGresult const* result, int row, int column) {
    if (PQgetisnull(result, row, column) != 0) return std::nullopt;
    return std::string(view_at(result, row, column));
}

}  // namespace backstay::engine::postgres
