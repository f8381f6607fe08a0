#include "migrate/history.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <ctime>

#include "base/text.hpp"

namespace backstay::migrate {
namespace {

using engine::Parameter;

int whole(Parameter const& text) {
    int number = 0;
    if (text) std::from_chars(text->data(), text->data() + text->size(), number);
    return number;
}

Parameter printed(std::optional<std::int32_t> number) {
    return number ? Parameter(std::to_string(*number)) : std::nullopt;
}

HistoryRow row_of(std::vector<Parameter> const& fields) {
    return {.rank = whole(fields[0]),
            .version = fields[1],
            .description = fields[2].value_or(""),
            .type = fields[3].value_or(""),
            .script = fields[4].value_or(""),
            .checksum = fields[5] ? std::optional<std::int32_t>(whole(fields[5])) : std::nullopt,
            .installed_by = fields[6].value_or(""),
            .installed_on = fields[7].value_or(""),
            .execution_time = whole(fields[8]),
            .success = fields[9] == "t"};
}

// java.lang.String.hashCode, which counts UTF-16 units.
std::int32_t hash_code(std::string_view text) {
    std::uint32_t hash = 0;
    auto const add = [&](std::uint32_t unit) { hash = (hash * 31U) + unit; };
    for (std::size_t i = 0; i < text.size();) {
        auto const byte = static_cast<unsigned char>(text[i++]);
        std::uint32_t point = byte < 0x80U   ? byte
                              : byte < 0xE0U ? byte & 0x1FU
                              : byte < 0xF0U ? byte & 0x0FU
                                             : byte & 0x07U;
        for (; i < text.size() && (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U; ++i)
            point = (point << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
        if (point >= 0x10000U) {
            add(0xD800U + ((point - 0x10000U) >> 10U));
            add(0xDC00U + ((point - 0x10000U) & 0x3FFU));
        } else {
            add(point);
        }
    }
    return static_cast<std::int32_t>(hash);
}

// "2024-01-31 12:00:00.125", in UTC: what strftime('%Y-%m-%d %H:%M:%f', 'now') gives in Flyway's table.
std::string now_in_milliseconds() {
    using std::chrono::milliseconds;
    auto const now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now().time_since_epoch());
    auto const seconds = static_cast<std::time_t>(std::chrono::floor<std::chrono::seconds>(now).count());
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    auto const size = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
    auto const fraction = std::to_string(1000 + (now.count() % 1000)).substr(1);
    return std::string(text.data(), size) + "." + fraction;
}

bool is_known_type(std::string_view type) {
    constexpr auto known = std::to_array<std::string_view>(
        {"SQL", "BASELINE", "SQL_BASELINE", "SQL_STATE_SCRIPT", "SCHEMA", "DELETE", "UNDO_SQL", "JDBC",
         "JDBC_BASELINE", "UNDO_JDBC", "SPRING_JDBC", "UNDO_SPRING_JDBC", "SCRIPT", "SCRIPT_BASELINE",
         "UNDO_SCRIPT", "CUSTOM", "UNDO_CUSTOM"});
    return std::ranges::find(known, type) != known.end();
}

}  // namespace

// SQLite calls its one schema main, and so does Flyway there.
std::string History::name() const {
    bool const is_main = engine_ == ForEngine::sqlite && schema_ == "public";
    return quote_always(is_main ? "main" : schema_) + "." + quote_always(table_);
}

std::string History::address() const { return quote_always(schema_) + "." + quote_always(table_); }

std::int64_t History::lock_key() const {
    constexpr std::int64_t flyway = 77431708279161;  // the letters "Flyway"
    return flyway + hash_code(name());
}

Result<std::optional<std::vector<HistoryRow>>> History::read() {
    auto const rows = session_.execute(
        "select installed_rank, version, description, type, script, checksum, installed_by, installed_on, "
        "execution_time, success from " +
            address() + " order by installed_rank",
        std::vector<Parameter>{});
    if (!rows && (rows.error()->code == "42P01" || rows.error()->code == "3F000")) return std::nullopt;
    if (!rows) return std::unexpected(rows.error());
    std::vector<HistoryRow> history;
    for (auto const& fields : rows->rows) {
        history.push_back(row_of(fields));
        auto const& type = history.back().type;
        if (!is_known_type(type))
            return failure("F0000", "Unknown migration type '" + type + "' found in schema history.")
                .hint("Row " + std::to_string(history.back().rank) + " of " + name() +
                      " was written by another tool.");
    }
    return history;
}

// The embedded engine has no default that both it and Flyway would fill in, so that installed_on is text
// there.
Result<void> History::create() {
    bool const embedded = engine_ == ForEngine::sqlite;
    auto const installed_on = std::string(embedded ? "installed_on text not null, "
                                                   : "installed_on timestamp not null default now(), ");
    auto const text =
        "create table " + address() +
        " (installed_rank int not null, version varchar(50), description varchar(200) not null, "
        "type varchar(20) not null, script varchar(1000) not null, checksum integer, "
        "installed_by varchar(100) not null, " +
        installed_on + "execution_time integer not null, success boolean not null, constraint " +
        quote_always(table_ + "_pk") + " primary key (installed_rank)); create index " +
        quote_always(table_ + "_s_idx") + " on " + address() + " (success)";
    TRY_VOID(session_.execute(text));
    return {};
}

Result<void> History::add(HistoryRow const& row) {
    bool const embedded = engine_ == ForEngine::sqlite;
    std::vector<Parameter> values{std::to_string(row.rank),
                                  row.version,
                                  row.description,
                                  row.type,
                                  row.script,
                                  printed(row.checksum),
                                  row.installed_by,
                                  std::to_string(row.execution_time),
                                  row.success ? "true" : "false"};
    if (embedded) values.emplace_back(now_in_milliseconds());
    TRY_VOID(session_.execute(
        "insert into " + address() +
            " (installed_rank, version, description, type, script, checksum, installed_by, execution_time, "
            "success" +
            (embedded ? ", installed_on" : "") + ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9" +
            (embedded ? ", $10" : "") + ")",
        values));
    return {};
}

Result<void> History::remove(HistoryRow const& row) {
    TRY_VOID(session_.execute("delete from " + address() + " where installed_rank = $1",
                              std::vector<Parameter>{std::to_string(row.rank)}));
    return {};
}

Result<void> History::align(HistoryRow const& row) {
    TRY_VOID(session_.execute(
        "update " + address() + " set description = $2, type = $3, checksum = $4 where installed_rank = $1",
        std::vector<Parameter>{std::to_string(row.rank), row.description, row.type, printed(row.checksum)}));
    return {};
}

}  // namespace backstay::migrate
