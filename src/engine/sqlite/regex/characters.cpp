#include <algorithm>

#include "engine/sqlite/regex/tree.hpp"

namespace backstay::engine::sqlite::regex {

constexpr char32_t greatest = 0x10FFFF;

void Characters::add(Characters const& other) {
    ranges_.insert(ranges_.end(), other.ranges_.begin(), other.ranges_.end());
}

void Characters::settle() {
    std::ranges::sort(ranges_);
    std::vector<Range> merged;
    for (auto const& range : ranges_) {
        if (!merged.empty() && range.first <= merged.back().second + 1)
            merged.back().second = std::max(merged.back().second, range.second);
        else
            merged.push_back(range);
    }
    ranges_ = std::move(merged);
}

Characters Characters::complement() const {
    Characters result;
    char32_t next = 0;
    for (auto const& [first, last] : ranges_) {
        if (first > next) result.add(next, first - 1);
        next = last + 1;
    }
    if (next <= greatest) result.add(next, greatest);
    return result;
}

bool Characters::contains(char32_t character) const {
    auto const after = std::ranges::upper_bound(ranges_, character, {}, &Range::first);
    return after != ranges_.begin() && std::prev(after)->second >= character;
}

}  // namespace backstay::engine::sqlite::regex
