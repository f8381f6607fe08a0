#include "http/response_writer.hpp"

#include <gtest/gtest.h>

namespace backstay::http {
namespace {

std::string written(std::string_view value, std::string_view reason = {}) {
    Common const common;
    std::string buffer;
    ResponseWriter out(buffer, common);
    out.start(200, reason);
    out.header("X-Given", value);
    return buffer;
}

// Otherwise who has a say in a value could add fields, or a whole answer, of his own.
TEST(ResponseWriter, ControlsInValuesAreBlanks) {
    for (auto const& [value, sent] :
         {std::pair<std::string_view, std::string_view>{"plain", "plain"},
          {"a\tb \xC3\xA9", "a\tb \xC3\xA9"},
          {"a\r\nSet-Cookie: b", "a  Set-Cookie: b"},
          {std::string_view("\0a\x1F\x7F", 4), " a  "},
          {"thirty-one letters and one more\n", "thirty-one letters and one more "}})
        EXPECT_TRUE(written(value).contains("X-Given: " + std::string(sent) + "\r\n")) << written(value);
    EXPECT_TRUE(written("", "all\r\nwell").starts_with("HTTP/1.1 200 all  well\r\n"))
        << written("", "all\r\nwell");
}

}  // namespace
}  // namespace backstay::http
