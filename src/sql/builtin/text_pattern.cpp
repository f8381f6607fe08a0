// https://www.postgresql.org/docs/15/functions-matching.html

#include "sql/builtin/text.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;

std::vector<Builtin> functions() {
    return {
        {.name = "like_escape", .args = {text, text}, .result = text, .sqlite = "pg_like_escape"},
        {.name = "similar_to_escape", .args = {text}, .result = text, .sqlite = "pg_similar_to_escape"},
        {.name = "similar_to_escape", .args = {text, text}, .result = text, .sqlite = "pg_similar_to_escape"},
        {.name = "like", .args = {text, text}, .result = boolean, .sqlite = "pg_like"},
        {.name = "notlike", .args = {text, text}, .result = boolean, .sqlite = "pg_not_like"},
    };
}

// An operator on text, with the overloads that its kin have.
void add(std::vector<BuiltinOperator>& all, std::string_view name, std::string_view sqlite,
         std::string_view padded) {
    all.push_back({.name = name, .left = text, .right = text, .result = boolean, .sqlite = sqlite});
    all.push_back(
        {.name = name, .left = builtin_types::name, .right = text, .result = boolean, .sqlite = sqlite});
    all.push_back({.name = name, .left = bpchar, .right = text, .result = boolean, .sqlite = padded});
}

std::vector<BuiltinOperator> operators() {
    std::vector<BuiltinOperator> all;
    add(all, "~~", "pg_like", "pg_like");
    add(all, "!~~", "pg_not_like", "pg_not_like");
    add(all, "~~*", "pg_ilike", "pg_ilike");
    add(all, "!~~*", "pg_not_ilike", "pg_not_ilike");
    return all;
}

}  // namespace

Family text_patterns() { return {.functions = functions(), .operators = operators()}; }

}  // namespace backstay::sql
