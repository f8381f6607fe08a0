#include "cli/audit_export.hpp"

#include <ostream>

#include "base/csv.hpp"
#include "base/json_object.hpp"

namespace backstay::cli {
namespace {

using AuditRow = std::vector<engine::Parameter>;  // id, created_at, ip_address, seal, payload
constexpr std::size_t id_at = 0, created_at = 1, address_at = 2, seal_at = 3, payload_at = 4;

constexpr std::size_t page_size = 500;
std::string const selection =
    "select id, created_at, ip_address, seal, payload from auth.audit_log_entries where ";
std::string const limit = " limit " + std::to_string(page_size);
std::string const lowest_id = "00000000-0000-0000-0000-000000000000";

std::string entry_time(engine::Parameter const& stored) {
    if (!stored) return "";
    auto const time = parse_time(*stored);
    return time ? to_rfc3339(*time) : *stored;
}

std::string json_line(AuditRow const& row) {
    JsonObject line;
    line.set_text("id", row.at(id_at).value_or(""));
    if (row.at(created_at)) {
        line.set_text("created_at", entry_time(row.at(created_at)));
    } else {
        line.set_json("created_at", "null");
    }
    line.set_text("ip_address", row.at(address_at).value_or(""));
    line.set_json("seal", row.at(seal_at).value_or("null"));
    // What was inserted by hand may have line ends, which would end the line.
    auto const payload = JsonObject::parse(row.at(payload_at).value_or("{}"));
    if (payload) {
        line.set_object("payload", *payload);
    } else {
        line.set_text("payload", row.at(payload_at).value_or(""));
    }
    return line.to_string() + "\n";
}

std::string csv_line(AuditRow const& row) {
    std::string line;
    append_csv_field(line, row.at(id_at).value_or(""));
    line += ',' + entry_time(row.at(created_at)) + ',';
    append_csv_field(line, row.at(address_at).value_or(""));
    line += ',' + row.at(seal_at).value_or("") + ',';
    if (row.at(payload_at)) append_csv_field(line, *row.at(payload_at));
    return line + "\n";
}

class AuditExport {
public:
    AuditExport(engine::Session& session, AuditFormat format, std::ostream& out)
        : session_(session), format_(format), out_(out) {}

    Result<void> run(AuditRange const& range) {
        if (format_ == AuditFormat::csv) out_ << "id,created_at,ip_address,seal,payload\n";
        auto const from = range.from ? to_rfc3339(*range.from) : earliest;
        auto const to = range.to ? to_rfc3339(*range.to) : latest;
        TRY_VOID(timed(from, to));
        // Ours have a time, and a sensible one; others are there only because somebody put them there.
        if (!range.from && !range.to) return untimed();
        return {};
    }
    std::int64_t written() const { return written_; }

private:
    inline static std::string const earliest = "0001-01-01T00:00:00Z", latest = "9999-12-31T00:00:00Z";

    Result<void> timed(std::string const& from, std::string const& to) {
        auto const text = [](std::string_view after) {
            return selection + "(created_at, id) " + std::string(after) +
                   " (cast($1 as timestamptz), cast($2 as uuid)) and created_at < cast($3 as timestamptz) "
                   "order by created_at, id" +
                   limit;
        };
        AuditRow values{from, lowest_id, to};
        for (std::string_view after = ">=";; after = ">") {
            TRY(auto const page, session_.execute(text(after), values));
            TRY_VOID(write(page.rows));
            if (page.rows.size() < page_size) return {};
            values = {page.rows.back().at(created_at), page.rows.back().at(id_at), to};
        }
    }

    Result<void> untimed() {
        auto const text = [](std::string_view after) {
            return selection +
                   "(created_at is null or created_at < cast($2 as timestamptz) or created_at >= cast($3 as "
                   "timestamptz)) and id " +
                   std::string(after) + " cast($1 as uuid) order by id" + limit;
        };
        AuditRow values{lowest_id, earliest, latest};
        for (std::string_view after = ">=";; after = ">") {
            TRY(auto const page, session_.execute(text(after), values));
            TRY_VOID(write(page.rows));
            if (page.rows.size() < page_size) return {};
            values.at(0) = page.rows.back().at(id_at);
        }
    }

    Result<void> write(std::vector<AuditRow> const& rows) {
        for (auto const& row : rows) out_ << (format_ == AuditFormat::csv ? csv_line(row) : json_line(row));
        if (!out_.flush()) return failure("58030", "the export cannot be written");
        written_ += static_cast<std::int64_t>(rows.size());
        return {};
    }

    engine::Session& session_;
    AuditFormat const format_;
    std::ostream& out_;
    std::int64_t written_ = 0;
};

}  // namespace

Result<Time> read_moment(std::string const& text) {
    auto time = parse_time(text);
    if (!time) time = parse_time(text + "T00:00:00Z");
    if (time) return *time;
    return failure("22007", "\"" + text + "\" is no time in UTC")
        .hint("Write 2026-11-01 or 2026-11-01T10:00:00Z.");
}

Result<std::int64_t> export_audit_log(engine::Session& session, AuditRange const& range, AuditFormat format,
                                      std::ostream& out) {
    auto const utc = session.execute("set timezone = 'UTC'");
    if (!utc) return std::unexpected(utc.error());
    AuditExport all(session, format, out);
    TRY_VOID(all.run(range));
    return all.written();
}

}  // namespace backstay::cli
