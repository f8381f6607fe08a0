#include "api/rest/wording.hpp"

#include <gtest/gtest.h>

#include "query/parse/query.hpp"

namespace backstay::api::rest {
namespace {

http::Request get(std::string_view path, std::string_view query,
                  std::vector<http::HeaderField> headers = {}) {
    http::Request request;
    request.method = "GET";
    request.path = path;
    request.query = query;
    request.headers = std::move(headers);
    return request;
}

TEST(Wording, CutsOutTheValuesOfPlainComparisons) {
    struct Case {
        std::string_view query;
        std::vector<std::string_view> values;
    };
    for (auto const& [query, values] : {
             Case{"id=eq.5&select=id", {"5"}},
             Case{"a=gte.1&b=lt.2%20x", {"1", "2%20x"}},
             Case{"id=not.eq.5", {}},
             Case{"id=in.(1,2)&or=(a.eq.1)", {}},
             Case{"child.id=eq.5&data->>k=eq.1", {}},
             Case{"limit=eq.5&order=eq.1&select=eq.2&columns=eq.3", {}},
             Case{"id=eq.", {""}},
             Case{"", {}},
         }) {
        Wording wording;
        ASSERT_TRUE(wording.read(get("/task", query)));
        EXPECT_EQ(wording.values(), values) << query;
    }
}

TEST(Wording, IsTheSameForOtherValuesAndForNothingElse) {
    auto const key = [](std::string_view query, std::vector<http::HeaderField> headers = {}) {
        Wording wording;
        EXPECT_TRUE(wording.read(get("/task", query, std::move(headers)))) << query;
        return wording.key();
    };
    auto const one = key("id=eq.5&select=id");
    EXPECT_EQ(key("id=eq.6&select=id"), one);
    for (auto const* other : {"id=neq.5&select=id", "id=eq.5&select=title", "id=eq.5", "select=id&id=eq.5",
                              "id=not.eq.5&select=id", "%69d=eq.5&select=id", "id=eq.5&select=id&limit=1"})
        EXPECT_NE(key(other), one) << other;
    EXPECT_NE(key("id=eq.5&select=id", {{"Accept", "text/csv"}}), one);
    EXPECT_EQ(key("id=eq.5&select=id", {{"Authorization", "Bearer x"}}), one);
}

TEST(Wording, LeavesOtherRequestsToTheLongWay) {
    Wording wording;
    for (auto const* name : {"Range", "Prefer", "If-Match", "If-None-Match", "Accept-Profile"})
        EXPECT_FALSE(wording.read(get("/task", "id=eq.5", {{name, "x"}}))) << name;
    auto head = get("/task", "id=eq.5");
    head.method = "HEAD";
    EXPECT_FALSE(wording.read(head));
    EXPECT_FALSE(wording.read(get("/task", std::string(2000, 'x'))));
}

// What is learnt of one request, used for another.
std::optional<std::string> location_of(std::string_view first, std::string_view second) {
    auto const request = get("/rest/v1/task", first);
    Wording wording;
    if (!wording.read(request)) return {};
    Asked asked{
        .request = request, .target = {TargetKind::relation, "task"}, .action = Action::read, .get = true};
    asked.query = query::parse_query(first, query::Subject::relation).value();
    query::Compiled exchange;
    exchange.format = sql::Format::json_array;
    Prepared const prepared{.exchange = std::make_shared<query::Compiled const>(exchange),
                            .parameters = asked.query.values};
    auto const read = learn(wording, asked, prepared, "/rest/v1/task", false);
    if (!read) return {};
    auto const other = get("/rest/v1/task", second);
    Wording again;
    if (!again.read(other) || again.key() != wording.key()) return {};
    Parameters parameters;
    read_parameters(*read, again, parameters);
    EXPECT_EQ(parameters, query::parse_query(second, query::Subject::relation)->values) << second;
    std::string out;
    append_location(out, *read, parameters);
    return out;
}

TEST(Repeated, HasTheParametersAndTheLocationOfEachRequest) {
    EXPECT_EQ(location_of("id=eq.5&select=id", "id=eq.7&select=id"), "/rest/v1/task?id=eq.7&select=id");
    EXPECT_EQ(location_of("b=gt.1&a=in.(1,2)&c=lte.x", "b=gt.%C3%A9+1&a=in.(1,2)&c=lte."),
              "/rest/v1/task?a=in.%281%2C2%29&b=gt.%C3%A9%201&c=lte.");
    EXPECT_EQ(location_of("or=(a.eq.1,b.eq.2)&z=eq.3&child.x=eq.9", "or=(a.eq.1,b.eq.2)&z=eq.4&child.x=eq.9"),
              "/rest/v1/task?child.x=eq.9&or=%28a.eq.1%2Cb.eq.2%29&z=eq.4");
    EXPECT_EQ(location_of("", ""), "/rest/v1/task");
    // Two of a name are sorted by their values.
    EXPECT_EQ(location_of("id=gt.5&id=lt.9", "id=gt.6&id=lt.9"), std::nullopt);
}

}  // namespace
}  // namespace backstay::api::rest
