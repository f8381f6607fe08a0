#pragma once

// An Engine answers Exchanges: on the embedded database (engine/sqlite/) or on PostgreSQL (engine/postgres/).
//
//     Call const call{.exchange = *exchange, .parameters = values, .principal = who};
//     CO_TRY(auto const outcome, co_await engine.run(call, body));      // body: what is sent, appended to
//
// Every call runs as call.principal: under its role, its grants and its row policies, in one transaction.
// Life: one Engine serves one thread and its event loop; engines of several threads share, behind the factory
// that made them, what they must (the embedded database's one writer, the catalog).

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/principal.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "sql/ast.hpp"
#include "sql/exchange.hpp"
#include "sql/schema.hpp"

namespace boost::asio {
class io_context;
}

namespace backstay::engine {

using Parameter = std::optional<std::string>;  // PostgreSQL's text form; absent: NULL

// The plan of the exchange's statement in place of its rows, as EXPLAIN prints it; PostgreSQL alone.
struct Explain {
    bool json = false;
    bool analyze = false, verbose = false, settings = false, buffers = false, wal = false;
};

// What current_setting() gives of a request beside its principal's settings ("request.headers", ...): made
// only when SQL asks for it.
class SettingSource {
public:
    virtual ~SettingSource() = default;
    virtual std::optional<std::string> setting(std::string_view name) const = 0;  // in lower case
};

struct Call {
    sql::Exchange const& exchange;
    std::vector<Parameter> const& parameters;
    Principal const& principal;
    sql::Conditions conditions = {};
    std::string_view pre_request = {};     // a function to call first (PostgREST's db-pre-request), quoted
    std::chrono::milliseconds timeout{0};  // 0: the engine's own
    std::optional<Explain> explain = {};
};

enum class Verdict : std::uint8_t { committed, rolled_back, not_exactly, too_many };

struct Outcome {
    std::int64_t rows = 0;                      // in the body
    std::optional<std::int64_t> total = {};     // of Exchange::count
    std::optional<std::int64_t> planned = {};   // of Exchange::planned
    std::int64_t affected = 0;                  // by the write
    std::optional<std::int64_t> inserted = {};  // of them new, where Exchange::count_inserted asked
    Verdict verdict = Verdict::committed;
    std::string response_status = {};  // what SQL set as response.status and response.headers
    std::string response_headers = {};
    std::string first_row_keys = {};  // reserved for Location: the body of the first row when format is none
};

// A connection for work that is not a request: migrations, imports, `backstay sql`. It blocks; never use it
// on an event loop's thread. One thread at a time.
class Session {
public:
    virtual ~Session() = default;

    struct Column {
        std::string name;
        std::string type;  // as format_type prints it
    };
    struct Rows {
        std::vector<Column> columns;
        std::vector<std::vector<Parameter>> rows;  // PostgreSQL's text forms
        std::string command;                       // "SELECT 3", "CREATE TABLE"
        std::int64_t affected = 0;
    };

    // Runs every statement of `text` in order, and gives the last one's rows. `file` is for error positions;
    // an error says where in `text` it arose. DDL is for the owner alone.
    virtual Result<Rows> execute(std::string_view text, std::string_view file = {}) = 0;
    // One statement with values for $1, $2, ...
    virtual Result<Rows> execute(std::string_view text, std::vector<Parameter> const& parameters) = 0;
    // The rows of the last statement of `text` as json_agg prints them: [{"id":1}, ...].
    virtual Result<std::string> execute_json(std::string_view text) = 0;

    // From here on statements run as this principal, until the session ends or become_owner() is called.
    virtual Result<void> become(Principal const& principal) = 0;
    virtual Result<void> become_owner() = 0;

    virtual Result<void> begin() = 0;
    virtual Result<void> commit() = 0;
    virtual Result<void> rollback() = 0;

    // An advisory lock that another Session of the same database, in this process or another, waits for.
    virtual Result<void> lock(std::int64_t key, std::chrono::seconds patience) = 0;
    virtual Result<void> unlock(std::int64_t key) = 0;

    // `copy task (id, name) from stdin with (format csv)` and its data, without the line `\.`. The position
    // of an error counts lines from the command on; the data begins on the line after it.
    virtual Result<std::int64_t> copy_from(std::string_view command, std::string_view data);
    // COPY table (columns) FROM STDIN: a batch of rows, in PostgreSQL's text forms. For imports. An error may
    // say by its position's line which of them it was.
    virtual Result<std::int64_t> copy_rows(sql::QualifiedName const& table,
                                           std::vector<std::string> const& columns,
                                           std::vector<std::vector<Parameter>> const& rows) = 0;
};

// What a role may use of the schema: names of relations, ids of functions (sql::Function::id).
struct Visible {
    std::set<sql::QualifiedName> relations;
    std::set<sql::ObjectId> functions;
};

// Several calls in one transaction: each sees what those before it have written.
class Transaction {
public:
    virtual ~Transaction() = default;

    // As Engine::run(), each call under its own principal; Call::conditions are judged, and what follows from
    // the verdict is left to whoever asked. After an error nothing but undo() may follow, or the end.
    virtual Task<Outcome> run(Call call, std::string& body) = 0;
    // One statement over Backstay's own tables, as their owner: its rows, in PostgreSQL's text forms.
    virtual Task<Session::Rows> own(std::string_view sql, std::vector<Parameter> parameters) = 0;
    // A point to go back to, once or more; a later one takes its place.
    virtual Task<void> save() = 0;
    virtual Task<void> undo() = 0;
};

enum class Isolation : std::uint8_t { read_committed, repeatable_read };
enum class Ending : std::uint8_t { commit, rollback };

// What is done in a transaction; an error rolls it back. It waits for nothing but the transaction and may be
// run on another thread than that which asked, and, after a commit that failed for a neighbour's sake, twice.
using Work = std::function<Task<Ending>(Transaction&)>;

// Statements of the program's own, all in one transaction: PostgreSQL's SQL with values for $1, $2, ..., as
// the database's owner, past grants and policies. For the program's own tables (users, sessions, mails)
// alone: no text of a client's ever becomes part of one.
class OwnTransaction {
public:
    virtual ~OwnTransaction() = default;

    struct Answer {
        std::vector<std::vector<Parameter>> rows;  // PostgreSQL's text forms, times in UTC
        std::int64_t affected = 0;
    };
    // A text is prepared once, and kept. After an error the transaction can only end.
    virtual Task<Answer> run(std::string text, std::vector<Parameter> values) = 0;
};

enum class Access : std::uint8_t { read, write };

// As Work, for an OwnTransaction; it may be called once more from the start after a deadlock, too.
using OwnWork = std::function<Task<Ending>(OwnTransaction&)>;

// The rows of a read, piece by piece, none of them made before it is asked for.
class RowStream {
public:
    virtual ~RowStream() = default;
    // Appends what comes next, some 64 kB of it; false: that was the end.
    virtual Task<bool> next(std::string& body) = 0;
    // Of what has been read so far; the total is there from the start.
    virtual Outcome const& outcome() const = 0;
};

class Engine {
public:
    virtual ~Engine() = default;

    // What requests are planned against; changes when a migration or DDL does. Cheap: a copy of a pointer.
    virtual std::shared_ptr<sql::Schema const> schema() = 0;

    // The fast path: `settings` may be left to be asked for. Answers at once when that takes no waiting (the
    // embedded engine's short reads), and appends the body to `body`; nothing when run() has to be used.
    // Never throws away what it began to write.
    virtual std::optional<Result<Outcome>> try_run(Call const& call, std::string& body,
                                                   SettingSource const* settings = nullptr) = 0;
    virtual Task<Outcome> run(Call call, std::string& body) = 0;

    // What `work` leaves behind is committed, or nothing of it.
    virtual Task<void> transact(Work work, Isolation isolation) = 0;
    // The same with statements of the program's own. REQUIRES: `work` does not write unless the access says
    // so.
    virtual Task<void> transact_own(Access access, OwnWork work) = 0;

    // The rows of a read that may be many; if they are few, one piece has them all. Otherwise the stream
    // reads one snapshot and keeps a connection. REQUIRES: the exchange is read only, its format json_array,
    // json_lines or csv, it has no `planned`; what the call refers to outlives the stream.
    virtual Task<std::unique_ptr<RowStream>> stream(Call call) = 0;

    // What the principal may use of one schema, with any privilege at all: for a description of the API.
    virtual Task<Visible> visible(Principal principal, std::string pre_request, std::string schema) = 0;

    // To be called when the event loop is about to poll: ends the shared read transaction of this turn.
    virtual void before_poll() {}
};

enum class Kind : std::uint8_t { sqlite, postgres };

// One database: makes engines for threads and sessions for other work.
class Database {
public:
    virtual ~Database() = default;
    virtual Kind kind() const = 0;
    virtual Result<std::unique_ptr<Session>> open_session() = 0;
    virtual Result<std::unique_ptr<Engine>> open_engine(boost::asio::io_context& io) = 0;
    // Reads the schema anew (after a migration, NOTIFY pgrst, SIGUSR1); engines see it from their next call
    // on.
    virtual Result<void> reload_schema() = 0;
    virtual std::shared_ptr<sql::Schema const> schema() const = 0;
    // False while the database cannot be reached; why, for /health/ready.
    virtual Result<void> check() = 0;
};

}  // namespace backstay::engine
