#include "base/result.hpp"

#include <gtest/gtest.h>

namespace backstay {
namespace {

Result<int> refuse() {
    return failure("42P01", "relation \"a\" does not exist").hint("b").at({"f.sql", 3, 4});
}

Result<int> pass_on() {
    TRY(auto const value, refuse());
    return value;
}

TEST(Error, TravelsWithWhatIsKnownOfIt) {
    auto const result = pass_on();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, "42P01");
    EXPECT_EQ(result.error()->hint, "b");
    EXPECT_EQ(result.error()->detail, std::nullopt);
    EXPECT_EQ(to_string(result.error()->position), "f.sql:3:4");
}

TEST(Error, NamesTheEmbeddedEngineInItsRefusals) {
    Result<int> const result = not_supported("CREATE RULE", "write a trigger");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error()->code, "0A000");
    EXPECT_EQ(result.error()->message, "not supported on the embedded engine: CREATE RULE");
}

}  // namespace
}  // namespace backstay
