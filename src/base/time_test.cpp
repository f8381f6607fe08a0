#include "base/time.hpp"

#include <gtest/gtest.h>

namespace backstay {
namespace {

TEST(Time, IsWrittenWithTheDigitsThereAre) {
    struct Case {
        char const* text;
        char const* written;
    };
    constexpr Case cases[] = {
        {"2026-08-01 10:00:00+00", "2026-08-01T10:00:00Z"},
        {"2026-08-01 10:00:00.25+00", "2026-08-01T10:00:00.25Z"},
        {"2024-02-29T23:59:59.000001Z", "2024-02-29T23:59:59.000001Z"},
        {"1969-12-31 23:59:59.5", "1969-12-31T23:59:59.5Z"},
    };
    for (auto const& [text, written] : cases) {
        auto const time = parse_time(text);
        ASSERT_TRUE(time) << text;
        EXPECT_EQ(to_rfc3339(*time), written);
    }
    EXPECT_EQ(unix_seconds(*parse_time("1970-01-01 00:01:00.9+00")), 60);
}

TEST(Time, RefusesOtherForms) {
    for (auto const* text : {"", "2026-08-01", "2026-02-30 10:00:00", "2026-08-01 10:00:00+02",
                             "2026-08-01 10:00:00.", "2026-08-01 24:00:00", "infinity"})
        EXPECT_FALSE(parse_time(text)) << text;
}

}  // namespace
}  // namespace backstay
