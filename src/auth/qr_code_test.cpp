#include "auth/qr_code.hpp"

#include <gtest/gtest.h>

namespace backstay::auth {
namespace {

// The corner of a code: a square in a ring.
constexpr std::string_view finder[] = {"#######", "#     #", "# ### #", "# ### #",
                                       "# ### #", "#     #", "#######"};

TEST(QrCode, IsAsLargeAsItsText) {
    struct Case {
        std::size_t length, side;
    };
    constexpr Case cases[] = {{1, 21}, {17, 21}, {18, 25}, {154, 45}, {271, 57}, {858, 97}};
    for (auto const& [length, side] : cases) {
        auto const modules = qr_modules(std::string(length, 'x'));
        ASSERT_TRUE(modules) << length;
        EXPECT_EQ(modules->size(), side) << length;
    }
    EXPECT_EQ(qr_modules(std::string(859, 'x')), std::nullopt);
    EXPECT_EQ(qr_svg(std::string(859, 'x')), "");
}

TEST(QrCode, HasItsCornersAndTimingLines) {
    auto const modules = qr_modules("otpauth://totp/shop:ann@example.org?secret=GEZDGNBVGY3TQOJQ").value();
    auto const size = modules.size();
    for (std::size_t y = 0; y < 7; ++y)
        for (std::size_t x = 0; x < 7; ++x) {
            bool const dark = finder[y][x] == '#';
            EXPECT_EQ(modules[y][x], dark);
            EXPECT_EQ(modules[y][size - 7 + x], dark);
            EXPECT_EQ(modules[size - 7 + y][x], dark);
        }
    for (std::size_t i = 8; i < size - 8; ++i) {
        EXPECT_EQ(modules[6][i], i % 2 == 0);
        EXPECT_EQ(modules[i][6], i % 2 == 0);
    }
    EXPECT_TRUE(modules[size - 8][8]);
}

}  // namespace
}  // namespace backstay::auth
