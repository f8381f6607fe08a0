#include "engine/sqlite/plpgsql/frame.hpp"

#include <algorithm>
#include <ranges>

namespace backstay::engine::sqlite {
namespace {

constexpr int record_step = 100'000;  // numbers for each record: whether it is present, then its fields

template <class T>
T* find_last(std::vector<T>& variables, std::string_view name) {
    for (auto& variable : std::views::reverse(variables))
        if (variable.name == name) return &variable;
    return nullptr;
}

}  // namespace

ScalarVariable* Frame::scalar(std::string_view name) { return find_last(scalars_, name); }
ScalarVariable* Frame::scalar(std::span<std::string const> path) {
    if (path.size() == 1) return scalar(path.front());
    if (path.size() != 2 || record(path.front()) != nullptr) return nullptr;
    for (auto& variable : std::views::reverse(scalars_))
        if (variable.label == path.front() && variable.name == path.back()) return &variable;
    return nullptr;
}
RecordVariable* Frame::record(std::string_view name) { return find_last(records_, name); }

Result<Value> Frame::value(int number) const {
    if (number < record_step) return scalars_[static_cast<std::size_t>(number - 1)].value;
    auto const& record = records_[static_cast<std::size_t>(number / record_step - 1)];
    auto const field = number % record_step;
    if (!record.assigned)
        return failure("55000", "record \"" + record.name + "\" is not assigned yet")
            .detail("The tuple structure of a not-yet-assigned record is indeterminate.");
    if (field == 0) return Value(std::int64_t{record.present ? 1 : 0});
    auto const index = static_cast<std::size_t>(field - 1);
    return index < record.values.size() ? record.values[index] : Value();
}

sql::OuterNames Frame::names() const {
    sql::OuterNames names;
    for (auto i = scalars_.size(); i > 0; --i)
        names.values.push_back(
            {scalars_[i - 1].name, scalars_[i - 1].type, static_cast<int>(i), scalars_[i - 1].label});
    for (auto i = records_.size(); i > 0; --i) {
        auto const& record = records_[i - 1];
        auto const first = static_cast<int>(i) * record_step;
        sql::OuterRecord out{.name = record.name, .type = record.type, .assigned = record.assigned};
        out.present = record.settled ? (record.present ? 0 : -1) : first;
        for (auto const& field : record.fields)
            out.fields.push_back({field.name, field.type, first + 1 + static_cast<int>(out.fields.size())});
        names.records.push_back(std::move(out));
    }
    return names;
}

std::vector<std::vector<RecordField>> Frame::shapes() const {
    std::vector<std::vector<RecordField>> shapes;
    for (auto const& record : records_) shapes.push_back(record.fields);
    return shapes;
}

void Frame::release(Mark mark) {
    scalars_.resize(mark.scalars);
    records_.resize(mark.records);
}

}  // namespace backstay::engine::sqlite
