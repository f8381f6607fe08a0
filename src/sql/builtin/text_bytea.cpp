// https://www.postgresql.org/docs/15/functions-binarystring.html,
// https://www.postgresql.org/docs/15/pgcrypto.html

#include "sql/builtin/text.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;
using enum Volatility;

std::vector<Builtin> bytes() {
    return {
        {.name = "length", .args = {bytea}, .result = int4, .sqlite = "pg_octet_length"},
        {.name = "length",
         .args = {bytea, name},
         .result = int4,
         .sqlite = "pg_encoded_length",
         .volatility = stable},
        {.name = "octet_length", .args = {bytea}, .result = int4, .sqlite = "pg_octet_length"},
        {.name = "bit_length", .args = {bytea}, .result = int4, .sqlite = "pg_bit_length"},
        {.name = "bit_count", .args = {bytea}, .result = int8, .sqlite = "pg_bit_count"},
        {.name = "substring", .args = {bytea, int4}, .result = bytea, .sqlite = "pg_bytea_substring"},
        {.name = "substring", .args = {bytea, int4, int4}, .result = bytea, .sqlite = "pg_bytea_substring"},
        {.name = "substr", .args = {bytea, int4}, .result = bytea, .sqlite = "pg_bytea_substring"},
        {.name = "substr", .args = {bytea, int4, int4}, .result = bytea, .sqlite = "pg_bytea_substring"},
        {.name = "overlay", .args = {bytea, bytea, int4}, .result = bytea, .sqlite = "pg_bytea_overlay"},
        {.name = "overlay",
         .args = {bytea, bytea, int4, int4},
         .result = bytea,
         .sqlite = "pg_bytea_overlay"},
        {.name = "position", .args = {bytea, bytea}, .result = int4, .sqlite = "pg_bytea_position"},
        {.name = "btrim", .args = {bytea, bytea}, .result = bytea, .sqlite = "pg_bytea_btrim"},
        {.name = "ltrim", .args = {bytea, bytea}, .result = bytea, .sqlite = "pg_bytea_ltrim"},
        {.name = "rtrim", .args = {bytea, bytea}, .result = bytea, .sqlite = "pg_bytea_rtrim"},
        {.name = "get_byte", .args = {bytea, int4}, .result = int4, .sqlite = "pg_get_byte"},
        {.name = "set_byte", .args = {bytea, int4, int4}, .result = bytea, .sqlite = "pg_set_byte"},
        {.name = "get_bit", .args = {bytea, int8}, .result = int4, .sqlite = "pg_get_bit"},
        {.name = "set_bit", .args = {bytea, int8, int4}, .result = bytea, .sqlite = "pg_set_bit"},
    };
}

std::vector<Builtin> encodings() {
    return {
        {.name = "encode", .args = {bytea, text}, .result = text, .sqlite = "pg_encode"},
        {.name = "decode", .args = {text, text}, .result = bytea, .sqlite = "pg_decode"},
        {.name = "convert_from",
         .args = {bytea, name},
         .result = text,
         .sqlite = "pg_convert_from",
         .volatility = stable},
        {.name = "convert_to",
         .args = {text, name},
         .result = bytea,
         .sqlite = "pg_convert_to",
         .volatility = stable},
        {.name = "convert",
         .args = {bytea, name, name},
         .result = bytea,
         .sqlite = "pg_convert",
         .volatility = stable},
    };
}

std::vector<Builtin> digests() {
    return {
        {.name = "md5", .args = {text}, .result = text, .sqlite = "pg_md5"},
        {.name = "md5", .args = {bytea}, .result = text, .sqlite = "pg_md5"},
        {.name = "sha224", .args = {bytea}, .result = bytea, .sqlite = "pg_sha224"},
        {.name = "sha256", .args = {bytea}, .result = bytea, .sqlite = "pg_sha256"},
        {.name = "sha384", .args = {bytea}, .result = bytea, .sqlite = "pg_sha384"},
        {.name = "sha512", .args = {bytea}, .result = bytea, .sqlite = "pg_sha512"},
        {.name = "digest", .args = {text, text}, .result = bytea, .sqlite = "pg_digest"},
        {.name = "digest", .args = {bytea, text}, .result = bytea, .sqlite = "pg_digest"},
        {.name = "hmac", .args = {text, text, text}, .result = bytea, .sqlite = "pg_hmac"},
        {.name = "hmac", .args = {bytea, bytea, text}, .result = bytea, .sqlite = "pg_hmac"},
        {.name = "crypt", .args = {text, text}, .result = text, .sqlite = "pg_crypt"},
        {.name = "gen_salt",
         .args = {text},
         .result = text,
         .sqlite = "pg_gen_salt",
         .volatility = volatile_},
        {.name = "gen_salt",
         .args = {text, int4},
         .result = text,
         .sqlite = "pg_gen_salt",
         .volatility = volatile_},
        {.name = "gen_random_bytes",
         .args = {int4},
         .result = bytea,
         .sqlite = "pg_random_bytes",
         .volatility = volatile_},
    };
}

std::vector<BuiltinOperator> operators() {
    return {
        {.name = "||", .left = bytea, .right = bytea, .result = bytea, .sqlite = "pg_bytea_concat"},
        {.name = "~~", .left = bytea, .right = bytea, .result = boolean, .sqlite = "pg_bytea_like"},
        {.name = "!~~", .left = bytea, .right = bytea, .result = boolean, .sqlite = "pg_bytea_not_like"},
    };
}

}  // namespace

Family text_bytea() {
    Family all{.functions = bytes(), .operators = operators()};
    for (auto const& more : {encodings(), digests()})
        all.functions.insert(all.functions.end(), more.begin(), more.end());
    return all;
}

}  // namespace backstay::sql
