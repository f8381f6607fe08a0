// https://www.postgresql.org/docs/15/citext.html. Comparisons are comparison.cpp's, under pg_citext.

#include "sql/builtin/text.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;

std::vector<Builtin> functions() {
    auto const c = citext;
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
    add("regexp_match", {c, c, text}, text_array, "pg_citext_regexp_match", 1);
    add("regexp_matches", {c, c, text}, text_array, "pg_citext_regexp_matches", 1, BuiltinKind::table);
    add("regexp_replace", {c, c, text, text}, text, "pg_citext_regexp_replace", 1);
    add("regexp_split_to_array", {c, c, text}, text_array, "pg_citext_regexp_split_to_array", 1);
    add("regexp_split_to_table", {c, c, text}, text, "pg_citext_regexp_split_to_table", 1,
        BuiltinKind::table);
    add("replace", {c, c, c}, text, "pg_citext_replace");
    add("split_part", {c, c, int4}, text, "pg_citext_split_part");
    add("strpos", {c, c}, int4, "pg_citext_position");
    add("translate", {c, c, text}, text, "pg_citext_translate");
    return all;
}

std::vector<BuiltinOperator> operators() {
    std::vector<BuiltinOperator> all;
    for (auto const& [called, sqlite] : {std::pair{"~~", "pg_ilike"},
                                         {"!~~", "pg_not_ilike"},
                                         {"~~*", "pg_ilike"},
                                         {"!~~*", "pg_not_ilike"},
                                         {"~", "pg_iregex"},
                                         {"!~", "pg_not_iregex"},
                                         {"~*", "pg_iregex"},
                                         {"!~*", "pg_not_iregex"}})
        for (auto const right : {citext, text})
            all.push_back(
                {.name = called, .left = citext, .right = right, .result = boolean, .sqlite = sqlite});
    return all;
}

}  // namespace

Family text_citext() { return {.functions = functions(), .operators = operators()}; }

}  // namespace backstay::sql
