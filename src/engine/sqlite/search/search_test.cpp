#include <gtest/gtest.h>

#include <array>

#include "engine/sqlite/search/query.hpp"

// What is expected is what PostgreSQL 15 answers.
namespace backstay::engine::sqlite::search {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

Configuration const& named(std::string_view name) { return **find_configuration(name); }

std::string shown(Result<Query> const& query) {
    return query ? print_query(*query) : query.error()->code + " " + query.error()->message;
}
std::string shown(Result<Vector> const& vector) {
    return vector ? print_vector(*vector) : vector.error()->code + " " + vector.error()->message;
}

TEST(SearchVector, OfTexts) {
    struct Case {
        std::string_view configuration, text, vector;
    };
    for (auto const& [configuration, text, vector] : std::to_array<Case>({
             {"english", "The Fat Rats ate a fat cat, didn't they?",
              "'ate':4 'cat':7 'didn':8 'fat':2,6 'rat':3"},
             {"simple", "The Fat Rats", "'fat':2 'rats':3 'the':1"},
             {"english", "foo-bar-baz e-mail well-known 12ab-cd state-of-the-art",
              "'12ab':12 '12ab-cd':11 'art':18 'bar':3 'baz':4 'cd':13 'e':6 'e-mail':5 'foo':2 "
              "'foo-bar-baz':1 'known':10 'mail':7 'state':15 'state-of-the-art':14 'well':9 'well-known':8"},
             {"english",
              "http://www.example.com/a/b?c=d#e ftp://h.org example.com:8080/x mailto:me@example.org "
              "a_b@c-d.de",
              "'/a/b?c=d#e':3 '/x':7 'a_b@c-d.de':10 'example.com:8080':6 'example.com:8080/x':5 'h.org':4 "
              "'mailto':8 'me@example.org':9 'www.example.com':2 'www.example.com/a/b?c=d#e':1"},
             {"english", "1.2.3 -12.5 +7 1e10 -1.5e-3 3.14. 10.0.0.1 2024-01-31 12:30",
              "'+7':3 '-01':9 '-1.5e-3':5 '-12.5':2 '-31':10 '1.2.3':1 '10.0.0.1':7 '12':11 '1e10':4 "
              "'2024':8 '3.14':6 '30':12"},
             {"english", "/usr/local/bin ../x/y.txt ~/a.b ./x a/b/c.d C:\\x foo.bar",
              "'/a.b':3 '/usr/local/bin':1 '/x':4 '/x/y.txt':2 'a/b/c.d':5 'c':6 'foo.bar':8 'x':7"},
             {"english",
              "<b>bold</b> <a href=\"x y\">link</a> <!-- no --> &amp; &#10; <script>var x = 1;</script> a < "
              "b",
              "'b':4 'bold':1 'link':2"},
             {"simple", "Straße ÉTÉ naïve-café 日本語 русский ét zero​width",
              "'café':5 'ét':8 'naïve':4 'naïve-café':3 'straße':1 'width':10 'zero':9 'été':2 'русский':7 "
              "'日本語':6"},
             {"german", "Die Häuser der Städte sind größer", "'gross':6 'haus':2 'stadt':4"},
             {"french", "Les chevaux mangeaient bien", "'bien':4 'cheval':2 'le':1 'mang':3"},
             {"russian", "Большие books на столе", "'book':2 'больш':1 'стол':4"},
             {"english", "O'Neill rock'n'roll user_name x.y@z $5 50% #tag",
              "'5':10 '50':11 'n':4 'name':7 'neill':2 'o':1 'rock':3 'roll':5 'tag':12 'user':6 'x.y':8 "
              "'z':9"},
             {"english", "", ""},
         }))
        EXPECT_EQ(print_vector(vector_of(named(configuration), text)), vector) << text;
}

TEST(SearchQuery, OfTexts) {
    struct Case {
        Form form;
        std::string_view configuration, text, query;
    };
    for (auto const& [form, configuration, text, query] : std::to_array<Case>({
             {Form::operators, "english", "fat & (cats | !dogs)", "'fat' & ( 'cat' | !'dog' )"},
             {Form::operators, "english", "foo-bar & the", "'foo-bar' <-> 'foo' <-> 'bar'"},
             {Form::operators, "english", "the", ""},
             {Form::operators, "english", "cats <-> the <-> rats", "'cat' <2> 'rat'"},
             {Form::operators, "english", "cats:A* <2> rats:bc", "'cat':*A <2> 'rat':BC"},
             {Form::operators, "english", "!!running", "!!'run'"},
             {Form::operators, "simple", "'a b' & 'it''s'", "'a' <-> 'b' & 'it' <-> 's'"},
             {Form::operators, "english", "a b", "42601 syntax error in tsquery: \"a b\""},
             {Form::operators, "english", "cats &", "42601 no operand in tsquery: \"cats &\""},
             {Form::operators, "english", "(cats", "42601 syntax error in tsquery: \"(cats\""},
             {Form::operators, "english", "cats <20000> rats",
              "22023 distance in phrase operator must be an integer value between zero and 16384 inclusive"},
             {Form::plain, "english", "The Fat & Rats:C", "'fat' & 'rat' & 'c'"},
             {Form::plain, "english", "well-known facts", "'well-known' & 'well' & 'known' & 'fact'"},
             {Form::phrase, "english", "the cats sat on the mat", "'cat' <-> 'sat' <3> 'mat'"},
             {Form::phrase, "english", "cats e-mail", "'cat' <-> 'e-mail' <-> 'e' <-> 'mail'"},
             {Form::web, "english", "\"sad cat\" or \"fat rat\"", "'sad' <-> 'cat' | 'fat' <-> 'rat'"},
             {Form::web, "english", "cats -\"fat rat\" or -dog", "'cat' & !( 'fat' <-> 'rat' ) | !'dog'"},
             {Form::web, "english", "or cats or", "'cat'"},
             {Form::web, "english", "cats \"the mat", "'cat' & 'mat'"},
             {Form::web, "english", "a:b (c) d|e !f orx", "'b' & 'c' & 'd' & 'e' & 'f' & 'orx'"},
             {Form::web, "english", "the -the", ""},
         }))
        EXPECT_EQ(shown(query_of(named(configuration), text, form)), query) << text;
}

TEST(SearchVector, ReadsAndPrints) {
    for (auto const& [text, printed] : std::to_array<Pair>({
             {"a:1,2A,1 'b c' d\\ e:3*", "'a':1,2A 'b c' 'd e':3A"},
             {"'it''s':2b 'back\\\\slash'", "'back\\\\slash' 'it''s':2B"},
             {"a:0", "42601 wrong position info in tsvector: \"a:0\""},
             {"a:", "42601 syntax error in tsvector: \"a:\""},
             {"'open", "42601 syntax error in tsvector: \"'open\""},
             {"a:1x", "42601 syntax error in tsvector: \"a:1x\""},
             {"b a b:3 a:2", "'a':2 'b':3"},
             {"a:20000,1", "'a':1,16383"},
         }))
        EXPECT_EQ(shown(read_vector(text)), printed) << text;
}

TEST(SearchQuery, ReadsAndPrints) {
    for (auto const& [text, printed] : std::to_array<Pair>({
             {"a&b|!c<->d", "'a' & 'b' | !'c' <-> 'd'"},
             {"a <2> (b <-> c)", "'a' <2> ( 'b' <-> 'c' )"},
             {"!(a | b) & c:*AB", "!( 'a' | 'b' ) & 'c':*AB"},
             {"a<b", "42601 syntax error in tsquery: \"a<b\""},
             {"'x y':d", "'x y':D"},
             {"", ""},
             {"!a <-> b", "!'a' <-> 'b'"},
             {"a & (b & c)", "'a' & 'b' & 'c'"},
         }))
        EXPECT_EQ(shown(read_query(text)), printed) << text;
}

TEST(SearchMatch, FollowsPhrasesAndWeights) {
    struct Case {
        std::string_view vector, query;
        bool matches;
    };
    for (auto const& [vector, query, matches] : std::to_array<Case>({
             {"a:1 b:2 c:3", "a <-> b <-> c", true},
             {"a:1 b:2 c:3", "a <2> c", true},
             {"a:1 b:2 c:3", "a <-> c", false},
             {"a:1 b:2", "a <-> !c", true},
             {"a:1 b:2", "!a <-> b", false},
             {"a b", "a <-> b", false},
             {"a b", "a & b", true},
             {"a:1A b:2", "a:B | b:D", true},
             {"a:1A", "a:A", true},
             {"a", "a:A", true},
             {"abc:1 abd:2", "ab:* <-> abd", true},
             {"a:1 b:2", "(a | c) <-> b", true},
             {"a:1 b:3", "a <-> (b | !b)", true},
             {"a:1", "!b", true},
             {"", "!a", true},
             {"a:1 a:3 b:4", "a <-> b", true},
         }))
        EXPECT_EQ(search::matches(*read_vector(vector), *read_query(query)), matches)
            << vector << " @@ " << query;
}

TEST(SearchRank, IsPostgreSqls) {
    struct Case {
        std::string_view vector, query;
        int normalization;
        float rank;
    };
    for (auto const& [vector, query, normalization, rank] : std::to_array<Case>({
             {"a:1 b:2 c:9", "a & b", 0, 0.09910322F},
             {"a:1A b:2B", "a & b", 0, 0.6267838F},
             {"a:1,3,5", "a", 0, 0.082745634F},
             {"a b", "a | b", 0, 0.06079271F},
             {"a b", "a & b", 0, 1e-16F},
             {"a:1 b:200", "a & b", 0, 1e-16F},
             {"a:1 b:2 c:3,4", "a | c", 1, 0.029454745F},
             {"a:1 b:2 c:3,4", "a | c", 2, 0.01709795F},
             {"a:1 b:2 c:3,4", "a & c", 8, 0.062089816F},
             {"a:1 b:2 c:3,4", "a & c", 48, 0.08519967F},
             {"abc:1 abd:4", "ab:* & abd", 0, 1e-20F},
             {"a:1", "!b", 0, 0.0F},
             {"a:1 b:5", "a <-> b", 0, 0.09524299F},
         }))
        EXPECT_FLOAT_EQ(
            search::rank({0.1F, 0.2F, 0.4F, 1.0F}, *read_vector(vector), *read_query(query), normalization),
            rank)
            << vector << " " << query;
}

}  // namespace
}  // namespace backstay::engine::sqlite::search
