#include <algorithm>

#include "migrate/flyway/naming.hpp"
#include "migrate/migration.hpp"

namespace backstay::migrate {
namespace {

bool ignores(std::vector<std::string> const& patterns, InfoLine const& line, std::string_view state) {
    std::string const kind = line.repeatable() ? "repeatable" : "versioned";
    return std::any_of(patterns.begin(), patterns.end(), [&](std::string const& pattern) {
        return pattern == "*:*" || pattern == "*:" + std::string(state) ||
               pattern == kind + ":" + std::string(state) || pattern == kind + ":*";
    });
}

}  // namespace

Repair make_repair(std::vector<InfoLine> const& info, std::vector<HistoryRow> const& rows,
                   std::vector<std::string> const& ignore) {
    Repair repair;
    int next_rank = rows.empty() ? 1 : rows.back().rank + 1;
    for (auto const& row : rows) {
        if (!row.success) repair.remove.push_back(row);
    }
    for (auto const& line : info) {
        if (!line.row || !line.row->success) continue;
        bool const gone = (line.state == State::missing && !ignores(ignore, line, "missing")) ||
                          (line.state == State::future && !ignores(ignore, line, "future"));
        if (gone) {
            auto row = *line.row;
            row.rank = next_rank++;
            row.type = "DELETE";
            row.execution_time = 0;
            repair.add.push_back(std::move(row));
            continue;
        }
        bool const compares = line.migration && line.state != State::deleted && line.state != State::undone;
        if (!compares) continue;
        auto const& file = *line.migration;
        // A repeatable one that changed is to run again, not to be taken for done.
        bool const alignable = !line.repeatable() || line.row->checksum == file.raw_checksum;
        auto row = *line.row;
        row.description = flyway::shortened_description(file.description);
        row.type = file.kind == MigrationKind::baseline ? "SQL_BASELINE" : "SQL";
        row.checksum = file.checksum;
        if (alignable && row != *line.row) repair.align.push_back(std::move(row));
    }
    return repair;
}

}  // namespace backstay::migrate
