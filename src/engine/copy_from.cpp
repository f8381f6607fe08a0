#include <algorithm>

#include "engine/copy_format.hpp"
#include "engine/engine.hpp"
#include "sql/read/read.hpp"

namespace backstay::engine {
namespace {

Error in_data(Error error, std::string_view command, int line) {
    auto const lines = static_cast<int>(std::ranges::count(command, '\n')) + 1;
    error->position = {.line = lines + line, .column = 1};
    return error;
}

}  // namespace

Result<std::int64_t> Session::copy_from(std::string_view command, std::string_view data) {
    constexpr std::size_t batch = 1000;
    TRY(auto const statement, sql::read_one(command));
    auto const* const copy = std::get_if<sql::CopyFromStdin>(&statement.node);
    if (copy == nullptr) return failure("42601", "COPY ... FROM STDIN was expected");
    TRY(auto const format, copy_format(copy->options));
    CopyReader reader(data, format);
    std::vector<std::vector<Parameter>> rows;
    std::int64_t copied = 0;
    int first_line = 1;
    for (bool more = true; more;) {
        auto row = reader.next();
        if (!row) return std::unexpected(in_data(std::move(row).error(), command, reader.line()));
        more = row->has_value();
        if (more) {
            if (rows.empty()) first_line = reader.line();
            rows.push_back(**std::move(row));
        }
        if (rows.size() < batch && (more || rows.empty())) continue;
        auto const done = copy_rows(copy->table.name, copy->columns, rows);
        if (!done) {
            auto const line = first_line + std::max(done.error()->position.line, 1) - 1;
            return std::unexpected(in_data(done.error(), command, line));
        }
        copied += *done;
        rows.clear();
    }
    return copied;
}

}  // namespace backstay::engine
