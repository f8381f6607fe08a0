#include "query/plan/nearest.hpp"

#include <gtest/gtest.h>

namespace backstay::query {
namespace {

TEST(Nearest, FindsWhatWasMeant) {
    struct Case {
        char const* sought;
        double least;
        char const* found;
    };
    std::vector<std::string> const names = {"films", "directors", "roles", "(name, param, val)",
                                            "(attr, id)"};
    for (auto const& [sought, least, found] : {Case{"film", least_of_names, "films"},
                                               {"FILMS", least_of_names, "films"},
                                               {"role", least_of_parts, "roles"},
                                               {"fil", least_of_names, ""},
                                               {"fil", least_of_parts, "films"},
                                               {"(nam, pqaram, vall)", least_of_parts, "(name, param, val)"},
                                               {"(attrs, id)", least_of_parts, "(attr, id)"},
                                               {"noclosealternative", least_of_parts, ""}})
        EXPECT_EQ(nearest(names, sought, least), found) << sought;
}

TEST(Nearest, LikenessIsAPartOfTheLongerOne) {
    EXPECT_DOUBLE_EQ(likeness("film", "films"), 0.8);
    EXPECT_DOUBLE_EQ(likeness("", ""), 1);
}

}  // namespace
}  // namespace backstay::query
