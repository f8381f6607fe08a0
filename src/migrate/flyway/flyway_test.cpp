#include <gtest/gtest.h>

#include "migrate/flyway/checksum.hpp"
#include "migrate/flyway/naming.hpp"
#include "migrate/flyway/placeholders.hpp"
#include "migrate/flyway/scan.hpp"

namespace backstay::migrate {
namespace {

Migration file(std::string version, std::int32_t checksum, MigrationKind kind = MigrationKind::versioned) {
    return {.kind = kind,
            .version = Version::parse(version),
            .description = "d",
            .script = "V" + version + "__d.sql",
            .checksum = checksum,
            .raw_checksum = checksum};
}
HistoryRow row(int rank, std::string version, std::int32_t checksum, std::string type = "SQL",
               bool success = true) {
    return {.rank = rank,
            .version = version,
            .description = "d",
            .type = std::move(type),
            .script = "V" + version + "__d.sql",
            .checksum = checksum,
            .success = success};
}
std::vector<std::string> states(std::vector<HistoryRow> const& rows, std::vector<Migration> const& files,
                                InfoOptions const& options = {}) {
    std::vector<std::string> result;
    for (auto const& line : make_info(rows, files, options)) {
        auto const version = line.version();
        result.push_back((version ? version->text() : "R") + " " + std::string(state_name(line.state)));
    }
    return result;
}
using Strings = std::vector<std::string>;

}  // namespace

TEST(Version, ComparesByNumbers) {
    EXPECT_EQ(*Version::parse("1"), *Version::parse("01.0"));
    EXPECT_LT(*Version::parse("1.2"), *Version::parse("1.10"));
    EXPECT_LT(*Version::parse("99999999999999999998"), *Version::parse("99999999999999999999"));
    EXPECT_EQ(Version::parse("2_1")->text(), "2.1");
    EXPECT_EQ(Version::parse("005")->text(), "005");
    for (auto const* text : {"", "a", "1..2", "1.", "1a"}) EXPECT_FALSE(Version::parse(text)) << text;
}

TEST(Checksum, IsOfTheLines) {
    EXPECT_EQ(flyway::checksum(""), 0);
    EXPECT_EQ(flyway::checksum("\n\r\n"), 0);
    EXPECT_EQ(flyway::checksum("select 1;\nselect 2;\n"),
              flyway::checksum("\xEF\xBB\xBFselect 1;\r\nselect 2;"));
    EXPECT_NE(flyway::checksum("select 1;"), flyway::checksum("select 1; "));
    EXPECT_EQ(flyway::checksum("123456789"), static_cast<std::int32_t>(0xCBF43926U));
}

TEST(Naming, TakesFilesApart) {
    auto const name = [](std::string_view text) {
        return std::get<flyway::MigrationName>(**flyway::parse_name(text));
    };
    EXPECT_EQ(name("V7__a__double__sep.sql").description, "a  double  sep");
    EXPECT_EQ(name("V2_1__x.SQL").version->text(), "2.1");
    EXPECT_EQ(name("V9.sql").description, "");
    EXPECT_EQ(name("R__views.sql").kind, MigrationKind::repeatable);
    EXPECT_EQ(name("B5__all.sql").kind, MigrationKind::baseline);
    EXPECT_EQ(name("U1__undo.sql").kind, MigrationKind::undo);
    EXPECT_EQ(std::get<flyway::CallbackName>(**flyway::parse_name("afterMigrate__2.sql")).description, "2");
    EXPECT_EQ(std::get<flyway::CallbackName>(**flyway::parse_name("afterMigrateApplied.sql")).event,
              "afterMigrateApplied");
    for (auto const* text : {"V15__x.sql.bak", "readme.txt"}) EXPECT_FALSE(flyway::parse_name(text)) << text;
    struct Case {
        char const* name;
        char const* message;
    };
    for (auto const& [text, message] :
         {Case{"v14__x.sql", "Unrecognised migration name format: v14__x.sql"},
          Case{"R1__x.sql",
               "Invalid repeatable migration / callback name format: R1__x.sql (It cannot contain "
               "a version and should look like this: R__x.sql)"},
          Case{"Vabc__bad.sql",
               "Invalid versioned migration name format: Vabc__bad.sql (could not recognise "
               "version number abc)"},
          Case{"V13_sep.sql",
               "Invalid versioned migration name format: V13_sep.sql (could not recognise "
               "version number 13_sep)"},
          Case{"V__x.sql",
               "Invalid versioned migration name format: V__x.sql (It must contain a version and "
               "should look like this: V1.2__x.sql)"}})
        EXPECT_EQ(flyway::parse_name(text)->error()->message, message);
}

TEST(Placeholders, AreReplacedOrRefused) {
    EXPECT_EQ(flyway::replace_placeholders("a ${B} $c ${b}", {{"b", "${x}"}}, "f"), "a ${x} $c ${x}");
    auto const fault = flyway::replace_placeholders("a\n '${x}'", {}, "V1__a.sql").error();
    EXPECT_EQ(fault->message, "No value provided for placeholder: ${x}.  Check your configuration!");
    EXPECT_EQ(to_string(fault->position), "V1__a.sql:2:3");
}

TEST(Scan, OrdersAndRefusesDuplicates) {
    auto const found = *flyway::resolve({{"R__a.sql", "${p}"},
                                         {"V10__b.sql", ""},
                                         {"sub/V9__c.sql", "-- engine: sqlite\n"},
                                         {"V9.5__c.sql", "${p}"},
                                         {"V9.5__c.sql.conf", "placeholderReplacement=false\n"},
                                         {"afterMigrate.sql", "x"}},
                                        {.placeholders = {{"p", "q"}}});
    ASSERT_EQ(found.migrations.size(), 4U);
    EXPECT_EQ(found.migrations[0].engine, ForEngine::sqlite);
    EXPECT_EQ(found.migrations[1].text, "${p}");
    EXPECT_EQ(found.migrations[2].script, "V10__b.sql");
    EXPECT_EQ(found.migrations[3].checksum, flyway::checksum("q"));
    EXPECT_EQ(found.callbacks.size(), 1U);
    auto const fault = flyway::resolve({{"V1.0__a.sql", ""}, {"V1__b.sql", ""}}, {}).error();
    EXPECT_TRUE(fault->message.starts_with("Found more than one migration with version 1"));
}

TEST(Info, GivesTheStates) {
    auto const base = file("2", 9, MigrationKind::baseline);
    EXPECT_EQ(states({}, {file("1", 1), file("2", 2), base, file("4", 4)}, {.target = *parse_target("2")}),
              (Strings{"1 Below Baseline", "2 Ignored (Baseline)", "2 Pending", "4 Above Target"}));
    EXPECT_EQ(
        states({row(1, "1", 1), row(2, "3", 3)}, {file("1", 1), file("2", 2), file("3", 3), file("4", 4)}),
        (Strings{"1 Success", "3 Success", "2 Ignored", "4 Pending"}));
    EXPECT_EQ(
        states({row(1, "1", 1), row(2, "3", 3), row(3, "2", 2)}, {file("1", 1), file("2", 2), file("3", 3)}),
        (Strings{"1 Success", "3 Success", "2 Out of Order"}));
    EXPECT_EQ(states({row(1, "1", 1), row(2, "2", 2), row(3, "9", 9)}, {file("2", 2)}),
              (Strings{"1 Missing", "2 Success", "9 Future"}));
    EXPECT_EQ(states({row(1, "1", 1), row(2, "1", 1, "DELETE")}, {file("1", 1)}),
              (Strings{"1 Deleted", "1 Pending"}));
    EXPECT_EQ(states({row(1, "1", 1, "SQL", false)}, {file("1", 1)}), (Strings{"1 Failed"}));
}

TEST(Validate, SaysWhatDiffers) {
    auto const found = validate(make_info({row(1, "1", 5)}, {file("1", 1), file("2", 2)}, {}), {"*:future"});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].code, "CHECKSUM_MISMATCH");
    EXPECT_EQ(found[0].message,
              "Migration checksum mismatch for migration version 1\n-> Applied to database : 5\n"
              "-> Resolved locally    : 1\nEither revert the changes to the migration, or run "
              "repair to update the schema history.");
    EXPECT_EQ(found[1].code, "RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED");
    EXPECT_TRUE(
        validate(make_info({row(1, "1", 1)}, {file("1", 1), file("2", 2)}, {}), {"*:pending"}).empty());
}

TEST(Repair, RemovesAddsAndAligns) {
    std::vector const rows = {row(1, "1", 5), row(2, "2", 2), row(3, "3", 3, "SQL", false)};
    auto const repair = make_repair(rows, {file("1", 1), file("3", 3)}, {});
    ASSERT_EQ(repair.remove.size(), 1U);
    EXPECT_EQ(repair.remove[0].rank, 3);
    ASSERT_EQ(repair.align.size(), 1U);
    EXPECT_EQ(repair.align[0].checksum, 1);
    ASSERT_EQ(repair.add.size(), 1U);
    EXPECT_EQ(repair.add[0].type, "DELETE");
    EXPECT_EQ(repair.add[0].rank, 3);
}

}  // namespace backstay::migrate
