#include "api/rest/row_reader.hpp"

#include <algorithm>
#include <cstring>

#include "base/json.hpp"
#include "http/body_file.hpp"

namespace backstay::api::rest {
namespace {

ByteReader::Source bytes_of(http::Request const& request) {
    if (request.file)
        return [file = request.file, at = std::uint64_t{0}](char* to, std::size_t most) mutable {
            auto const count = file->read(at, to, most);
            at += count;
            return count;
        };
    return [rest = request.body](char* to, std::size_t most) mutable {
        auto const count = std::min(most, rest.size());
        std::memcpy(to, rest.data(), count);
        rest.remove_prefix(count);
        return count;
    };
}

}  // namespace

RowReader::RowReader(http::Request const& request, BodyType type) {
    if (type == BodyType::csv)
        csv_.emplace(bytes_of(request), ',');
    else
        json_.emplace(bytes_of(request));
}

int RowReader::line() const { return csv_ ? csv_->line() : json_->line(); }

Result<bool> RowReader::next(std::string& row) {
    row.clear();
    auto more = csv_ ? next_record(row) : json_->next(row);
    if (!more) {
        auto error = failure("PGRST102", more.error()->message).error();
        name_line(error, more.error()->position.line > 0 ? more.error()->position.line : line());
        return std::unexpected(std::move(error));
    }
    return more;
}

Result<bool> RowReader::next_record(std::string& row) {
    if (names_.empty()) {
        TRY(bool const any, csv_->next(record_));
        if (!any) return failure("PGRST102", "Empty or invalid csv");
        for (auto& field : record_) names_.push_back(std::move(field.text));
    }
    TRY(bool const more, csv_->next(record_));
    if (!more) return false;
    if (record_.size() != names_.size())
        return failure("PGRST102", "All lines must have same number of fields");
    row = "{";
    for (std::size_t i = 0; i < names_.size(); ++i) {
        if (i > 0) row += ',';
        append_json_string(row, names_[i]);
        row += ':';
        if (record_[i].text == "NULL")
            row += "null";
        else
            append_json_string(row, record_[i].text);
    }
    row += '}';
    return true;
}

void name_line(Error& error, int line) {
    auto const where = "Line " + std::to_string(line) + " of the body.";
    error->hint = error->hint ? where + " " + *error->hint : where;
}

}  // namespace backstay::api::rest
