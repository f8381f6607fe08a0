// https://www.postgresql.org/docs/15/functions-matching.html

#include "sql/builtin/text.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;

std::vector<Builtin> regexp_functions() {
    auto const t = text, i = int4;
    std::vector<Builtin> all;
    auto const add = [&](std::string_view called, std::vector<Type> args, Type result,
                         std::string_view sqlite, int optional = 0, BuiltinKind kind = BuiltinKind::scalar) {
        all.push_back({.name = called,
                       .args = std::move(args),
                       .result = result,
                       .sqlite = sqlite,
                       .kind = kind,
                       .optional = optional});
    };
    add("regexp_like", {t, t, t}, boolean, "pg_regexp_like", 1);
    add("regexp_match", {t, t, t}, text_array, "pg_regexp_match", 1);
    add("regexp_matches", {t, t, t}, text_array, "pg_regexp_matches", 1, BuiltinKind::table);
    add("regexp_replace", {t, t, t, t}, t, "pg_regexp_replace", 1);
    add("regexp_replace", {t, t, t, i, i, t}, t, "pg_regexp_replace_from", 2);
    add("regexp_split_to_array", {t, t, t}, text_array, "pg_regexp_split_to_array", 1);
    add("regexp_split_to_table", {t, t, t}, t, "pg_regexp_split_to_table", 1, BuiltinKind::table);
    add("regexp_count", {t, t, i, t}, i, "pg_regexp_count", 2);
    add("regexp_instr", {t, t, i, i, i, t, i}, i, "pg_regexp_instr", 5);
    add("regexp_substr", {t, t, i, i, t, i}, t, "pg_regexp_substr", 4);
    add("substring", {t, t}, t, "pg_regexp_substring");
    add("substring", {t, t, t}, t, "pg_similar_substring");
    add("similar_to_escape", {t, t}, t, "pg_similar_to_escape", 1);
    return all;
}

std::vector<Builtin> like_functions() {
    return {
        {.name = "like_escape", .args = {text, text}, .result = text, .sqlite = "pg_like_escape"},
        {.name = "like", .args = {text, text}, .result = boolean, .sqlite = "pg_like"},
        {.name = "notlike", .args = {text, text}, .result = boolean, .sqlite = "pg_not_like"},
    };
}

// An operator on text, with the overloads that its kin have.
void add(std::vector<BuiltinOperator>& all, std::string_view called, std::string_view sqlite) {
    for (auto const left : {text, name, bpchar})
        all.push_back({.name = called, .left = left, .right = text, .result = boolean, .sqlite = sqlite});
}

std::vector<BuiltinOperator> operators() {
    std::vector<BuiltinOperator> all;
    add(all, "~~", "pg_like");
    add(all, "!~~", "pg_not_like");
    add(all, "~~*", "pg_ilike");
    add(all, "!~~*", "pg_not_ilike");
    add(all, "~", "pg_regex");
    add(all, "!~", "pg_not_regex");
    add(all, "~*", "pg_iregex");
    add(all, "!~*", "pg_not_iregex");
    return all;
}

}  // namespace

Family text_patterns() {
    Family all{.functions = regexp_functions(), .operators = operators()};
    auto const like = like_functions();
    all.functions.insert(all.functions.end(), like.begin(), like.end());
    return all;
}

}  // namespace backstay::sql
