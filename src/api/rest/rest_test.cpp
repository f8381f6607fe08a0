#include <gtest/gtest.h>

#include "api/rest/body.hpp"
#include "api/rest/media.hpp"
#include "api/rest/prefer.hpp"
#include "api/rest/status.hpp"

namespace backstay::api::rest {
namespace {

struct Negotiate : testing::Test {
    sql::Schema schema{
        .media_handlers = {
            {.media = "text/xml", .function = {"app", "xml"}, .aggregate = true},
            {.media = "*/*", .function = {"app", "any"}, .target = sql::QualifiedName{"app", "any"}},
            {.media = "image/png", .function = {"hidden", "png"}, .aggregate = true}}};
    std::vector<std::string> schemas{"app"};

    std::string chosen(std::string_view accept, std::string const& target = "task", bool whole_rows = true,
                       bool plan = false) const {
        auto const accepted = negotiate(accepted_types(accept), {.schema = schema,
                                                                 .schemas = schemas,
                                                                 .target = {"app", target},
                                                                 .whole_rows = whole_rows,
                                                                 .plan = plan});
        return accepted ? accepted->content_type() : accepted.error()->message;
    }
};

TEST_F(Negotiate, TakesTheMostWantedThatIsOffered) {
    EXPECT_EQ(chosen(""), "application/json; charset=utf-8");
    EXPECT_EQ(chosen("text/html, */*;q=0.1"), "application/json; charset=utf-8");
    EXPECT_EQ(chosen("text/csv;q=0.4, application/vnd.pgrst.object+json;q=0.9"),
              "application/vnd.pgrst.object+json; charset=utf-8");
    EXPECT_EQ(chosen("application/vnd.pgrst.array+json;nulls=stripped"),
              "application/vnd.pgrst.array+json;nulls=stripped; charset=utf-8");
    EXPECT_EQ(chosen("application/vnd.pgrst.array+json"), "application/json; charset=utf-8");
    EXPECT_EQ(chosen("*/*, text/csv"), "text/csv; charset=utf-8");
    EXPECT_EQ(chosen("image/png, a/b;q=0.3, c/d"),
              "None of these media types are available: image/png, c/d, a/b");
}

TEST_F(Negotiate, FindsHandlers) {
    EXPECT_EQ(chosen("text/xml"), "text/xml; charset=utf-8");
    EXPECT_EQ(chosen("text/xml", "any"), "application/octet-stream");
    EXPECT_EQ(chosen("app/chico", "any"), "application/octet-stream");
    EXPECT_EQ(chosen("app/chico", "any", false), "None of these media types are available: app/chico");
    EXPECT_EQ(chosen("image/png"), "None of these media types are available: image/png");
}

TEST_F(Negotiate, PlansAreOfATypeAndOnlyWhereTheyAreGiven) {
    auto const accept = "application/vnd.pgrst.plan+json; for=\"text/xml\"; options=wal|analyze";
    EXPECT_EQ(chosen(accept),
              "None of these media types are available: application/vnd.pgrst.plan+json; "
              "for=\"text/xml\"; options=analyze|wal");
    EXPECT_EQ(chosen(accept, "task", true, true),
              "application/vnd.pgrst.plan+json; for=\"text/xml\"; options=analyze|wal; charset=utf-8");
    EXPECT_EQ(chosen("application/vnd.pgrst.plan", "task", true, true),
              "application/vnd.pgrst.plan+text; for=\"application/json\"; charset=utf-8");
}

TEST_F(Negotiate, TheRootIsDescribed) {
    EXPECT_EQ(negotiate_description(accepted_types("*/*"))->content_type(),
              "application/openapi+json; charset=utf-8");
    EXPECT_FALSE(negotiate_description(accepted_types("text/csv")));
}

TEST(Preferences, AreAppliedInPostgrestsOrderAndTheFirstCounts) {
    http::Request request;
    request.headers = {{"Prefer", "count=exact, return=representation, count=planned"},
                       {"prefer", "handling=strict, nonsense=1, max-affected=3"}};
    auto const p = parse_preferences(request);
    EXPECT_EQ(applied(p), "return=representation, count=exact, handling=strict, max-affected=3");
    ASSERT_FALSE(p.unknown.empty());
    EXPECT_EQ(p.unknown.back(), "nonsense=1");
}

TEST(Preferences, MaxAffectedCountsWithStrictHandlingAlone) {
    http::Request request;
    request.headers = {{"Prefer", "max-affected=3"}};
    EXPECT_FALSE(parse_preferences(request).max_affected);
}

TEST(StatusOf, FollowsFromTheCode) {
    struct Case {
        char const* code;
        bool anonymous;
        int status;
    };
    for (auto const& [code, anonymous, status] : {Case{"42501", true, 401},
                                                  {"42501", false, 403},
                                                  {"23505", false, 409},
                                                  {"22P02", false, 400},
                                                  {"42P01", false, 404},
                                                  {"PT402", false, 402},
                                                  {"PT40A", false, 500},
                                                  {"PGRST205", false, 404},
                                                  {"PGRST201", false, 300},
                                                  {"PGRST116", false, 406},
                                                  {"57014", false, 500},
                                                  {"PGRST302", true, 401}})
        EXPECT_EQ(status_of(failure(code, "x").error(), anonymous), status) << code;
}

TEST(ErrorResponse, HasFourKeysInOrder) {
    auto const response = error_response(failure("22P02", "bad \"x\"").hint("h").error(), false, true);
    EXPECT_EQ(response.body, R"({"code":"22P02","details":null,"hint":"h","message":"bad \"x\""})");
    EXPECT_EQ(error_response(failure("22P02", "bad").detail("d").error(), false, false).body,
              R"({"code":"22P02","message":"bad"})");
}

TEST(ErrorResponse, LetsSqlSayStatusAndHeaders) {
    auto const raised = failure("PGRST", R"({"code":"123","message":"no","details":"d","hint":"h"})")
                            .detail(R"({"status":332,"status_text":"My Status","headers":{"X-A":"b"}})")
                            .error();
    auto const response = error_response(raised, false, true);
    EXPECT_EQ(response.status, 332);
    EXPECT_EQ(response.reason, "My Status");
    EXPECT_EQ(response.headers.front(), (std::pair<std::string, std::string>{"X-A", "b"}));
    EXPECT_EQ(error_response(failure("PGRST", "no json").error(), false, true).status, 500);
}

TEST(ReadBody, KnowsTheKeysOfItsObjects) {
    auto const one = read_body(R"({"b":1,"a":2})", BodyType::json, {});
    ASSERT_TRUE(one);
    EXPECT_FALSE(one->many);
    EXPECT_EQ(one->keys, (std::vector<std::string>{"a", "b"}));
    auto const csv = read_body("a,b\n1,NULL\n\"x \"\"y\"\"\",2", BodyType::csv, {});
    ASSERT_TRUE(csv);
    EXPECT_EQ(csv->json, R"([{"a":"1","b":null},{"a":"x \"y\"","b":"2"}])");
    auto const form = read_body("a=1+2&b=%C3%A9", BodyType::form, {});
    ASSERT_TRUE(form);
    EXPECT_EQ(form->json, "{\"a\":\"1 2\",\"b\":\"é\"}");
}

TEST(ReadBody, RefusesWhatIsNoBody) {
    struct Refusal {
        char const* text;
        BodyType type;
        char const* message;
    };
    for (auto const& [text, type, message] :
         {Refusal{"", BodyType::json, "Empty or invalid json"},
          {"{", BodyType::json, "Empty or invalid json"},
          {R"([{"a":1},{"b":1}])", BodyType::json, "All object keys must match"},
          {"a,b\n1", BodyType::csv, "All lines must have same number of fields"}}) {
        auto const body = read_body(text, type, {});
        ASSERT_FALSE(body) << text;
        EXPECT_EQ(body.error()->message, message);
    }
    EXPECT_TRUE(read_body(R"([{"a":1},{"b":1}])", BodyType::json, std::vector<std::string>{"a"}));
}

TEST(FirstElement, IsOfAnArray) {
    EXPECT_EQ(first_element(R"([{"a":1},{"a":2}])"), R"({"a":1})");
    EXPECT_EQ(first_element("[]"), "{}");
}

}  // namespace
}  // namespace backstay::api::rest
