// https://www.postgresql.org/docs/15/pgtrgm.html

#include "sql/builtin/text.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;

std::vector<Builtin> functions() {
    return {
        {.name = "similarity", .args = {text, text}, .result = float4, .sqlite = "pg_similarity"},
        {.name = "word_similarity", .args = {text, text}, .result = float4, .sqlite = "pg_word_similarity"},
        {.name = "strict_word_similarity",
         .args = {text, text},
         .result = float4,
         .sqlite = "pg_strict_word_similarity"},
        {.name = "show_trgm", .args = {text}, .result = text_array, .sqlite = "pg_show_trgm"},
        {.name = "hashtext", .args = {text}, .result = int4, .sqlite = "pg_hashtext"},
        {.name = "hashtextextended", .args = {text, int8}, .result = int8, .sqlite = "pg_hashtextextended"},
    };
}

std::vector<BuiltinOperator> operators() {
    std::vector<BuiltinOperator> all;
    for (auto const& [called, sqlite] : {std::pair{"%", "pg_similar"},
                                         {"<%", "pg_word_similar"},
                                         {"%>", "pg_word_similar_commuted"},
                                         {"<<%", "pg_strict_word_similar"},
                                         {"%>>", "pg_strict_word_similar_commuted"}})
        all.push_back({.name = called, .left = text, .right = text, .result = boolean, .sqlite = sqlite});
    for (auto const& [called, sqlite] : {std::pair{"<->", "pg_trgm_distance"},
                                         {"<<->", "pg_word_distance"},
                                         {"<->>", "pg_word_distance_commuted"},
                                         {"<<<->", "pg_strict_word_distance"},
                                         {"<->>>", "pg_strict_word_distance_commuted"}})
        all.push_back({.name = called, .left = text, .right = text, .result = float4, .sqlite = sqlite});
    return all;
}

}  // namespace

Family text_trigrams() { return {.functions = functions(), .operators = operators()}; }

}  // namespace backstay::sql
