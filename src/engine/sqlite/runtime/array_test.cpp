#include <gtest/gtest.h>
#include <sqlite3.h>

#include "engine/sqlite/stmt.hpp"
#include "engine/sqlite/value_text.hpp"
#include "engine/sqlite/values/array_text.hpp"

namespace backstay::engine::sqlite {
namespace {

struct Case {
    std::string_view sql;       // an expression in SQLite's terms
    std::string_view expected;  // as SQLite prints it, "null", or the error's code and message
};

class Array : public testing::Test {
protected:
    void SetUp() override {
        auto opened = Connection::open(":memory:", Connection::Access::read_write);
        ASSERT_TRUE(opened);
        db_ = *std::move(opened);
        ASSERT_TRUE(register_values(db_, state_));
    }

    std::string run(std::string_view expression) {
        state_.error.reset();
        auto statement = db_.prepare("select " + std::string(expression));
        if (!statement) return statement.error()->message;
        if (statement->step() != SQLITE_ROW)
            return state_.error ? (*state_.error)->code + " " + (*state_.error)->message
                                : db_.error()->message;
        return statement->null(0) ? "null" : std::string(statement->text(0));
    }

    void expect(std::initializer_list<Case> cases) {
        for (auto const& [sql, expected] : cases) EXPECT_EQ(run(sql), expected) << sql;
    }

    StatementState state_;
    Connection db_;
};

std::string read(std::string_view literal) {
    auto const array =
        parse_array(literal, [](std::string_view text) -> Result<Value> { return Value(std::string(text)); });
    if (!array) return array.error()->code + " " + array.error()->detail.value_or("");
    return store_array(*array) + " " +
           print_array(*array, [](Value const& one) { return std::get<std::string>(one); });
}

TEST_F(Array, ReadsAndPrintsLiterals) {
    std::pair<std::string_view, std::string_view> const cases[] = {
        {"{}", "[] {}"},
        {R"( { a , "b c" ,NULL, "NULL", \n\ } )",
         R"(["a","b c",null,"NULL","n "] {a,"b c",NULL,"NULL","n "})"},
        {R"({"a\"b\\"})", R"(["a\"b\\"] {"a\"b\\"})"},
        {"{{1,2},{3,4}}", R"([["1","2"],["3","4"]] {{1,2},{3,4}})"},
        {"[1:2]={a,b}", R"(["a","b"] {a,b})"},
        {"a", "22P02 Array value must start with \"{\" or dimension information."},
        {"{a", "22P02 Unexpected end of input."},
        {"{a,}", "22P02 Unexpected \"}\" character."},
        {"{a}}", "22P02 Junk after closing right brace."},
        {"{{1},{2,3}}", "22P02 Multidimensional arrays must have sub-arrays with matching dimensions."},
        {"[1:3]={a,b}", "22P02 Specified array dimensions do not match array contents."},
        {"[0:1]={a,b}", "0A000 "},
    };
    for (auto const& [literal, expected] : cases)
        EXPECT_TRUE(read(literal).starts_with(expected)) << literal << ": " << read(literal);
}

TEST_F(Array, IsBuilt) {
    expect({{"pg_array('integer', 1, null)", "[1,null]"},
            {"pg_array_of_arrays('text', '[\"a\"]', '[\"b\"]')", R"([["a"],["b"]])"},
            {"pg_array_of_arrays('integer', '[1]', '[1,2]')",
             "2202E multidimensional arrays must have array expressions with matching dimensions"},
            {"pg_array_append(null, 1, 'integer[],integer')", "[1]"},
            {"pg_array_prepend(0, '[1]', 'integer,integer[]')", "[0,1]"},
            {"pg_array_append('[[1]]', 1, 'integer[],integer')",
             "22000 argument must be empty or one-dimensional array"},
            {"pg_array_cat('[1,2]', '[3]', 'integer[],integer[]')", "[1,2,3]"},
            {"pg_array_cat('[1,2]', '[[3,4]]', 'integer[],integer[]')", "[[1,2],[3,4]]"},
            {"pg_array_cat('[1,2]', '[[3]]', 'integer[],integer[]')",
             "2202E cannot concatenate incompatible arrays"},
            {"pg_array_remove('[1,2,1]', 1, 'integer[],integer')", "[2]"},
            {"pg_array_replace('[1,null]', null, 5, 'integer[],integer,integer')", "[1,5]"},
            {"pg_trim_array('[1,2,3]', 2, 'integer[],integer')", "[1]"},
            {"pg_trim_array('[1]', 2, 'integer[],integer')",
             "2202E number of elements to trim must be between 0 and 1"},
            {"pg_array_fill(7, '[2,3]', 'integer,integer[]')", "[[7,7,7],[7,7,7]]"},
            {"pg_array_fill(7, '[2]', '[2]', 'integer,integer[],integer[]')",
             "0A000 not supported on the embedded engine: an array whose lower bound is not 1"}});
}

TEST_F(Array, GivesElementsAndSlices) {
    expect({{"pg_array_element('integer', '[5,6]', 2)", "6"},
            {"pg_array_element('integer', '[5,6]', 3)", "null"},
            {"pg_array_element('integer', '[[5,6]]', 1)", "null"},
            {"pg_array_element('integer', '[[5,6],[7,8]]', 2, 1)", "7"},
            {"typeof(pg_array_element('double precision', '[5.0]', 1))", "real"},
            {"quote(pg_array_element('bytea', '[\"\\\\x00ff\"]', 1))", "X'00FF'"},
            {"pg_array_slice('lu', '[1,2,3]', 2, 9)", "[2,3]"},
            {"pg_array_slice('-u', '[1,2,3]', 0)", "[]"},
            {"pg_array_slice('lul-', '[[1,2],[3,4]]', 2, 2, 2)", "[[4]]"},
            {"pg_array_slice('l-', '[1]', null)", "null"}});
}

TEST_F(Array, IsMeasuredAndSearched) {
    expect({{"pg_array_length('[[1,2]]', 2, 'integer[],integer')", "2"},
            {"pg_array_length('[]', 1, 'integer[],integer')", "null"},
            {"pg_array_dims('[[1,2]]', 'integer[]')", "[1:1][1:2]"},
            {"pg_cardinality('[]', 'integer[]')", "0"},
            {"pg_array_position('[1,2,1]', 1, 2, 'integer[],integer,integer')", "3"},
            {"pg_array_position('[1,null]', null, 'integer[],integer')", "2"},
            {"pg_array_positions('[\"1.0\",\"1.00\"]', '1', 'numeric[],numeric')", "[1,2]"},
            {"pg_array_contains('[1,2,null]', '[2,1,1]', 'integer[],integer[]')", "1"},
            {"pg_array_contains('[1,null]', '[null]', 'integer[],integer[]')", "0"},
            {"pg_array_contained('[]', '[1]', 'integer[],integer[]')", "1"},
            {"pg_array_overlap('[1]', '[2,1]', 'integer[],integer[]')", "1"},
            {"pg_array_any(3, '[1,null]', 'integer,integer[]')", "null"},
            {"pg_array_any(null, '[]', 'integer,integer[]')", "0"}});
}

TEST_F(Array, IsOrderedByItsElements) {
    expect({{"'[9]' < '[10]' collate pg_array", "1"},
            {"'[1,2]' < '[1,null]' collate pg_array", "1"},
            {"'[1]' < '[1,0]' collate pg_array", "1"},
            {"'[1,2]' = '[[1,2]]' collate pg_array", "0"},
            {"'[\"a\"]' < '[\"b\"]' collate pg_array", "1"},
            {"'[1.5]' < '[\"Infinity\"]' collate pg_array", "1"},
            {"'[\"9\"]' < '[\"10.0\"]' collate pg_array_pg_numeric", "1"},
            {"'[\"10\"]' = '[\"10.0\"]' collate pg_array_pg_numeric", "1"}});
}

TEST_F(Array, TurnsIntoStringsAndRows) {
    expect(
        {{"pg_array_to_string('[1,null,0]', ',', 'boolean[],text')", "t,f"},
         {"pg_array_to_string('[1,null]', ',', '*', 'integer[],text,text')", "1,*"},
         {"pg_string_to_array('a,b,', ',')", R"(["a","b",""])"},
         {"pg_string_to_array('añ', null)", R"(["a","ñ"])"},
         {"pg_string_to_array('', ',')", "[]"},
         {"pg_string_to_array('a,b', ',', 'b')", R"(["a",null])"},
         {"(select group_concat(c1 || ':' || c2) from pg_unnest('[[5,6],[7,8]]', 'integer[]'))",
          "5:1,6:2,7:3,8:4"},
         {"(select group_concat(c1) from pg_generate_subscripts('[5,6]', 1, 1, 'integer[],integer,boolean'))",
          "2,1"},
         {"(select pg_array_agg(c1, 'integer') from pg_unnest('[3,null]', 'integer[]'))", "[3,null]"},
         {"(select pg_array_agg(c1, 'integer') from pg_unnest('[]', 'integer[]'))", "null"},
         {"(select pg_array_agg_arrays('[1,2]', 'integer[]') from pg_unnest('[3,4]', 'integer[]'))",
          "[[1,2],[1,2]]"},
         {"pg_array_agg_arrays(null, 'integer[]')", "22004 cannot accumulate null arrays"},
         {"(select pg_string_agg(c1, '-') from pg_unnest('[\"a\",null,\"b\"]', 'text[]'))", "a-b"}});
}

TEST_F(Array, IsMadeOfWhatBecomesOfEachElement) {
    expect({{"backstay_map('integer', 'cast(?1 as text)', '[[1,2],[3,null]]')", R"([["1","2"],["3",null]])"},
            {"backstay_map('integer', 'pg_array(?1)', null)", "null"}});
}

}  // namespace
}  // namespace backstay::engine::sqlite
