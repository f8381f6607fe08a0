// The cases of Flyway's own splitter and checksums, where they are to be had: $BACKSTAY_GOLDEN names the
// folder above migrations/flyway, or it is ../shared/golden beside the repository.

#include <gtest/gtest.h>
#include <simdjson.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "migrate/flyway/checksum.hpp"
#include "migrate/flyway/encoding.hpp"
#include "sql/read/split.hpp"

namespace backstay::migrate {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> cases() {
    auto const below = [](fs::path const& golden) { return golden / "migrations/flyway"; };
    if (auto const* const named = std::getenv("BACKSTAY_GOLDEN")) return below(named);
    for (auto folder = fs::current_path(); folder.has_relative_path(); folder = folder.parent_path())
        if (auto const found = below(folder / "../shared/golden"); fs::exists(found)) return found;
    return std::nullopt;
}

std::string read_file(fs::path const& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string text_of(simdjson::dom::element element) {
    return std::string(element.get_string().value_unsafe());
}

// Where this program does better on purpose: statements that Flyway takes for transactional.
bool is_outside_a_transaction(std::string_view statement) {
    return statement.contains("reindex index concurrently") ||
           statement.contains("reindex table concurrently") ||
           statement.contains("detach partition c concurrently") || statement.contains("set tablespace");
}

struct Expected {
    int line;
    bool transactional, copies;
    std::string text;
};

std::vector<Expected> statements_of(simdjson::dom::element test) {
    std::vector<Expected> expected;
    for (auto const statement : test["statements"].get_array()) {
        auto text = text_of(statement["sql"]);
        bool const transactional =
            statement["transactional"].get_bool().value_unsafe() && !is_outside_a_transaction(text);
        expected.push_back({.line = static_cast<int>(statement["line"].get_int64().value_unsafe()),
                            .transactional = transactional,
                            .copies = text_of(statement["kind"]) == "COPY",
                            .text = std::move(text)});
    }
    return expected;
}

}  // namespace

TEST(Golden, ScriptsAreSplitAsFlywayDoes) {
    auto const folder = cases();
    if (!folder) GTEST_SKIP() << "no cases here: $BACKSTAY_GOLDEN names their folder";
    simdjson::dom::parser parser;
    for (auto const test : parser.load((*folder / "06_splitter_pg/expected.json").string()).get_array()) {
        auto const name = text_of(test["file"]);
        // Flyway takes e'a\'b' apart, which PostgreSQL does not.
        if (name == "16_lower_e_string.sql") continue;
        SCOPED_TRACE(name);
        auto const script = read_file(*folder / "06_splitter_pg/in" / name);
        auto const pieces = sql::split_statements(script);
        auto const expected = statements_of(test);
        ASSERT_EQ(pieces.size(), expected.size());
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            EXPECT_EQ(pieces[i].text, expected[i].text);
            EXPECT_EQ(pieces[i].line, expected[i].line);
            EXPECT_EQ(pieces[i].transactional, expected[i].transactional) << expected[i].text;
            EXPECT_EQ(pieces[i].copies, expected[i].copies);
        }
    }
}

TEST(Golden, ChecksumsAreFlyways) {
    auto const folder = cases();
    if (!folder) GTEST_SKIP() << "no cases here: $BACKSTAY_GOLDEN names their folder";
    simdjson::dom::parser parser;
    for (auto const test : parser.load((*folder / "05_checksum_bytes/expected.json").string()).get_array()) {
        auto const name = text_of(test["file"]);
        SCOPED_TRACE(name);
        auto const text =
            flyway::to_utf8(read_file(*folder / "05_checksum_bytes/in" / name), text_of(test["encoding"]));
        if (test["checksum"].is_null()) {
            EXPECT_FALSE(text);
            continue;
        }
        ASSERT_TRUE(text);
        EXPECT_EQ(flyway::checksum(*text), test["checksum"].get_int64().value_unsafe());
    }
}

}  // namespace backstay::migrate
