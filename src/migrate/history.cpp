#include "migrate/history.hpp"

#include <charconv>

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

}  // namespace

std::string History::name() const { return quote_always(schema_) + "." + quote_always(table_); }

std::int64_t History::lock_key() const {
    constexpr std::int64_t flyway = 77431708279161;  // the letters "Flyway"
    std::uint32_t hash = 0;                          // java.lang.String.hashCode
    for (char const c : name()) hash = (hash * 31U) + static_cast<unsigned char>(c);
    return flyway + static_cast<std::int32_t>(hash);
}

Result<std::optional<std::vector<HistoryRow>>> History::read() {
    auto const rows = session_.execute(
        "select installed_rank, version, description, type, script, checksum, installed_by, installed_on, "
        "execution_time, success from " +
            name() + " order by installed_rank",
        std::vector<Parameter>{});
    if (!rows && rows.error().code == "42P01") return std::nullopt;
    if (!rows) return std::unexpected(rows.error());
    std::vector<HistoryRow> history;
    for (auto const& fields : rows->rows) history.push_back(row_of(fields));
    return history;
}

Result<void> History::create() {
    auto const text =
        "create schema if not exists " + quote_always(schema_) + "; create table " + name() +
        " (installed_rank int not null, version varchar(50), description varchar(200) not null, "
        "type varchar(20) not null, script varchar(1000) not null, checksum integer, "
        "installed_by varchar(100) not null, installed_on timestamp not null default now(), "
        "execution_time integer not null, success boolean not null, constraint " +
        quote_always(table_ + "_pk") + " primary key (installed_rank)); create index " +
        quote_always(table_ + "_s_idx") + " on " + name() + " (success)";
    TRY_VOID(session_.execute(text));
    return {};
}

Result<void> History::add(HistoryRow const& row) {
    auto const by = row.installed_by.empty() ? std::string("current_user") : std::string("$9");
    std::vector<Parameter> values{std::to_string(row.rank),
                                  row.version,
                                  row.description,
                                  row.type,
                                  row.script,
                                  printed(row.checksum),
                                  std::to_string(row.execution_time),
                                  row.success ? "true" : "false"};
    if (!row.installed_by.empty()) values.emplace_back(row.installed_by);
    TRY_VOID(session_.execute(
        "insert into " + name() +
            " (installed_rank, version, description, type, script, checksum, "
            "execution_time, success, installed_by) values ($1, $2, $3, $4, $5, $6, $7, $8, " +
            by + ")",
        values));
    return {};
}

Result<void> History::remove(HistoryRow const& row) {
    TRY_VOID(session_.execute("delete from " + name() + " where installed_rank = $1",
                              std::vector<Parameter>{std::to_string(row.rank)}));
    return {};
}

Result<void> History::align(HistoryRow const& row) {
    TRY_VOID(session_.execute(
        "update " + name() + " set description = $2, type = $3, checksum = $4 where installed_rank = $1",
        std::vector<Parameter>{std::to_string(row.rank), row.description, row.type, printed(row.checksum)}));
    return {};
}

}  // namespace backstay::migrate
