#include <algorithm>

#include "base/csv.hpp"
#include "cli/row_source.hpp"

namespace backstay::cli {
namespace {

class CsvRows : public RowSource {
public:
    CsvRows(ByteReader::Source source, CsvRules rules)
        : csv_(std::move(source), rules.delimiter), rules_(std::move(rules)) {}

    Result<bool> next(Row& row) override {
        if (names_.empty()) {
            TRY_VOID(begin());
            row.columns = columns_;
        }
        TRY(auto const more, csv_.next(record_));
        if (!more) return false;
        row.line = csv_.line();
        TRY_VOID(check_width());
        row.values.clear();
        for (auto const place : places_) {
            auto& field = record_[place];
            bool const null = !field.quoted && field.text == rules_.null;
            row.values.push_back(null ? std::nullopt : engine::Parameter(std::move(field.text)));
        }
        return true;
    }

private:
    // Which fields are taken, and what they are called.
    Result<void> begin() {
        if (rules_.header) {
            TRY(auto const more, csv_.next(record_));
            if (!more) return failure("22P04", "the file has no header");
            for (auto& field : record_) names_.push_back(std::move(field.text));
        } else {
            names_ = rules_.columns;
        }
        columns_ = rules_.columns.empty() ? names_ : rules_.columns;
        for (auto const& column : columns_) {
            auto const found = std::ranges::find(names_, column);
            if (found == names_.end())
                return failure("42703", "the header names no column \"" + column + "\"")
                    .at({.file = {}, .line = csv_.line()});
            places_.push_back(static_cast<std::size_t>(found - names_.begin()));
        }
        return {};
    }

    Result<void> check_width() const {
        if (record_.size() == names_.size()) return {};
        auto text = record_.size() < names_.size()
                        ? "missing data for column \"" + names_[record_.size()] + "\""
                        : std::string("extra data after last expected column");
        return failure("22P04", std::move(text)).at({.file = {}, .line = csv_.line()});
    }

    CsvReader csv_;
    CsvRules rules_;
    std::vector<CsvField> record_;
    std::vector<std::string> names_, columns_;
    std::vector<std::size_t> places_;
};

}  // namespace

std::unique_ptr<RowSource> csv_rows(ByteReader::Source source, CsvRules rules) {
    return std::make_unique<CsvRows>(std::move(source), std::move(rules));
}

}  // namespace backstay::cli
