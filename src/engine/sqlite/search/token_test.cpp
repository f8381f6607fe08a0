#include "engine/sqlite/search/token.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

// What is expected is what PostgreSQL 15 answers to ts_parse('default', ...), by its names of the kinds.
namespace backstay::engine::sqlite::search {
namespace {

struct Case {
    std::string_view text, tokens;
};

std::string shown(std::string_view text) {
    constexpr auto kinds = std::to_array<std::string_view>(
        {"none",     "asciiword", "word",     "numword",       "email",      "url",
         "host",     "sfloat",    "version",  "hword_numpart", "hword_part", "hword_asciipart",
         "blank",    "tag",       "protocol", "numhword",      "asciihword", "hword",
         "url_path", "file",      "float",    "int",           "uint",       "entity"});
    std::string out;
    for (auto const& token : tokens_of(text)) {
        if (!out.empty()) out += ' ';
        out.append(kinds[static_cast<std::size_t>(token.kind)]).append("[").append(token.text).append("]");
    }
    return out;
}

TEST(TokensOf, KnowsWords) {
    for (auto const& [text, tokens] : std::to_array<Case>({
             {"foo Bar12 12ab été ab日本",
              "asciiword[foo] blank[ ] numword[Bar12] blank[ ] numword[12ab] blank[ ] word[été] blank[ ] "
              "word[ab日本]"},
             {"it's", "asciiword[it] blank['] asciiword[s]"},
             {"foo_bar", "asciiword[foo] blank[_] asciiword[bar]"},
             {"e\u0301a \u0301a", "word[e\u0301a] blank[ \u0301] asciiword[a]"},
             {"٣ a٣", "word[٣] blank[ ] word[a٣]"},
         }))
        EXPECT_EQ(shown(text), tokens) << text;
}

TEST(TokensOf, KnowsHyphenatedWords) {
    for (auto const& [text, tokens] : std::to_array<Case>({
             {"state-of-the-art",
              "asciihword[state-of-the-art] hword_asciipart[state] blank[-] hword_asciipart[of] blank[-] "
              "hword_asciipart[the] blank[-] hword_asciipart[art]"},
             {"a-été-b2",
              "numhword[a-été-b2] hword_asciipart[a] blank[-] hword_part[été] blank[-] hword_numpart[b2]"},
             {"12a-b", "numhword[12a-b] hword_numpart[12a] blank[-] hword_asciipart[b]"},
             {"a--b", "asciiword[a] blank[-] blank[-] asciiword[b]"},
             {"a-1-b", "asciiword[a] int[-1] blank[-] asciiword[b]"},
             {"foo-bar-12",
              "asciihword[foo-bar] hword_asciipart[foo] blank[-] hword_asciipart[bar] blank[-] uint[12]"},
             {"x-1e5", "numhword[x-1e5] hword_asciipart[x] blank[-] hword_numpart[1e5]"},
             {"foo-bar-!x",
              "asciihword[foo-bar] hword_asciipart[foo] blank[-] hword_asciipart[bar] blank[-!] "
              "asciiword[x]"},
         }))
        EXPECT_EQ(shown(text), tokens) << text;
}

TEST(TokensOf, KnowsNumbers) {
    for (auto const& [text, tokens] : std::to_array<Case>({
             {"1 -2 +3", "uint[1] blank[ ] int[-2] blank[ ] int[+3]"},
             {"1.5 -1.5.", "float[1.5] blank[ ] float[-1.5] blank[.]"},
             {"1.2.3 -1.2.3", "version[1.2.3] blank[ ] blank[-] version[1.2.3]"},
             {"1e5 -1.5E-3 1e 1.e5",
              "sfloat[1e5] blank[ ] sfloat[-1.5E-3] blank[ ] numword[1e] blank[ ] uint[1] blank[.] "
              "numword[e5]"},
             {"1e5a 1.5a", "sfloat[1e5] asciiword[a] blank[ ] float[1.5] asciiword[a]"},
             {"2024-01-31 1,000 .5",
              "uint[2024] int[-01] int[-31] blank[ ] uint[1] blank[,] uint[000] blank[ .] uint[5]"},
         }))
        EXPECT_EQ(shown(text), tokens) << text;
}

TEST(TokensOf, KnowsHosts) {
    for (auto const& [text, tokens] : std::to_array<Case>({
             {"a.bc", "host[a.bc]"},
             {"a.b", "file[a.b]"},
             {"a-b_c.org.", "host[a-b_c.org] blank[.]"},
             {"a.bc1 a.b.co1.de", "file[a.bc1] blank[ ] host[a.b.co1.de]"},
             {"é.com a.bcé", "word[é] blank[.] asciiword[com] blank[ ] host[a.bc] word[é]"},
             {"1.2.3.de 1.2.3de", "host[1.2.3.de] blank[ ] version[1.2.3] asciiword[de]"},
             {"a.bc:80 a.bc:x", "host[a.bc:80] blank[ ] host[a.bc] blank[:] asciiword[x]"},
             {"1e5.com 1.5e5.com", "sfloat[1e5] blank[.] asciiword[com] blank[ ] host[1.5e5.com]"},
             {"a.bc.d", "host[a.bc] blank[.] asciiword[d]"},
         }))
        EXPECT_EQ(shown(text), tokens) << text;
}

TEST(TokensOf, KnowsAddresses) {
    for (auto const& [text, tokens] : std::to_array<Case>({
             {"me_2.x@a-b.org:25", "email[me_2.x@a-b.org:25]"},
             {"a@b a+b@c.de",
              "asciiword[a] blank[@] asciiword[b] blank[ ] asciiword[a] blank[+] email[b@c.de]"},
             {"é@c.de é1@c.de", "word[é] blank[@] host[c.de] blank[ ] email[é1@c.de]"},
             {"a@b@c.de", "asciiword[a] blank[@] email[b@c.de]"},
             {"http://www.a.org/x?y=1#z",
              "protocol[http://] url[www.a.org/x?y=1#z] host[www.a.org] url_path[/x?y=1#z]"},
             {"ftp://a.b/c é://a.bc",
              "protocol[ftp://] file[a.b/c] blank[ ] word[é] blank[:] blank[/] file[/a.bc]"},
             {"a.bc:80/d\"e\" a.bc/é",
              "url[a.bc:80/d] host[a.bc:80] url_path[/d] blank[\"] asciiword[e] blank[\" ] host[a.bc] "
              "blank[/] word[é]"},
             {"mailto:a@b.cd/x", "asciiword[mailto] blank[:] email[a@b.cd] file[/x]"},
         }))
        EXPECT_EQ(shown(text), tokens) << text;
}

TEST(TokensOf, KnowsFiles) {
    for (auto const& [text, tokens] : std::to_array<Case>({
             {"/usr/lib/x.so ../a", "file[/usr/lib/x.so] blank[ ..] file[/a]"},
             {"./a ~/b ~c .d", "file[./a] blank[ ~] file[/b] blank[ ~] asciiword[c] blank[ .] asciiword[d]"},
             {"a/b/c.d 1/2 a-b/c",
              "file[a/b/c.d] blank[ ] file[1/2] blank[ ] asciihword[a-b] hword_asciipart[a] blank[-] "
              "hword_asciipart[b] file[/c]"},
             {".. ... ../.. a/..b",
              "file[..] blank[ ... ..] file[/..] blank[ ] asciiword[a] blank[/..] asciiword[b]"},
             {"a/.b/../~c/ //d", "file[a/.b/../~c] blank[/ ] blank[/] file[/d]"},
             {"aé/b 1é/b 1é.b", "word[aé] file[/b] blank[ ] file[1é/b] blank[ ] file[1é.b]"},
         }))
        EXPECT_EQ(shown(text), tokens) << text;
}

TEST(TokensOf, KnowsMarkup) {
    for (auto const& [text, tokens] : std::to_array<Case>({
             {"<a href=\"x>y\">z</a>", "tag[<a href=\"x>y\">] asciiword[z] tag[</a>]"},
             {"<br/> <br / > </ a> <1>",
              "tag[<br/>] blank[ ] tag[<br / >] blank[ ] blank[<] blank[/ ] asciiword[a] blank[> ] blank[<] "
              "uint[1] blank[>]"},
             {"<!-- a > b --> <!-- c",
              "tag[<!-- a > b -->] blank[ ] blank[<!] blank[-] blank[- ] asciiword[c]"},
             {"<?xml version='1.0'?>", "tag[<?xml version='1.0'?>]"},
             {"&amp; &#10; &#x1F; &a b; &1;",
              "entity[&amp;] blank[ ] entity[&#10;] blank[ ] entity[&#x1F;] blank[ ] blank[&] asciiword[a] "
              "blank[ ] asciiword[b] blank[; ] blank[&] uint[1] blank[;]"},
             {"<a b<c>", "blank[<] asciiword[a] blank[ ] asciiword[b] tag[<c>]"},
             {"<aé> <a é>", "tag[<aé>] blank[ ] blank[<] asciiword[a] blank[ ] word[é] blank[>]"},
         }))
        EXPECT_EQ(shown(text), tokens) << text;
}

TEST(TokensOf, SkipsScripts) {
    for (auto const& [text, tokens] : std::to_array<Case>({
             {"a<script src=\"b\">c < d &amp; e</script>f",
              "asciiword[a] tag[<script src=\"b\">] blank[c ] blank[< d &amp; e] tag[</script>] "
              "asciiword[f]"},
             {"<STYLE>a<b>c</style>d", "tag[<STYLE>] blank[a] tag[<b>] blank[c] tag[</style>] asciiword[d]"},
             {"<script/>a", "tag[<script/>] asciiword[a]"},
             {"<script>a", "tag[<script>] blank[a]"},
         }))
        EXPECT_EQ(shown(text), tokens) << text;
}

TEST(TokensOf, JoinsBlanks) {
    for (auto const& [text, tokens] : std::to_array<Case>({
             {"a, (b) - c", "asciiword[a] blank[, (] asciiword[b] blank[) ] blank[- ] asciiword[c]"},
             {"<<&&++--//",
              "blank[<] blank[<] blank[&] blank[&] blank[+] blank[+] blank[-] blank[-] blank[/] blank[/]"},
             {"!./a !~b", "blank[!.] file[/a] blank[ !~] asciiword[b]"},
             {"a \u00a0\u2003— b", "asciiword[a] blank[ \u00a0\u2003— ] asciiword[b]"},
         }))
        EXPECT_EQ(shown(text), tokens) << text;
}

// Each of these made a scanner that reads ahead from every word take minutes.
TEST(TokensOf, TakesNoLongerThanItsTextIsLong) {
    constexpr std::size_t times = 50'000;
    for (std::string_view const piece : {"a_", "a.b", "a-1-", "a@", "1.", "<!--", "&a", "<a '", "/~", "//"}) {
        std::string text;
        for (std::size_t i = 0; i < times; ++i) text += piece;
        EXPECT_FALSE(tokens_of(text).empty()) << piece;
    }
}

}  // namespace
}  // namespace backstay::engine::sqlite::search
