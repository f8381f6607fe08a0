#include <algorithm>
#include <iterator>

#include "migrate/flyway/naming.hpp"
#include "migrate/migration.hpp"
#include "migrate/pattern.hpp"

namespace backstay::migrate {
namespace {

bool is_absent(State state) { return state == State::missing || state == State::future; }

// The row as the file would have it; nothing where it may stay.
std::optional<HistoryRow> aligned(InfoLine const& line) {
    auto const& file = *line.migration;
    auto row = *line.row;
    row.description = flyway::shortened_description(file.description);
    row.type = type_name(file.kind);
    row.checksum = file.checksum;
    // A repeatable one that changed is to run again, not to be taken for done.
    if (line.repeatable() && line.row->checksum != file.raw_checksum) return std::nullopt;
    if (line.repeatable() && line.row->checksum == file.checksum) return std::nullopt;
    if (row == *line.row) return std::nullopt;
    return row;
}

}  // namespace

Repair make_repair(std::vector<HistoryRow> const& rows, std::vector<Migration> const& migrations,
                   std::vector<std::string> const& ignore) {
    Repair repair;
    std::vector<HistoryRow> kept;
    std::ranges::partition_copy(rows, std::back_inserter(kept), std::back_inserter(repair.remove),
                                &HistoryRow::success);
    int next_rank = kept.empty() ? 1 : kept.back().rank + 1;
    for (auto const& line : make_info(kept, migrations, {.out_of_order = true})) {
        if (!line.row) continue;
        bool const synthetic =
            line.row->type == "BASELINE" || line.row->type == "SCHEMA" || line.row->type == "DELETE";
        if (is_absent(line.state) && !is_ignored(ignore, line)) {
            auto row = *line.row;
            row.rank = next_rank++;
            row.type = "DELETE";
            row.execution_time = 0;
            repair.add.push_back(std::move(row));
        } else if (line.migration && !synthetic && line.state != State::undone) {
            if (auto row = aligned(line)) repair.align.push_back(*std::move(row));
        }
    }
    return repair;
}

}  // namespace backstay::migrate
