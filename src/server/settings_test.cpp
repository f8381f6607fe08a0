#include "server/settings.hpp"

#include <gtest/gtest.h>

#include <unistd.h>
#include <filesystem>

#include <fstream>

namespace backstay::server {
namespace {

class SettingsTest : public testing::Test {
protected:
    SettingsTest() : folder_(testing::TempDir() + "settings_test_" + std::to_string(getpid())) {
        std::filesystem::create_directories(folder_);
    }
    ~SettingsTest() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    SettingSources sources(std::string const& toml) {
        std::ofstream(folder_ + "/backstay.toml") << toml;
        return {.project = folder_};
    }

    std::string folder_;
};

TEST_F(SettingsTest, TakesTheStrongest) {
    auto given =
        sources("listen = \"127.0.0.1:1\"\n[rest]\nmax_rows = 10\nschemas = [\"app\", \"public\"]\n");
    given.environment = {{"BACKSTAY_LISTEN", "127.0.0.1:2"}, {"BACKSTAY_REST_MAX_ROWS", "20"}};
    given.flags = {{"listen", "127.0.0.1:3"}};
    auto const loaded = load_settings(given);
    ASSERT_TRUE(loaded) << loaded.error()->message;
    EXPECT_EQ(loaded->options.http.listen, "127.0.0.1:3");
    EXPECT_EQ(loaded->options.rest.max_rows, 20);
    EXPECT_EQ(loaded->options.rest.schemas, (std::vector<std::string>{"app", "public"}));
    EXPECT_FALSE(loaded->origins.at("rest.schemas").empty());
}

TEST_F(SettingsTest, SaysWhatItDoesNotKnow) {
    auto const unknown = load_settings(sources("lisen = \"127.0.0.1:1\"\n"));
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error()->position.line, 1);
    EXPECT_NE(unknown.error()->hint.value_or("").find("listen"), std::string::npos);

    auto const mistyped = load_settings(sources("\n[rest]\nmax_rows = \"many\"\n"));
    ASSERT_FALSE(mistyped);
    EXPECT_EQ(mistyped.error()->position.line, 3);
}

TEST_F(SettingsTest, ReadsSecretsFromFiles) {
    std::ofstream(folder_ + "/secret") << "a secret of thirty-two characters, or more\n";
    auto given = sources("");
    given.environment = {{"BACKSTAY_AUTH_JWT_SECRET_FILE", folder_ + "/secret"}};
    auto const loaded = load_settings(given);
    ASSERT_TRUE(loaded) << loaded.error()->message;
    EXPECT_EQ(loaded->options.auth.jwt_secret, "a secret of thirty-two characters, or more");
}

TEST(Settings, AreNamedInTheEnvironment) {
    EXPECT_EQ(environment_name("rest.max_rows"), "BACKSTAY_REST_MAX_ROWS");
}

}  // namespace
}  // namespace backstay::server
