#include "engine/sqlite/runtime/array_order.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <memory>

#include "engine/sqlite/runtime/array.hpp"
#include "engine/sqlite/runtime/text.hpp"
#include "engine/sqlite/values/interval.hpp"
#include "engine/sqlite/values/json_text.hpp"
#include "engine/sqlite/values/numeric_text.hpp"
#include "engine/sqlite/values/time_text.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

std::string_view view(int size, void const* data) {
    return {static_cast<char const*>(data), static_cast<std::size_t>(size)};
}

std::string_view unpadded(std::string_view text) { return text.substr(0, text.find_last_not_of(' ') + 1); }
int compare_padded(std::string_view a, std::string_view b) { return unpadded(a).compare(unpadded(b)); }

template <class Order>
int sign(Order order) {
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}
int compare_intervals(std::string_view a, std::string_view b) {
    return sign(compare(interval_of(a), interval_of(b)));
}
int compare_zoned_times(std::string_view a, std::string_view b) {
    return sign(compare(time_tz_of(a), time_tz_of(b)));
}

constexpr sql::Type any_text{.base = BaseType::text};

int compare(std::string_view a, std::string_view b, CompareValues const& compare_elements) {
    if (a == b) return 0;
    return compare_arrays(stored_array(a, any_text), stored_array(b, any_text), compare_elements);
}

int compare_plain(void*, int a_size, void const* a, int b_size, void const* b) {
    return compare(view(a_size, a), view(b_size, b), compare_stored);
}

template <BaseType type>
int compare_as(void*, int a_size, void const* a, int b_size, void const* b) {
    return compare(view(a_size, a), view(b_size, b), [](Value const& left, Value const& right) {
        return order_of(type)(std::get<std::string>(left), std::get<std::string>(right));
    });
}

using Labels = std::vector<std::string>;

int compare_labels(void* data, int a_size, void const* a, int b_size, void const* b) {
    auto const& labels = *static_cast<Labels const*>(data);
    return compare(view(a_size, a), view(b_size, b), [&](Value const& left, Value const& right) {
        auto const place = [&](Value const& label) {
            return std::ranges::find(labels, std::get<std::string>(label)) - labels.begin();
        };
        auto const difference = place(left) - place(right);
        return difference < 0 ? -1 : difference > 0 ? 1 : 0;
    });
}

}  // namespace

CompareTexts order_of(BaseType type) {
    switch (type) {
        case BaseType::numeric: return compare_numeric;
        case BaseType::bpchar: return compare_padded;
        case BaseType::jsonb: return compare_jsonb;
        case BaseType::interval: return compare_intervals;
        case BaseType::timetz: return compare_zoned_times;
        case BaseType::citext: return compare_citext;
        default: return nullptr;
    }
}

int compare_elements(Value const& a, Value const& b, sql::Type type) {
    if (auto* const order = type.array ? nullptr : order_of(type.base))
        return order(std::get<std::string>(a), std::get<std::string>(b));
    return compare_stored(a, b);
}

bool same_element(Value const& a, Value const& b, sql::Type type) {
    auto const null = [](Value const& value) { return std::holds_alternative<std::monostate>(value); };
    if (null(a) || null(b)) return null(a) == null(b);
    return compare_elements(a, b, type) == 0;
}

Result<void> register_array_collations(Connection const& db) {
    struct Collation {
        char const* name;
        int (*compare)(void*, int, void const*, int, void const*);
    };
    for (auto const& [name, compare] : std::to_array<Collation>({
             {"pg_array", compare_plain},
             {"pg_array_pg_numeric", compare_as<BaseType::numeric>},
             {"pg_array_pg_bpchar", compare_as<BaseType::bpchar>},
             {"pg_array_pg_jsonb", compare_as<BaseType::jsonb>},
             {"pg_array_pg_interval", compare_as<BaseType::interval>},
             {"pg_array_pg_timetz", compare_as<BaseType::timetz>},
             {"pg_array_pg_citext", compare_as<BaseType::citext>},
         }))
        if (sqlite3_create_collation_v2(db.get(), name, SQLITE_UTF8, nullptr, compare, nullptr) != SQLITE_OK)
            return std::unexpected(db.error());
    return {};
}

Result<void> register_enum_array_collation(Connection const& db, std::string const& name, Labels labels) {
    auto kept = std::make_unique<Labels>(std::move(labels));
    auto const destroy = [](void* data) { delete static_cast<Labels*>(data); };
    if (sqlite3_create_collation_v2(db.get(), name.c_str(), SQLITE_UTF8, kept.get(), compare_labels,
                                    destroy) != SQLITE_OK)
        return std::unexpected(db.error());
    static_cast<void>(kept.release());
    return {};
}

}  // namespace backstay::engine::sqlite
