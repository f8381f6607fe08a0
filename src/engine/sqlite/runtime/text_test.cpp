// Strings, patterns and bytes by the whole way: an expression as PostgreSQL reads it, and what it answers.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "engine/sqlite/value_text.hpp"
#include "sql/lower/lower.hpp"
#include "sql/read/read.hpp"
#include "sql/resolve/resolve.hpp"

namespace backstay::engine::sqlite {
namespace {

struct Case {
    std::string_view sql;
    std::string_view expected;  // as to_json() prints it, or the error's code, message, detail and hint
};

class Text : public testing::Test {
protected:
    void SetUp() override {
        state_.catalog = &catalog_;
        ASSERT_TRUE(register_values(db_, state_));
    }

    Result<std::string> run(std::string_view expression) {
        TRY(auto const statement, sql::read_one("select " + std::string(expression)));
        TRY(auto const query, sql::resolve({.catalog = catalog_}, statement));
        auto const literal = [&](std::string_view text, sql::Type type) {
            return stored_literal(text, type, catalog_);
        };
        TRY(auto const lowered, sql::lower(query, {.catalog = catalog_, .literal = literal}));
        state_.error.reset();
        TRY(auto ready, db_.prepare(lowered.sql));
        std::string out;
        for (auto code = ready.step(); code != SQLITE_DONE; code = ready.step()) {
            if (code != SQLITE_ROW) return std::unexpected(state_.error.value_or(db_.error()));
            if (!out.empty()) out += " ; ";
            append_json(out, sqlite3_column_value(ready.get(), 0), lowered.columns[0].type, state_);
        }
        return out;
    }

    void expect(std::initializer_list<Case> cases) {
        for (auto const& [sql, expected] : cases) {
            auto const got = run(sql);
            if (got) {
                EXPECT_EQ(*got, expected) << sql;
                continue;
            }
            auto const& error = got.error();
            EXPECT_EQ(error.code + " " + error.message + (error.detail ? " / " + *error.detail : "") +
                          (error.hint ? " / " + *error.hint : ""),
                      expected)
                << sql;
        }
    }

    sql::Catalog catalog_;
    StatementState state_;
    Connection db_ = *Connection::open(":memory:", Connection::Access::read_write);
};

TEST_F(Text, ChangesCaseCharacterByCharacter) {
    expect({{"upper('straße é')", R"("STRAßE É")"},
            {"lower('ÉCOLE Σ')", R"("école σ")"},
            {"initcap('hELLO éCOLE-x 1st')", R"("Hello École-X 1st")"},
            {"lower(null)", "null"}});
}

TEST_F(Text, CountsCharacters) {
    expect({{"length('日本語')", "3"},
            {"octet_length('日本語')", "9"},
            {"length('ab  '::char(4))", "2"},
            {"octet_length('ab'::char(4))", "4"},
            {"ascii('é')", "233"},
            {"chr(233)", R"("é")"},
            {"chr(0)", "54000 null character not permitted"},
            {"chr(55296)", "54000 requested character not valid for encoding: 55296"}});
}

TEST_F(Text, JoinsTextToAnyValue) {
    expect({{"'a' || 1", R"("a1")"},
            {"true || 'a'", R"("truea")"},
            {"'a' || null", "null"},
            {"'abc'::char(5) || '|'", R"("abc|")"},
            {"concat('a', null, true, 1.50)", R"("at1.50")"},
            {"concat_ws(', ', 'a', null, 'b')", R"("a, b")"},
            {"concat(variadic array['a', 'b'])", R"("ab")"}});
}

TEST_F(Text, CutsPartsOut) {
    expect({{"substring('hello' from 2 for 3)", R"("ell")"},
            {"substr('hello', -2, 4)", R"("h")"},
            {"substr('hello', 2, -1)", "22011 negative substring length not allowed"},
            {"substring('héllo', 2, 2147483647)", R"("éllo")"},
            {"overlay('Txxxxas' placing 'hom' from 2 for 4)", R"("Thomas")"},
            {"left('日本語', -1)", R"("日本")"},
            {"right('日本語', -1)", R"("本語")"},
            {"split_part('a~@~b~@~c', '~@~', -2)", R"("b")"},
            {"split_part('a', ',', 0)", "22023 field position must not be zero"},
            {"position('語' in '日本語')", "3"},
            {"trim(both 'é' from 'éaé')", R"("a")"},
            {"lpad('hi', 5, 'xy')", R"("xyxhi")"},
            {"rpad('hello', 3)", R"("hel")"},
            {"translate('12345', '143', 'ax')", R"("a2x5")"},
            {"reverse('añb')", R"("bña")"},
            {"repeat('ab', 2000000000)", "54000 requested length too large"}});
}

TEST_F(Text, Formats) {
    expect({{"format('%s has %L and %I', 'x', 'it''s', 'Col')", R"("x has 'it''s' and \"Col\"")"},
            {"format('|%-5s|%*2$s|%3$s', 'a', 4, 'b')", R"("|a    |   b|b")"},
            {"format('%2$s %s', 'a', 'b')", "22023 too few arguments for format()"},
            {"format('%y', 1)",
             R"(22023 unrecognized format() type specifier "y" / For a single "%" use "%%".)"},
            {"format('%I', null)", "22004 null values cannot be formatted as an SQL identifier"},
            {"quote_ident('a$')", R"("\"a$\"")"},
            {"quote_nullable(null)", R"("NULL")"},
            {"parse_ident('A.\"B c\"')", R"(["a","B c"])"},
            {"parse_ident('a.')",
             R"(22023 string is not a valid identifier: "a." / No valid identifier after ".".)"}});
}

TEST_F(Text, ReadsEscapesAndNormalForms) {
    expect({{R"(unistr('d\0061t\+000061 \d83d\de00'))", R"("data 😀")"},
            {R"(unistr('\d83d'))", "42601 invalid Unicode surrogate pair"},
            {"length(normalize('é', NFD))", "2"},
            {"U&'e\\0301' is nfc normalized", "false"},
            {"to_ascii('é')", "0A000 encoding conversion from UTF8 to ASCII not supported"}});
}

TEST_F(Text, KnowsPaddingAndLengthsOfTypes) {
    expect({{"'a  '::char(3) = 'a'::char(3)", "true"},
            {"'a'::char(3) like 'a'", "false"},
            {"coalesce('a'::char(3), 'b')", R"("a  ")"},
            {"'é日本'::varchar(2)", R"("é日")"},
            {"octet_length(repeat('é', 40)::name)", "62"}});
}

TEST_F(Text, MatchesLikePatterns) {
    expect({{"'abc' like 'a%'", "true"},
            {"'abc' like '_b_'", "true"},
            {"'日本' like '__'", "true"},
            {"'abc' like 'ABC'", "false"},
            {"'a_c' like 'a\\_c'", "true"},
            {"'abc' like 'a\\_c'", "false"},
            {"'abcbcd' like '%bcd'", "true"},
            {"'abcbcd' like 'a%c_'", "true"},
            {"'ab' like 'a%_%_'", "false"},
            {"'ab' like 'ab\\'", "false"},
            {"'abc' like 'ab\\'", "22025 LIKE pattern must not end with escape character"},
            {"'abc' not like 'b%'", "true"},
            {"'a%b\\' like 'a$%b\\' escape '$'", "true"},
            {"'a' like 'a' escape 'xy'",
             "22025 invalid escape string / Escape string must be empty or one character."},
            {"'École' ilike 'éc%'", "true"},
            {"'École' not ilike 'éc%'", "false"}});
}

TEST_F(Text, WorksOnBytes) {
    expect(
        {{R"('\x61'::bytea || '\x62')", R"("\\x6162")"},
         {R"(encode('\x00ff5c', 'escape'))", R"("\\000\\377\\\\")"},
         {R"(encode(convert_to(repeat('é', 40), 'utf8'), 'base64') like E'%\n%')", "true"},
         {"decode('ab=c', 'base64')", R"("\\x69")"},
         {"decode('abcde', 'base64')",
          "22023 invalid base64 end sequence / Input data is missing padding, is truncated, or is otherwise "
          "corrupted."},
         {R"(convert_from('\xe9', 'latin1'))", R"("é")"},
         {R"(convert_from('\xc328', 'utf8'))",
          R"(22021 invalid byte sequence for encoding "UTF8": 0xc3 0x28)"},
         {R"(get_bit('\x02'::bytea, 1))", "1"},
         {R"(set_byte('\x0102'::bytea, 2, 3))", "2202E index 2 out of valid range, 0..1"},
         {R"(decode('é1', 'hex'))", R"(22023 invalid hexadecimal digit: "é")"}});
}

TEST_F(Text, Digests) {
    expect({{"md5('a')", R"("0cc175b9c0f1b6a831c399e269772661")"},
            {"encode(sha224('a'), 'hex')", R"("abd37534c7d9a2efb9465de931cd7055ffdb8879563ae98078d6d6d5")"},
            {"digest('a', 'foo')", R"(22023 Cannot use "foo": No such hash algorithm)"},
            {"encode(hmac('data', 'key', 'md5'), 'hex')", R"("9d5c73ef85594d34ec4438b7c97e51d8")"},
            {"crypt('a', '$1$abcdefgh')", R"("$1$abcdefgh$jUYc1Xi7pkozuzWQ0Dft71")"},
            {"crypt('a', '$2a$06$abcdefghijklmnopqrstuu')",
             R"("$2a$06$abcdefghijklmnopqrstuuLSOYhGQvkIfw2xsg9xIgSskWKreHj7C")"},
            {"left(gen_salt('bf', 8), 7)", R"("$2a$08$")"},
            {"gen_salt('bf', 3)", "22023 gen_salt: Incorrect number of rounds"},
            {"length(gen_random_bytes(16))", "16"},
            {"gen_random_bytes(0)", "39000 Length not in range"}});
}

TEST_F(Text, ReadsAndChangesSettings) {
    expect({{"current_setting('a.' || 'b')", "42704 unrecognized configuration parameter \"a.b\""},
            {"current_setting('a.' || 'b', true)", "null"},
            {"set_config('A.b', 'x', true)", R"("x")"},
            {"current_setting('a.' || 'B')", R"("x")"}});
}

TEST_F(Text, MakesRandomUuids) {
    auto const one = run("gen_random_uuid()"), other = run("uuid_generate_v4()");
    ASSERT_TRUE(one && other);
    EXPECT_EQ(one->size(), 38U);
    EXPECT_EQ((*one)[15], '4');
    EXPECT_NE(*one, *other);
}

}  // namespace
}  // namespace backstay::engine::sqlite
