#pragma once

// The version of a migration, as Flyway has it: numbers of any length with dots or underscores between.
//
//     Version::parse("1_2")       1.2, whose text is "1.2"
//     "1", "1.0" and "01" are the same version; the text keeps how it was written.

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace backstay::migrate {

class Version {
public:
    static std::optional<Version> parse(std::string_view text);

    std::string const& text() const { return text_; }

    std::strong_ordering operator<=>(Version const& other) const;
    bool operator==(Version const& other) const { return (*this <=> other) == std::strong_ordering::equal; }

private:
    std::string text_;
    std::vector<std::string> parts_;  // without leading zeros; without trailing parts that are zero
};

}  // namespace backstay::migrate
