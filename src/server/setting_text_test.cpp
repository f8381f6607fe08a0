#include "server/setting_text.hpp"

#include <gtest/gtest.h>

namespace backstay::server {
namespace {

TEST(SettingText, TemplateNamesEverySetting) {
    auto const text = settings_template();
    for (auto const& setting : all_settings()) {
        auto const key = setting.name.substr(setting.name.find('.') + 1);
        EXPECT_NE(text.find("# " + key + " = "), std::string::npos) << setting.name;
        EXPECT_FALSE(setting.help.empty()) << setting.name;
    }
}

TEST(SettingText, PasswordsAreHidden) {
    struct Case {
        std::string url, shown;
    };
    for (auto const& [url, shown] : std::vector<Case>{
             {"sqlite:data/backstay.db", "sqlite:data/backstay.db"},
             {"postgres://localhost/shop", "postgres://localhost/shop"},
             {"postgres://me@localhost/shop", "postgres://me@localhost/shop"},
             {"postgres://me:a:b@localhost:5432/shop", "postgres://me:********@localhost:5432/shop"},
             {"postgres://me:p@ss@localhost", "postgres://me:********@localhost"},
             {"postgres://localhost/shop?password=a&sslmode=require",
              "postgres://localhost/shop?password=********&sslmode=require"},
             {"host=localhost password=a dbname=shop", "host=localhost password=******** dbname=shop"},
             {"password = 'a b\\'c' host=localhost", "password = ******** host=localhost"},
         })
        EXPECT_EQ(without_password(url), shown);
}

TEST(SettingText, SecretsAreHidden) {
    Options options;
    options.auth.jwt_secret = "something";
    for (auto const& setting : all_settings())
        EXPECT_EQ(shown_value(setting, options).find("something"), std::string::npos) << setting.name;
}

}  // namespace
}  // namespace backstay::server
