// https://www.postgresql.org/docs/15/functions-string.html

#include "sql/builtin/text.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;

std::vector<Builtin> functions() {
    return {
        {.name = "lower", .args = {text}, .result = text, .sqlite = "pg_lower"},
        {.name = "upper", .args = {text}, .result = text, .sqlite = "pg_upper"},
        {.name = "length", .args = {text}, .result = int4, .sqlite = "pg_length"},
        {.name = "length", .args = {bpchar}, .result = int4, .sqlite = "pg_bpchar_length"},
        {.name = "char_length", .args = {text}, .result = int4, .sqlite = "pg_length"},
        {.name = "char_length", .args = {bpchar}, .result = int4, .sqlite = "pg_bpchar_length"},
        {.name = "character_length", .args = {text}, .result = int4, .sqlite = "pg_length"},
        {.name = "character_length", .args = {bpchar}, .result = int4, .sqlite = "pg_bpchar_length"},
        {.name = "textcat", .args = {text, text}, .result = text, .sqlite = "pg_textcat"},
    };
}

std::vector<BuiltinOperator> operators() {
    return {
        {.name = "||", .left = text, .right = text, .result = text, .sqlite = "||", .native = true},
        {.name = "||", .left = anynonarray, .right = text, .result = text, .sqlite = "pg_any_text"},
        {.name = "||", .left = text, .right = anynonarray, .result = text, .sqlite = "pg_text_any"},
    };
}

}  // namespace

Family text_strings() { return {.functions = functions(), .operators = operators()}; }

}  // namespace backstay::sql
