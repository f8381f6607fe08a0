#include "engine/sqlite/values/zone.hpp"

#include <algorithm>

namespace backstay::engine::sqlite {
namespace {

constexpr std::int64_t seconds_a_day = 86'400;
constexpr std::int64_t seconds_a_cycle = 146'097 * seconds_a_day;  // 400 years

// The type of the time before any change.
std::size_t earliest_type(std::vector<LocalType> const& types, std::vector<Transition> const& transitions) {
    if (std::ranges::none_of(transitions, [](Transition const& t) { return t.type == 0; })) return 0;
    if (!transitions.empty() && types[transitions.front().type].summer)
        for (auto i = transitions.front().type; i > 0; --i)
            if (!types[i - 1].summer) return i - 1;
    auto const standard = std::ranges::find_if(types, [](LocalType const& t) { return !t.summer; });
    return standard == types.end() ? 0 : static_cast<std::size_t>(standard - types.begin());
}

}  // namespace

Zone::Zone(std::vector<LocalType> types, std::vector<Transition> transitions, Repeat repeat)
    : types_(std::move(types)),
      transitions_(std::move(transitions)),
      repeat_(transitions_.empty() ? Repeat::never : repeat),
      earliest_(earliest_type(types_, transitions_)) {}

// The same moment of the calendar's cycle within the years that are laid out.
std::int64_t Zone::folded(std::int64_t utc) const {
    if (repeat_ == Repeat::never) return utc;
    auto const last = transitions_.back().time;
    if (utc > last) return utc - ((utc - last - 1) / seconds_a_cycle + 1) * seconds_a_cycle;
    auto const first = transitions_.front().time;
    if (utc < first && repeat_ == Repeat::both_ways)
        return utc + ((first - utc - 1) / seconds_a_cycle + 1) * seconds_a_cycle;
    return utc;
}

std::size_t Zone::after(std::int64_t utc) const {
    auto const found = std::ranges::upper_bound(transitions_, utc, {}, &Transition::time);
    return static_cast<std::size_t>(found - transitions_.begin());
}

LocalType const& Zone::at(std::int64_t utc) const {
    auto const next = after(folded(utc));
    return types_[next == 0 ? earliest_ : transitions_[next - 1].type];
}

LocalType const& Zone::standard() const {
    auto const found = std::ranges::find_if(types_, [](LocalType const& t) { return !t.summer; });
    return found == types_.end() ? types_.front() : *found;
}

std::int32_t Zone::offset_of_local(std::int64_t local) const {
    auto const day_before = folded(local - seconds_a_day);
    auto const shift = local - seconds_a_day - day_before;
    auto const next = after(day_before);
    auto const before = next == 0 ? standard().offset : types_[transitions_[next - 1].type].offset;
    if (next == transitions_.size()) return before;
    auto const change = transitions_[next].time + shift;
    auto const behind = types_[transitions_[next].type].offset;
    auto const as_before = local - before;
    auto const as_after = local - behind;
    if (as_before < change && as_after < change) return before;
    if (as_before > change && as_after >= change) return behind;
    return as_before > as_after ? before : behind;
}

LocalType const* Zone::named(std::string_view abbreviation, std::int64_t utc) const {
    auto const is_it = [&](Transition const& t) { return types_[t.type].abbreviation == abbreviation; };
    auto const now = transitions_.begin() + static_cast<std::ptrdiff_t>(after(utc));
    for (auto t = now; t != transitions_.begin(); --t)
        if (is_it(*std::prev(t))) return &types_[std::prev(t)->type];
    auto const later = std::find_if(now, transitions_.end(), is_it);
    return later == transitions_.end() ? nullptr : &types_[later->type];
}

std::optional<std::int32_t> Zone::fixed_offset() const {
    auto const offset = types_.front().offset;
    if (std::ranges::any_of(types_, [&](LocalType const& t) { return t.offset != offset; }))
        return std::nullopt;
    return offset;
}

}  // namespace backstay::engine::sqlite
