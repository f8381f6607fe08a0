// OVERLAPS. A NULL end is not known: the answer may be known all the same.

#include <array>
#include <optional>
#include <utility>

#include "engine/sqlite/runtime/time.hpp"
#include "engine/sqlite/runtime/time_zone.hpp"
#include "engine/sqlite/values/time_text.hpp"

namespace backstay::engine::sqlite {
namespace {

template <class T>
struct Period {
    std::optional<T> begin, end;
};

// The lesser end first, or the one that is known.
template <class T>
Period<T> ordered(std::optional<T> begin, std::optional<T> end) {
    if (!begin || (end && *end < *begin)) std::swap(begin, end);
    return {begin, end};
}

template <class T>
Value overlap(Period<T> a, Period<T> b) {
    auto const truth = [](bool value) { return Value(std::int64_t{value ? 1 : 0}); };
    if (!a.begin || !b.begin) return {};
    if (*b.begin < *a.begin) std::swap(a, b);
    if (*a.begin < *b.begin) {
        if (!a.end) return {};
        if (*b.begin < *a.end) return truth(true);
        return b.end ? truth(false) : Value();
    }
    return a.end && b.end ? truth(true) : Value();
}

struct ZonedTime {
    TimeTz value;
    bool operator<(ZonedTime const& other) const { return compare(value, other.value) < 0; }
};

std::optional<std::int64_t> moment(Arguments const& args, int index) {
    if (args.is_null(index)) return std::nullopt;
    return args.integer(index);
}

// The second of each pair may be the length of the period instead of its end.
using Lengthen = Result<std::int64_t> (*)(Arguments const& args, std::int64_t begin, Interval const& length);

Result<std::optional<std::int64_t>> end_of(Arguments const& args, int index, Lengthen lengthen) {
    auto const end = args.value(index);
    auto const* const length = std::get_if<std::string>(&end);
    if (length == nullptr) return moment(args, index);
    auto const begin = moment(args, index - 1);
    if (!begin) return std::nullopt;
    TRY(auto const found, lengthen(args, *begin, interval_of(*length)));
    return found;
}

template <Lengthen lengthen>
Result<Value> overlaps(Arguments const& args) {
    TRY(auto const a, end_of(args, 1, lengthen));
    TRY(auto const b, end_of(args, 3, lengthen));
    return overlap(ordered(moment(args, 0), a), ordered(moment(args, 2), b));
}

Result<std::int64_t> later_time(Arguments const&, std::int64_t begin, Interval const& length) {
    return moment_of(begin + length.time % microseconds_a_day).time;
}
Result<std::int64_t> later_timestamp(Arguments const&, std::int64_t begin, Interval const& length) {
    return add(begin, length);
}
Result<std::int64_t> later_timestamptz(Arguments const& args, std::int64_t begin, Interval const& length) {
    TRY(auto const zone, time_session(args.state()).zone());
    return add(begin, length, *zone);
}

Result<Value> overlaps_zoned_times(Arguments const& args) {
    auto const time = [&](int index) -> std::optional<ZonedTime> {
        if (args.is_null(index)) return std::nullopt;
        return ZonedTime{time_tz_of(args.text(index))};
    };
    return overlap(ordered(time(0), time(1)), ordered(time(2), time(3)));
}

constexpr auto time_overlaps_functions = std::to_array<Scalar>({
    {"pg_overlaps_time", 4, overlaps<later_time>, Strictness::takes_null},
    {"pg_overlaps_timetz", 4, overlaps_zoned_times, Strictness::takes_null},
    {"pg_overlaps_timestamp", 4, overlaps<later_timestamp>, Strictness::takes_null},
    {"pg_overlaps_timestamptz", 4, overlaps<later_timestamptz>, Strictness::takes_null, Purity::changing},
});

}  // namespace

Result<void> register_time_overlaps(Connection const& db, StatementState& state) {
    return register_scalars(db, state, time_overlaps_functions);
}

}  // namespace backstay::engine::sqlite
