#include "server/postgrest_config.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace backstay::server {
namespace {

class PostgrestConfigTest : public testing::Test {
protected:
    PostgrestConfigTest() : path_(testing::TempDir() + "postgrest_config_" + std::to_string(getpid())) {}
    ~PostgrestConfigTest() override { unlink(path_.c_str()); }

    Result<PostgrestConfig> load(std::string const& file, std::map<std::string, std::string> variables = {}) {
        std::ofstream(path_) << file;
        PostgrestSources sources{.file = path_, .environment = [&](std::string const& name) {
                                     auto const found = variables.find(name);
                                     return found == variables.end() ? std::optional<std::string>()
                                                                     : std::optional(found->second);
                                 }};
        for (auto const& [name, value] : variables) sources.variables.push_back(name);
        sources.database = database_;
        return load_postgrest_config(sources);
    }

    std::string path_;
    std::vector<std::pair<std::string, std::string>> database_;
};

TEST_F(PostgrestConfigTest, HasPostgrestsDefaults) {
    auto const config = load("");
    ASSERT_TRUE(config) << config.error()->message;
    EXPECT_EQ(config->text("db-uri"), "postgresql://");
    EXPECT_EQ(config->number("server-port"), 3000);
    EXPECT_EQ(config->number("db-max-rows"), std::nullopt);
    EXPECT_EQ(config->list("db-extra-search-path"), std::vector<std::string>{"public"});
    EXPECT_EQ(config->text("admin-server-host"), "!4");
    EXPECT_TRUE(config->boolean("db-channel-enabled"));
}

TEST_F(PostgrestConfigTest, ReadsValuesInAllTheirForms) {
    auto const config = load(
        "db-schema = \"a, b\"\nmax-rows = \"10\"\ndb-plan-enabled = \"True\"\ndb-config = 0\n"
        "db-extra-search-path = \"\"\ndb-pool = \"many\"\ndb-anon-role = \"\"\napp.settings.x = \"1\"\n",
        {{"PGRST_DB_POOL_TIMEOUT", "5"}, {"PGRST_APP_SETTINGS_Y", "2"}, {"PGRST_SERVER_PORT", "4000"}});
    ASSERT_TRUE(config) << config.error()->message;
    EXPECT_EQ(config->list("db-schemas"), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(config->number("db-max-rows"), 10);
    EXPECT_TRUE(config->boolean("db-plan-enabled"));
    EXPECT_FALSE(config->boolean("db-config"));
    EXPECT_TRUE(config->list("db-extra-search-path").empty());
    EXPECT_EQ(config->number("db-pool"), 10);
    EXPECT_EQ(config->number("db-pool-max-idletime"), 5);
    EXPECT_EQ(config->number("server-port"), 4000);
    EXPECT_EQ(config->app_settings(), (std::map<std::string, std::string>{{"x", "1"}, {"Y", "2"}}));
}

TEST_F(PostgrestConfigTest, TakesTheStrongest) {
    database_ = {{"db_schemas", "c"}};
    auto const config = load("db-schemas = \"a\"\ndb-anon-role = \"a\"\n",
                             {{"PGRST_DB_SCHEMAS", "b"}, {"PGRST_DB_ANON_ROLE", "b"}});
    ASSERT_TRUE(config) << config.error()->message;
    EXPECT_EQ(config->text("db-schemas"), "c");
    EXPECT_EQ(config->text("db-anon-role"), "b");
}

TEST_F(PostgrestConfigTest, RefusesInPostgrestsWords) {
    struct Case {
        std::string file;
        std::string message;
    };
    Case const cases[] = {
        {"db-tx-end = \"maybe\"", "Invalid transaction termination. Check your configuration."},
        {"log-level = \"loud\"", "Invalid logging level. Check your configuration."},
        {"openapi-mode = \"x\"", "Invalid openapi-mode. Check your configuration."},
        {"client-error-verbosity = \"x\"", "Invalid client-error-verbosity. Check your configuration."},
        {"db-schemas = \"a,pg_catalog\"", "db-schemas does not allow schema: 'pg_catalog'"},
        {"server-port = 80\nadmin-server-port = 80", "admin-server-port cannot be the same as server-port"},
        {"server-unix-socket-mode = \"rw\"", "Invalid server-unix-socket-mode: not an octal"},
        {"server-unix-socket-mode = \"200\"",
         "Invalid server-unix-socket-mode: needs to be between 600 and 777"},
        {"openapi-server-proxy-uri = \"ftp://x\"",
         "Malformed proxy uri, a correct example: https://example.com:8443/basePath"},
        {"jwt-aud = \"a b:c\"", "jwt-aud should be a string or a valid URI"},
        {"jwt-secret = \"short\"", "The JWT secret must be at least 32 characters long."},
        {"db-schemmas = \"a\"", "there is no setting \"db-schemmas\""},
    };
    for (auto const& c : cases) {
        auto const config = load(c.file);
        ASSERT_FALSE(config) << c.file;
        EXPECT_EQ(config.error()->message, c.message);
    }
}

TEST_F(PostgrestConfigTest, ReadsFilesInPlaceOfValues) {
    auto const other = path_ + ".secret";
    std::ofstream(other) << "thirty-two characters and more, truly\n";
    auto const config = load("jwt-secret = \"@" + other + "\"\ndb-uri = \"@" + other + "\"");
    unlink(other.c_str());
    ASSERT_TRUE(config) << config.error()->message;
    EXPECT_EQ(config->text("jwt-secret"), "thirty-two characters and more, truly");
    EXPECT_EQ(config->text("db-uri"), "thirty-two characters and more, truly");
    EXPECT_FALSE(load("jwt-secret = \"@" + other + "\""));
}

TEST_F(PostgrestConfigTest, ReadsItsOwnDumpAndExample) {
    auto const config = load("jwt-role-claim-key = \".\\\"a\\\"\"\napp.settings.x = \"y\"\ndb-max-rows = 5");
    ASSERT_TRUE(config) << config.error()->message;
    auto const dump = dump_postgrest_config(*config);
    EXPECT_NE(dump.find("jwt-role-claim-key = \".\\\"a\\\"\"\n"), std::string::npos);
    EXPECT_NE(dump.find("db-max-rows = 5\n"), std::string::npos);
    auto const again = load(dump);
    ASSERT_TRUE(again) << again.error()->message;
    EXPECT_EQ(dump_postgrest_config(*again), dump);

    auto const example = load(postgrest_example());
    ASSERT_TRUE(example) << example.error()->message;
    EXPECT_EQ(dump_postgrest_config(*example), dump_postgrest_config(load("").value()));
}

}  // namespace
}  // namespace backstay::server
