// What is bound to a statement before it runs: values of the request, settings, claims, columns of the row
// around it.

#include <sqlite3.h>

#include <algorithm>

#include "engine/sqlite/encode.hpp"
#include "engine/sqlite/encode_row.hpp"
#include "engine/sqlite/runtime/settings.hpp"
#include "engine/sqlite/value_text.hpp"

namespace backstay::engine::sqlite {

Result<void> Encoder::bind_parameter(Statement& statement, int index, sql::ParameterSlot const& slot) {
    if (given_.row != nullptr && slot.number >= first_row_parameter) {
        bind_value(statement.get(), index,
                   (*given_.row)[static_cast<std::size_t>(slot.number - first_row_parameter)]);
        return {};
    }
    if (given_.variables != nullptr) {
        TRY(auto const value, given_.variables->value(slot.number));
        bind_value(statement.get(), index, value);
        return {};
    }
    auto const n = static_cast<std::size_t>(slot.number - 1);
    if (n < given_.texts->size() && (*given_.texts)[n])
        return bind_input(statement.get(), index, *(*given_.texts)[n], slot.type, state_);
    statement.bind_null(index);
    return {};
}

Result<void> Encoder::bind(Statement& statement, std::vector<sql::Slot> const& slots) {
    int index = 0;
    for (auto const& slot : slots) {
        ++index;
        if (auto const* p = std::get_if<sql::ParameterSlot>(&slot)) {
            TRY_VOID(bind_parameter(statement, index, *p));
        } else if (auto const* s = std::get_if<sql::SettingSlot>(&slot)) {
            if (auto const found = setting_of(state_, s->name)) {
                statement.bind(index, *found);
            } else if (s->missing_ok) {
                statement.bind_null(index);
            } else {
                return failure("42704", "unrecognized configuration parameter \"" + s->name + "\"");
            }
        } else if (auto const* c = std::get_if<sql::ClaimSlot>(&slot)) {
            bind_claim(statement.get(), index, *c, state_);
        }
    }
    return {};
}

// For every row around it: only the columns of that row are others than before, so that the request's values
// and its claims are read once.
Result<void> Encoder::bind_within(ReadPlan const& around, ReadPlan& inner) {
    if (std::ranges::find(bound_, &inner) == bound_.end()) {
        TRY_VOID(bind(inner.statement, inner.lowered.slots));
        bound_.push_back(&inner);
    }
    int index = 0;
    for (auto const& slot : inner.lowered.slots) {
        ++index;
        auto const* const outer = std::get_if<sql::OuterSlot>(&slot);
        if (outer == nullptr) continue;
        auto const column = inner.outer_columns[static_cast<std::size_t>(outer->index)];
        sqlite3_bind_value(inner.statement.get(), index, value_at(around, column));
    }
    return {};
}

}  // namespace backstay::engine::sqlite
