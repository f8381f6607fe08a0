#include "engine/sqlite/stmt.hpp"

#include <sqlite3.h>

namespace backstay::engine::sqlite {

Statement& Statement::operator=(Statement&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
}
Statement::~Statement() { sqlite3_finalize(handle_); }

int Statement::step() { return sqlite3_step(handle_); }
void Statement::reset() { sqlite3_reset(handle_); }
void Statement::bind(int index, std::int64_t value) { sqlite3_bind_int64(handle_, index, value); }
void Statement::bind(int index, std::string_view value) {
    sqlite3_bind_text64(handle_, index, value.data() == nullptr ? "" : value.data(), value.size(),
                        SQLITE_TRANSIENT, SQLITE_UTF8);
}
void Statement::bind_null(int index) { sqlite3_bind_null(handle_, index); }
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }
std::string_view Statement::text(int column) const {
    auto const* data = reinterpret_cast<char const*>(sqlite3_column_text(handle_, column));
    if (data == nullptr) return {};
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}
bool Statement::null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }

namespace {

// SQLite would count what it allocates, under one lock for all threads; nobody asks for the count.
bool without_statistics() { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK; }

}  // namespace

Result<Connection> Connection::open(std::string const& path, Access access) {
    static bool const configured = without_statistics();  // before the first connection, or not at all
    static_cast<void>(configured);
    int const flags =
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
        (access == Access::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    sqlite3* handle = nullptr;
    int const code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    Connection connection(handle);
    if (code != SQLITE_OK)
        return failure("08001", "cannot open the database file: " + std::string(sqlite3_errstr(code)));
    return connection;
}

Connection& Connection::operator=(Connection&& other) noexcept {
    std::swap(handle_, other.handle_);
    std::swap(owned_, other.owned_);
    return *this;
}
Connection::~Connection() {
    if (owned_) sqlite3_close_v2(handle_);
}
Connection Connection::borrow(sqlite3* handle) {
    Connection connection(handle);
    connection.owned_ = false;
    return connection;
}

Result<Statement> Connection::prepare(std::string_view sql) const {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                           &statement, nullptr) != SQLITE_OK)
        return std::unexpected(error());
    return Statement(statement);
}

Result<void> Connection::execute(std::string const& sql) const {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return std::unexpected(error());
    return {};
}

Error Connection::error() const {
    return internal_error(std::string("sqlite: ") + sqlite3_errmsg(handle_)).error();
}
std::int64_t Connection::changes() const { return sqlite3_changes64(handle_); }
bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

}  // namespace backstay::engine::sqlite
