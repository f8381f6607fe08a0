#include "sql/builtin/builtin.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace backstay::sql {
namespace {

std::string shown(std::string_view name, std::vector<Type> const& args) {
    std::string out(name);
    for (auto const& arg : args) out += " " + format_type(arg);
    return out;
}

// Two rows of one signature would make every call of it ambiguous (42725).
TEST(Builtins, HaveEachSignatureOnce) {
    std::map<std::string, int> seen;
    for (auto const& f : builtin_functions()) ++seen[shown(f.name, f.args) + (f.variadic ? "..." : "")];
    for (auto const& op : builtin_operators())
        ++seen[shown(op.name, op.prefix ? std::vector{op.right} : std::vector{op.left, op.right}) +
               (op.prefix ? " prefix" : "")];
    for (auto const& cast : builtin_casts()) ++seen["cast " + shown("", {{cast.from}, {cast.to}})];
    for (auto const& [signature, count] : seen) EXPECT_EQ(count, 1) << signature;
}

}  // namespace
}  // namespace backstay::sql
