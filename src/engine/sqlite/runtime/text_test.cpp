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
        catalog_.roles[10] = {.id = 10, .name = "postgres", .superuser = true};
        catalog_.roles[11] = {.id = 11, .name = "anon"};
        catalog_.schemas["public"] = {.id = 20, .name = "public", .owner = 10};
        catalog_.extensions = {{"citext", "public"}};
        state_.role = "postgres";
        state_.catalog = &catalog_;
        // What the executor does beside it, spec/sql/session.test states.
        state_.set_setting = [this](std::string const& name, std::string value, bool) -> Result<void> {
            state_.settings[name] = std::move(value);
            return {};
        };
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
            EXPECT_EQ(error->code + " " + error->message + (error->detail ? " / " + *error->detail : "") +
                          (error->hint ? " / " + *error->hint : ""),
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

TEST_F(Text, FindsRegularExpressions) {
    expect({{"'abc' ~ '^a.c$'", "true"},
            {"'ABC' ~* 'b'", "true"},
            {"'abc' !~ 'd'", "true"},
            {"'é1' ~ '^\\w\\d$'", "true"},
            {"'aé' ~ '\\yé'", "false"},
            {"'ab' ~ 'a(?=b)'", "true"},
            {"chr(8490) ~* 'k'", "false"},
            {"'a' ~ '(a)\\1'",
             "0A000 not supported on the embedded engine: back-references in regular expressions / a pattern "
             "without them"},
            {"'a' ~ '('", "2201B invalid regular expression: parentheses () not balanced"},
            {"'a' ~ 'a**'", "2201B invalid regular expression: quantifier operand invalid"},
            {"'a' ~ '[z-a]'", "2201B invalid regular expression: invalid character range"},
            {"'a' ~ 'a{256}'", "2201B invalid regular expression: invalid repetition count(s)"}});
}

// The longest or the shortest match, and its division among the groups, where Perl's would be another.
TEST_F(Text, TakesMatchesApartAsPostgresDoes) {
    expect({{"substring('foobar' from 'fo|foo')", R"("foo")"},
            {"regexp_match('abcd', '(a|ab)(c|bcd)(d*)')", R"(["ab","c","d"])"},
            {"regexp_match('XY1234Z', 'Y*?([0-9]{1,3})')", R"(["1"])"},
            {"regexp_match('XY1234Z', 'Y*([0-9]{1,3})')", R"(["123"])"},
            {"regexp_match('xabcabcy', '(abc)*')", "[null]"},
            {"regexp_match('aaa', '(a*)*')", R"(["aaa"])"},
            {"regexp_match('foobar', '(.*?)(o+)(.*)')", R"(["f","o",""])"},
            {"regexp_match('ab', '((a)|b)*')", R"(["b",null])"},
            {"regexp_replace('aaa', 'a*?', 'x')", R"("xaaa")"}});
}

TEST_F(Text, ReplacesSplitsAndCountsMatches) {
    expect({{"regexp_replace('a1b22', '[0-9]+', '#', 'g')", R"("a#b#")"},
            {"regexp_replace('hello world', '(\\w+) (\\w+)', '\\2 \\1')", R"("world hello")"},
            {"regexp_replace('abcabc', 'b', 'X', 1, 2)", R"("abcaXc")"},
            {"regexp_replace('a', 'a', 'b', '1')",
             "22023 invalid regular expression option: \"1\" / If you meant to use regexp_replace() with a "
             "start "
             "parameter, cast the fourth argument to integer explicitly."},
            {"regexp_split_to_array('the quick  brown', '\\s+')", R"(["the","quick","brown"])"},
            {"regexp_split_to_array('abc', '')", R"(["a","b","c"])"},
            {"regexp_count('ABCABCAXYaxy', 'A.', 1, 'i')", "4"},
            {"regexp_instr('ABCABC', '(b)(c)', 1, 2, 0, 'i', 2)", "6"},
            {"regexp_substr('ABCABC', '(b)(c)', 1, 2, 'i', 2)", R"("C")"},
            {"regexp_like('Hello', 'l{2}')", "true"},
            {"regexp_match('a', 'a', 'g')",
             "22023 regexp_match() does not support the \"global\" option / Use the regexp_matches function "
             "instead."}});
}

TEST_F(Text, MatchesSimilarPatterns) {
    expect({{"'abc' similar to '%(b|d)%'", "true"},
            {"'abc' similar to 'a'", "false"},
            {"'a.c' similar to 'a.c'", "true"},
            {"'abc' similar to 'a.c'", "false"},
            {"substring('foobar' similar '%#\"o_b#\"%' escape '#')", R"("oob")"}});
}

TEST_F(Text, IgnoresCaseOfCitext) {
    expect({{"'Ab'::citext = 'aB'::citext", "true"},
            {"'É'::citext < 'é'::citext", "false"},
            {"'Ab'::citext::text = 'aB'", "false"},
            {"'Abc'::citext like 'a%'", "true"},
            {"replace('aXbx'::citext, 'x'::citext, '-'::citext)", R"("a-b-")"},
            {"strpos('aXb'::citext, 'x'::citext)", "2"}});
}

TEST_F(Text, ComparesTrigrams) {
    expect({{"similarity('word', 'two words')", "0.36363637"},
            {"word_similarity('word', 'two words')", "0.8"},
            {"strict_word_similarity('word', 'two words')", "0.5714286"},
            {"'word' % 'two words'", "true"},
            {"show_trgm('cat')", R"(["  c"," ca","at ","cat"])"}});
}

TEST_F(Text, HashesAsPostgresDoes) {
    expect({{"hashtext('abc')", "-785388649"}, {"hashtextextended('abc', 7)", "1967049030278966041"}});
}

TEST_F(Text, TellsTypesAndPrivileges) {
    expect(
        {{"pg_typeof('a')::text", R"("unknown")"},
         {"pg_typeof(1.5)", R"("numeric")"},
         {"pg_typeof(array[1])", R"("integer[]")"},
         {"to_regtype('int4')", R"("integer")"},
         {"format_type(1043, 14)", R"x("character varying(10)")x"},
         {"has_schema_privilege('anon', 'public', 'usage')", "false"},
         {"pg_has_role('anon', 'postgres', 'member')", "false"},
         {"has_table_privilege('nope', 'select')", R"(42P01 relation "nope" does not exist)"},
         {"pg_sleep(1)", "0A000 not supported on the embedded engine: pg_sleep() here / another function"}});
}

TEST_F(Text, WorksOnBytes) {
    expect({{R"('\x61'::bytea || '\x62')", R"("\\x6162")"},
            {R"(encode('\x00ff5c', 'escape'))", R"("\\000\\377\\\\")"},
            {R"(encode(convert_to(repeat('é', 40), 'utf8'), 'base64') like E'%\n%')", "true"},
            {"decode('ab=c', 'base64')", R"("\\x69")"},
            {"decode('abcde', 'base64')",
             "22023 invalid base64 end sequence / Input data is missing padding, is truncated, or is "
             "otherwise "
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
            {"current_setting('a.' || 'B')", R"("x")"},
            {"current_setting('server_' || 'encoding')", R"("UTF8")"}});
}

TEST_F(Text, MakesRandomUuids) {
    auto const one = run("gen_random_uuid()"), other = run("uuid_generate_v4()");
    ASSERT_TRUE(one && other);
    EXPECT_EQ(one->size(), 38U);
    EXPECT_EQ((*one)[15], '4');
    EXPECT_NE(*one, *other);
    expect({{"uuid_generate_v5(uuid_ns_url(), 'https://example.com')",
             R"("4fd35a71-71ef-5a55-a9d9-aa75c889a6d0")"},
            {"uuid_nil()", R"("00000000-0000-0000-0000-000000000000")"}});
}

}  // namespace
}  // namespace backstay::engine::sqlite
