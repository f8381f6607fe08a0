#include "api/auth/duration.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace backstay::api::auth {
namespace {

struct Unit {
    std::string_view name;
    double seconds;
};
constexpr std::array units{Unit{"ns", 1e-9}, Unit{"us", 1e-6}, Unit{"ms", 1e-3},
                           Unit{"s", 1},     Unit{"m", 60},    Unit{"h", 3600}};

}  // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
    constexpr double longest = 3e9;
    if (text.empty() || text.size() > 50) return std::nullopt;
    double sum = 0;
    while (!text.empty()) {
        double number = 0;
        auto const digits = std::min(text.find_first_not_of("0123456789."), text.size());
        auto const [end, error] =
            std::from_chars(text.data(), text.data() + digits, number, std::chars_format::fixed);
        if (digits == 0 || error != std::errc() || end != text.data() + digits) return std::nullopt;
        text.remove_prefix(digits);
        auto const letters = std::min(text.find_first_of("0123456789."), text.size());
        auto const* const unit = std::ranges::find(units, text.substr(0, letters), &Unit::name);
        if (unit == units.end()) return std::nullopt;
        sum += number * unit->seconds;
        text.remove_prefix(letters);
    }
    if (sum > longest) return std::nullopt;
    return std::chrono::seconds(static_cast<std::int64_t>(sum));
}

}  // namespace backstay::api::auth
