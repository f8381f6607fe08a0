#pragma once

// SQLite's handles as values that close themselves: a Connection and its prepared Statements.
//
//     TRY(auto statement, connection.prepare("select 1"));
//     while (statement.step() == SQLITE_ROW) ...
//
// Errors of SQLite itself are made into Errors by engine/sqlite/error.hpp, which knows the catalog.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace backstay::engine::sqlite {

class Statement {
public:
    Statement() = default;
    explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}
    Statement(Statement&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Statement& operator=(Statement&& other) noexcept;
    Statement(Statement const&) = delete;
    Statement& operator=(Statement const&) = delete;
    ~Statement();

    explicit operator bool() const { return handle_ != nullptr; }
    sqlite3_stmt* get() const { return handle_; }

    int step();  // SQLITE_ROW, SQLITE_DONE or an error
    void reset();
    void bind(int index, std::int64_t value);
    void bind(int index, std::string_view value);  // copied
    void bind_null(int index);
    std::int64_t integer(int column) const;
    std::string_view text(int column) const;  // until the next step
    bool null(int column) const;

private:
    sqlite3_stmt* handle_ = nullptr;
};

class Connection {
public:
    enum class Access : std::uint8_t { read_write, read_only };

    // Opens (and for read_write creates) the file; ":memory:" is a database of its own.
    static Result<Connection> open(std::string const& path, Access access);
    // One that another Connection closes: what a function is called on.
    static Connection borrow(sqlite3* handle);
    Connection() = default;
    Connection(Connection&& other) noexcept
        : handle_(std::exchange(other.handle_, nullptr)), owned_(other.owned_) {}
    Connection& operator=(Connection&& other) noexcept;
    Connection(Connection const&) = delete;
    Connection& operator=(Connection const&) = delete;
    ~Connection();

    sqlite3* get() const { return handle_; }
    Result<Statement> prepare(std::string_view sql) const;
    Result<void> execute(std::string const& sql) const;  // one or several statements without rows
    Error error() const;                                 // the last one, unmapped
    std::int64_t changes() const;
    bool in_transaction() const;

private:
    explicit Connection(sqlite3* handle) : handle_(handle) {}
    sqlite3* handle_ = nullptr;
    bool owned_ = true;
};

}  // namespace backstay::engine::sqlite
