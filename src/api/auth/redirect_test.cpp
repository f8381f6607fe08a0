#include "api/auth/redirect.hpp"

#include <gtest/gtest.h>

namespace backstay::api::auth {
namespace {

TEST(Redirect, GlobsStopAtDotsAndSlashes) {
    struct Case {
        char const* pattern;
        char const* text;
        bool matches;
    };
    constexpr Case cases[] = {
        {"http://a.example/*", "http://a.example/x", true},
        {"http://a.example/*", "http://a.example/x/y", false},
        {"http://a.example/**", "http://a.example/x/y.html", true},
        {"https://*.example/**", "https://shop.example/a", true},
        {"https://*.example/**", "https://evil.com/.example/a", false},
        {"http://localhost:?000/", "http://localhost:3000/", true},
        {"http://localhost:[3-5]000/", "http://localhost:6000/", false},
        {"{http,https}://a.example", "https://a.example", true},
        {"{http,https}://a.example", "ftp://a.example", false},
        {"a\\*b", "a*b", true},
        {"a\\*b", "axb", false},
        {"com.shop://*", "com.shop://login", true},
        {"", "", true},
    };
    for (auto const& [pattern, text, matches] : cases)
        EXPECT_EQ(matches_glob(pattern, text), matches) << pattern << " " << text;
    // No pattern takes long.
    EXPECT_FALSE(matches_glob(std::string(30, '*') + "b", std::string(2000, 'a')));
}

TEST(Redirect, OnlyWhatIsAllowed) {
    Options options;
    options.site_url = "https://shop.example";
    options.redirect_urls = {"https://*.shop.example/cb", "com.shop://*", "http://localhost:3000/**"};
    for (auto const* url :
         {"https://shop.example", "https://shop.example/any/path?x=1#f", "https://SHOP.example/",
          "https://shop.example:443/", "https://de.shop.example/cb", "com.shop://login",
          "http://localhost:3000/a/b", "http://127.0.0.1:8000/x"})
        EXPECT_TRUE(is_allowed_redirect(options, url)) << url;
    for (auto const* url :
         {"", "/path", "https://evil.example/", "http://shop.example/", "https://shop.example:8443/",
          "https://shop.example@evil.example/", "https://evil.example/shop.example",
          "https://shop.example.evil.com/", "javascript:alert(1)", "https://2130706433/", "https://10.0.0.1/",
          "https://shop.example\\@evil.example/", "https://de.shop.example/cb/x", "http://localhost:3001/a",
          "//shop.example/", "https:///x"})
        EXPECT_FALSE(is_allowed_redirect(options, url)) << url;
}

TEST(Redirect, ParametersAndFragments) {
    EXPECT_EQ(with_query("https://a/b", "code=1"), "https://a/b?code=1");
    EXPECT_EQ(with_query("https://a/b?x=1#f", "code=1"), "https://a/b?x=1&code=1#f");
    EXPECT_EQ(with_fragment("https://a/b#old", "x=1"), "https://a/b#x=1");
}

}  // namespace
}  // namespace backstay::api::auth
