#include "engine/sqlite/values/jsonpath.hpp"

#include <gtest/gtest.h>

namespace backstay::engine::sqlite {
namespace {

TEST(JsonPath, PrintsAsPostgresDoes) {
    std::pair<std::string_view, std::string_view> const cases[] = {
        {R"_($.a.b[*].c[0, 1 to last].*.**{1 to 3}.type() ? (@.x == "y" && !(@.z > 1 || exists(@.q)) || (@.w == null) is unknown))_",
         R"_($."a"."b"[*]."c"[0,1 to last].*.**{1 to 3}.type()?(@."x" == "y" && !(@."z" > 1 || exists (@."q")) || (@."w" == null) is unknown))_"},
        {R"_(strict -$.a + 1 * (2 - 3) / -4 % 5)_", R"_(strict (-$."a" + ((1 * (2 - 3)) / -4) % 5))_"},
        {R"_($ ? (@ like_regex "a.b" flag "iqsm"))_", R"_($?(@ like_regex "a.b" flag "ismq"))_"},
        {R"_($x."y z" starts with $v)_", R"_(($"x"."y z" starts with $"v"))_"},
        {R"_(lax $.size())_", R"_($.size())_"},
        {R"_((1).abs())_", R"_((1).abs())_"},
        {R"_(($.a + 1).abs())_", R"_(($."a" + 1).abs())_"},
        {R"_($.**)_", R"_($.**)_"},
        {R"_($.**{2})_", R"_($.**{2})_"},
        {R"_($.**{last})_", R"_($.**{last})_"},
        {R"_($.**{2 to last})_", R"_($.**{2 to last})_"},
        {R"_($.**{last to 2})_", R"_($.**{last to 2})_"},
        {R"_($.a[$.b to 3])_", R"_($."a"[$."b" to 3])_"},
        {R"_(1.50e2)_", R"_(150)_"},
        {R"_($.datetime("HH24"))_", R"_($.datetime("HH24"))_"},
        {R"_($.datetime())_", R"_($.datetime())_"},
        {R"_("a\u0041\x42\n\v")_", R"_("aAB\n\u000b")_"},
        {R"_($.true.null)_", R"_($."true"."null")_"},
        {R"_($.LAST.Type)_", R"_($."LAST"."Type")_"},
        {R"_(true)_", R"_(true)_"},
        {R"_(($.a == 1).type())_", R"_(($."a" == 1).type())_"},
        {R"_(.5)_", R"_(0.5)_"},
        {R"_(5.)_", R"_(5)_"},
        {R"_(-5)_", R"_(-5)_"},
        {R"_($.a /* c */ .b)_", R"_($."a"."b")_"},
        {R"_(-($.a).b)_", R"_((-$."a"."b"))_"},
        {R"_(-(-1))_", R"_(1)_"},
        {R"_(+$.a)_", R"_((+$."a"))_"},
        {R"_((-1).abs())_", R"_((-1).abs())_"},
        {R"_($."a"."b c")_", R"_($."a"."b c")_"},
        {R"_(1e5)_", R"_(100000)_"},
        {R"_($.a ? (@ == "x\"y"))_", R"_($."a"?(@ == "x\"y"))_"},
        {R"_($."$a")_", R"_($."$a")_"},
        {R"_($a.b)_", R"_($"a"."b")_"},
        {R"_($"a b")_", R"_($"a b")_"},
        {R"_($.a.keyvalue().key)_", R"_($."a".keyvalue()."key")_"},
        {R"_($.a.keyvalue ())_", R"_($."a".keyvalue())_"},
        {R"_($. a)_", R"_($."a")_"},
        {R"_($ .a)_", R"_($."a")_"},
        {R"_($.a ?(@>1))_", R"_($."a"?(@ > 1))_"},
        {R"_($.a?(@<>1))_", R"_($."a"?(@ != 1))_"},
        {R"_($.a?(@!=1))_", R"_($."a"?(@ != 1))_"},
        {R"_($.a?(@>=1&&@<=5))_", R"_($."a"?(@ >= 1 && @ <= 5))_"},
        {R"_($.a[last-1])_", R"_($."a"[last - 1])_"},
        {R"_($.a[last - 1,0])_", R"_($."a"[last - 1,0])_"},
        {R"_($.a[*].b)_", R"_($."a"[*]."b")_"},
        {R"_($.*)_", R"_($.*)_"},
        {R"_($.a.*)_", R"_($."a".*)_"},
        {R"_($.a like_regex "^x")_", R"_(($."a" like_regex "^x"))_"},
        {R"_($.a like_regex "^x" flag "")_", R"_(($."a" like_regex "^x"))_"},
        {R"_($.a like_regex "^x" flag "mi")_", R"_(($."a" like_regex "^x" flag "im"))_"},
        {R"_($.a like_regex "^x" flag "qi")_", R"_(($."a" like_regex "^x" flag "iq"))_"},
        {R"_($.a like_regex "^x" flag "qx")_", R"_(($."a" like_regex "^x" flag "xq"))_"},
        {R"_($.a starts with "x" && $.b == 1)_", R"_(($."a" starts with "x" && $."b" == 1))_"},
        {R"_(exists($.a ? (@ > 1)))_", R"_(exists ($."a"?(@ > 1)))_"},
        {R"_(!exists($.a))_", R"_(!(exists ($."a")))_"},
        {R"_(!(1 == 1))_", R"_(!(1 == 1))_"},
        {R"_(($.a > 1) is unknown)_", R"_(($."a" > 1) is unknown)_"},
        {R"_((($.a > 1) is unknown) && 1 == 1)_", R"_((($."a" > 1) is unknown && 1 == 1))_"},
        {R"_(($.a))_", R"_($."a")_"},
        {R"_((($.a > 1)))_", R"_(($."a" > 1))_"},
        {R"_($.a + $.b * 2 - 1)_", R"_((($."a" + $."b" * 2) - 1))_"},
        {R"_(1 + 2 == 3)_", R"_((1 + 2 == 3))_"},
        {R"_($.a[1 + 1])_", R"_($."a"[1 + 1])_"},
        {R"_($.a[-1])_", R"_($."a"[-1])_"},
        {R"_($.a[$.x, $.y to $.z])_", R"_($."a"[$."x",$."y" to $."z"])_"},
        {R"_($.a ? (@.b ? (@.c > 1).d == 2))_", R"_($."a"?(@."b"?(@."c" > 1)."d" == 2))_"},
        {R"_($.abs)_", R"_($."abs")_"},
        {R"_($.a.abs().floor().ceiling().double().size().type())_",
         R"_($."a".abs().floor().ceiling().double().size().type())_"},
        {R"_($.a.ABS())_", R"_($."a".abs())_"},
    };
    for (auto const& [text, printed] : cases) {
        auto const path = parse_jsonpath(text);
        ASSERT_TRUE(path) << text << ": " << path.error()->message;
        EXPECT_EQ(print_jsonpath(*path), printed);
    }
}

TEST(JsonPath, RefusesInPostgresWords) {
    std::pair<std::string_view, std::string_view> const cases[] = {
        {R"_(TRUE)_", R"_(syntax error at end of jsonpath input)_"},
        {R"_(-1.abs())_", R"_(trailing junk after numeric literal at or near "1.a" of jsonpath input)_"},
        {R"_(1.type())_", R"_(trailing junk after numeric literal at or near "1.t" of jsonpath input)_"},
        {R"_(1e)_", R"_(trailing junk after numeric literal at or near "1e" of jsonpath input)_"},
        {R"_(0x10)_", R"_(syntax error at end of jsonpath input)_"},
        {R"_($['a'])_", R"_(syntax error at end of jsonpath input)_"},
        {R"_($.a['b'])_", R"_(syntax error at end of jsonpath input)_"},
        {R"_(!!(1 == 1))_", R"_(syntax error at or near "!" of jsonpath input)_"},
        {R"_($.a > 1 is unknown)_", R"_(syntax error at or near " " of jsonpath input)_"},
        {R"_($.a && $.b)_", R"_(syntax error at or near "&&" of jsonpath input)_"},
        {R"_(lax)_", R"_(syntax error at end of jsonpath input)_"},
        {R"_(strict)_", R"_(syntax error at end of jsonpath input)_"},
        {R"_($$)_", R"_(syntax error at or near "$" of jsonpath input)_"},
        {R"_($.a $)_", R"_(syntax error at or near "$" of jsonpath input)_"},
        {R"_(nulL)_", R"_(syntax error at end of jsonpath input)_"},
        {R"_($.a.b.)_", R"_(syntax error at end of jsonpath input)_"},
        {R"_($.1a)_", R"_(trailing junk after numeric literal at or near ".1a" of jsonpath input)_"},
        {R"_($.a-b)_", R"_(syntax error at end of jsonpath input)_"},
        {R"_($.a - b)_", R"_(syntax error at end of jsonpath input)_"},
        {R"_($ ? (@.a > 1 && @.b)_", R"_(syntax error at end of jsonpath input)_"},
        {R"_($ ? ())_", R"_(syntax error at or near ")" of jsonpath input)_"},
        {R"_($[)_", R"_(syntax error at end of jsonpath input)_"},
        {R"_($[*)_", R"_(syntax error at end of jsonpath input)_"},
        {R"_($[1,])_", R"_(syntax error at or near "]" of jsonpath input)_"},
        {R"_($[,1])_", R"_(syntax error at or near "," of jsonpath input)_"},
        {R"_($(1))_", R"_(syntax error at or near "(" of jsonpath input)_"},
        {R"_((1)_", R"_(syntax error at end of jsonpath input)_"},
        {R"_(1))_", R"_(syntax error at or near ")" of jsonpath input)_"},
        {R"_(1 +)_", R"_(syntax error at end of jsonpath input)_"},
        {R"_(* 1)_", R"_(syntax error at or near "*" of jsonpath input)_"},
        {R"_($.a == )_", R"_(syntax error at end of jsonpath input)_"},
        {R"_(== 1)_", R"_(syntax error at or near "==" of jsonpath input)_"},
        {R"_($.type(1))_", R"_(syntax error at or near "1" of jsonpath input)_"},
        {R"_(@.a)_", R"_(@ is not allowed in root expressions)_"},
        {R"_($[@])_", R"_(@ is not allowed in root expressions)_"},
        {R"_(last)_", R"_(LAST is allowed only in array subscripts)_"},
        {R"_($.**{-1})_", R"_(syntax error at or near "-" of jsonpath input)_"},
        {R"_($.**{a})_", R"_(syntax error at end of jsonpath input)_"},
        {R"_($.**{1.5})_", R"_(syntax error at or near "1.5" of jsonpath input)_"},
        {R"_($.**{1 to})_", R"_(syntax error at or near "}" of jsonpath input)_"},
        {R"_('a')_", R"_(syntax error at end of jsonpath input)_"},
        {R"_($.a = 1)_", R"_(syntax error at or near "=" of jsonpath input)_"},
        {R"_($.a & $.b)_", R"_(syntax error at or near "&" of jsonpath input)_"},
        {R"_($.a | $.b)_", R"_(syntax error at or near "|" of jsonpath input)_"},
        {R"_(|)_", R"_(syntax error at or near "|" of jsonpath input)_"},
    };
    for (auto const& [text, message] : cases) {
        auto const path = parse_jsonpath(text);
        ASSERT_FALSE(path) << text;
        EXPECT_EQ(path.error()->message, message) << text;
    }
}

}  // namespace
}  // namespace backstay::engine::sqlite
