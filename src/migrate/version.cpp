#include "migrate/version.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace backstay::migrate {

std::optional<Version> Version::parse(std::string_view text) {
    Version version;
    version.text_ = text;
    std::replace(version.text_.begin(), version.text_.end(), '_', '.');
    if (version.text_.empty() || version.text_.back() == '.') return std::nullopt;
    for (auto& part : split(version.text_, '.')) {
        bool const digits = !part.empty() && part.find_first_not_of("0123456789") == std::string::npos;
        if (!digits) return std::nullopt;
        version.parts_.push_back(part.substr(std::min(part.find_first_not_of('0'), part.size())));
    }
    while (!version.parts_.empty() && version.parts_.back().empty()) version.parts_.pop_back();
    return version;
}

std::strong_ordering Version::operator<=>(Version const& other) const {
    auto const count = std::max(parts_.size(), other.parts_.size());
    for (std::size_t i = 0; i < count; ++i) {
        std::string_view const mine = i < parts_.size() ? std::string_view(parts_[i]) : std::string_view();
        std::string_view const theirs =
            i < other.parts_.size() ? std::string_view(other.parts_[i]) : std::string_view();
        if (mine.size() != theirs.size()) return mine.size() <=> theirs.size();
        if (auto const order = mine.compare(theirs); order != 0) return order <=> 0;
    }
    return std::strong_ordering::equal;
}

}  // namespace backstay::migrate
