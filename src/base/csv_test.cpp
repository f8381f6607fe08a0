#include "base/csv.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace backstay {
namespace {

// Gives `text` in pieces of `piece` bytes.
ByteReader::Source source_of(std::string text, std::size_t piece) {
    return [text = std::move(text), piece, at = std::size_t{0}](char* to, std::size_t most) mutable {
        auto const length = std::min({most, piece, text.size() - at});
        std::copy_n(text.data() + at, length, to);
        at += length;
        return length;
    };
}

using Records = std::vector<std::vector<std::string>>;

Result<Records> read(std::string const& text, char delimiter = ',', std::size_t piece = 3) {
    CsvReader csv(source_of(text, piece), delimiter);
    Records records;
    std::vector<CsvField> record;
    for (;;) {
        TRY(auto const more, csv.next(record));
        if (!more) return records;
        auto& texts = records.emplace_back();
        for (auto const& field : record) texts.push_back(field.quoted ? "<" + field.text + ">" : field.text);
    }
}

TEST(Csv, ReadsRecords) {
    struct Case {
        std::string text;
        Records records;
    };
    for (auto const& [text, records] : std::vector<Case>{
             {"", {}},
             {"\n\n", {}},
             {"a", {{"a"}}},
             {"a,b\nc,d", {{"a", "b"}, {"c", "d"}}},
             {"a,b\r\nc,d\r\n", {{"a", "b"}, {"c", "d"}}},
             {"a,,\n,,b\n", {{"a", "", ""}, {"", "", "b"}}},
             {"\"a,\"\"b\"\"\r\nc\",\"\"\n", {{"<a,\"b\"\r\nc>", "<>"}}},
             {"\xEF\xBB\xBFid\n1\n", {{"id"}, {"1"}}},
             {"a\n\nb\n", {{"a"}, {"b"}}},
             {" a , b \n", {{" a ", " b "}}},
             {"M\xC3\xBCnchen,\xE6\x9D\xB1\n", {{"M\xC3\xBCnchen", "\xE6\x9D\xB1"}}},
         }) {
        for (std::size_t const piece : {1UL, 2UL, 100UL}) {
            auto const read_records = read(text, ',', piece);
            ASSERT_TRUE(read_records) << text;
            EXPECT_EQ(*read_records, records) << text;
        }
    }
    EXPECT_EQ(*read("a;b,c\n", ';'), (Records{{"a", "b,c"}}));
}

TEST(Csv, SaysWhereItIsMalformed) {
    struct Case {
        std::string text;
        int line;
    };
    for (auto const& [text, line] :
         std::vector<Case>{{"a\n\"b\nc", 2}, {"a\nb\"c\n", 2}, {"\"a\"b\n", 1}, {"\"a\nb\nc\" \n", 3}}) {
        auto const records = read(text);
        ASSERT_FALSE(records) << text;
        EXPECT_EQ(records.error()->code, "22P04") << text;
        EXPECT_EQ(records.error()->position.line, line) << text;
    }
}

TEST(Csv, WritesWhatItReads) {
    std::string line;
    for (auto const* text : {"a", "", "b,c", "d\"e", "f\ng"}) {
        if (!line.empty()) line += ',';
        append_csv_field(line, text);
    }
    EXPECT_EQ(line, "a,\"\",\"b,c\",\"d\"\"e\",\"f\ng\"");
    EXPECT_EQ(*read(line), (Records{{"a", "<>", "<b,c>", "<d\"e>", "<f\ng>"}}));
}

}  // namespace
}  // namespace backstay
