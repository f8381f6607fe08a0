#include "base/encoding.hpp"

#include <gtest/gtest.h>

namespace backstay {

using namespace std::string_view_literals;

TEST(Encoding, NamesTheBytesOfTheFirstFault) {
    EXPECT_TRUE(require_utf8("caf\xC3\xA9").has_value());
    struct Case {
        std::string_view text, bytes;
    };
    for (auto const& [text, bytes] :
         {Case{"a\xFFz", "0xff"}, Case{"a\xE2\x82", "0xe2 0x82"}, Case{"\xC3(", "0xc3 0x28"},
          Case{"\xC3\xA9\0b"sv, "0x00"}, Case{"\xED\xA0\x80", "0xed 0xa0 0x80"}}) {
        auto const refused = require_utf8(text);
        ASSERT_FALSE(refused.has_value());
        EXPECT_EQ(refused.error()->code, "22021");
        EXPECT_EQ(refused.error()->message,
                  "invalid byte sequence for encoding \"UTF8\": " + std::string(bytes));
    }
}

}  // namespace backstay
