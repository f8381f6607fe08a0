// https://www.postgresql.org/docs/15/functions-string.html

#include "sql/builtin/text.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;
using enum Volatility;

std::vector<Builtin> whole() {
    return {
        {.name = "lower", .args = {text}, .result = text, .sqlite = "pg_lower"},
        {.name = "upper", .args = {text}, .result = text, .sqlite = "pg_upper"},
        {.name = "initcap", .args = {text}, .result = text, .sqlite = "pg_initcap"},
        {.name = "length", .args = {text}, .result = int4, .sqlite = "pg_length"},
        {.name = "length", .args = {bpchar}, .result = int4, .sqlite = "pg_bpchar_length"},
        {.name = "char_length", .args = {text}, .result = int4, .sqlite = "pg_length"},
        {.name = "char_length", .args = {bpchar}, .result = int4, .sqlite = "pg_bpchar_length"},
        {.name = "character_length", .args = {text}, .result = int4, .sqlite = "pg_length"},
        {.name = "character_length", .args = {bpchar}, .result = int4, .sqlite = "pg_bpchar_length"},
        {.name = "octet_length", .args = {text}, .result = int4, .sqlite = "pg_octet_length"},
        {.name = "octet_length", .args = {bpchar}, .result = int4, .sqlite = "pg_octet_length"},
        {.name = "bit_length", .args = {text}, .result = int4, .sqlite = "pg_bit_length"},
        {.name = "textcat", .args = {text, text}, .result = text, .sqlite = "pg_textcat"},
        {.name = "repeat", .args = {text, int4}, .result = text, .sqlite = "pg_repeat"},
        {.name = "reverse", .args = {text}, .result = text, .sqlite = "pg_reverse"},
        {.name = "ascii", .args = {text}, .result = int4, .sqlite = "pg_ascii"},
        {.name = "chr", .args = {int4}, .result = text, .sqlite = "pg_chr"},
        {.name = "unistr", .args = {text}, .result = text, .sqlite = "pg_unistr"},
        {.name = "normalize", .args = {text, text}, .result = text, .sqlite = "pg_normalize", .optional = 1},
        {.name = "is_normalized",
         .args = {text, text},
         .result = boolean,
         .sqlite = "pg_is_normalized",
         .optional = 1},
        {.name = "to_ascii", .args = {text}, .result = text, .sqlite = "pg_to_ascii"},
        {.name = "starts_with", .args = {text, text}, .result = boolean, .sqlite = "pg_starts_with"},
    };
}

std::vector<Builtin> parts() {
    return {
        {.name = "substring", .args = {text, int4}, .result = text, .sqlite = "pg_substring"},
        {.name = "substring", .args = {text, int4, int4}, .result = text, .sqlite = "pg_substring"},
        {.name = "substr", .args = {text, int4}, .result = text, .sqlite = "pg_substring"},
        {.name = "substr", .args = {text, int4, int4}, .result = text, .sqlite = "pg_substring"},
        {.name = "overlay", .args = {text, text, int4}, .result = text, .sqlite = "pg_overlay"},
        {.name = "overlay", .args = {text, text, int4, int4}, .result = text, .sqlite = "pg_overlay"},
        {.name = "position", .args = {text, text}, .result = int4, .sqlite = "pg_position"},
        {.name = "strpos", .args = {text, text}, .result = int4, .sqlite = "pg_position"},
        {.name = "left", .args = {text, int4}, .result = text, .sqlite = "pg_left"},
        {.name = "right", .args = {text, int4}, .result = text, .sqlite = "pg_right"},
        {.name = "lpad", .args = {text, int4, text}, .result = text, .sqlite = "pg_lpad", .optional = 1},
        {.name = "rpad", .args = {text, int4, text}, .result = text, .sqlite = "pg_rpad", .optional = 1},
        {.name = "btrim", .args = {text, text}, .result = text, .sqlite = "pg_btrim", .optional = 1},
        {.name = "ltrim", .args = {text, text}, .result = text, .sqlite = "pg_ltrim", .optional = 1},
        {.name = "rtrim", .args = {text, text}, .result = text, .sqlite = "pg_rtrim", .optional = 1},
        {.name = "replace", .args = {text, text, text}, .result = text, .sqlite = "pg_replace"},
        {.name = "translate", .args = {text, text, text}, .result = text, .sqlite = "pg_translate"},
        {.name = "split_part", .args = {text, text, int4}, .result = text, .sqlite = "pg_split_part"},
    };
}

std::vector<Builtin> formats() {
    return {
        {.name = "concat",
         .args = {any},
         .result = text,
         .sqlite = "pg_concat",
         .strict = false,
         .variadic = true,
         .volatility = stable},
        {.name = "concat_ws",
         .args = {text, any},
         .result = text,
         .sqlite = "pg_concat_ws",
         .strict = false,
         .variadic = true,
         .volatility = stable},
        {.name = "format",
         .args = {text, any},
         .result = text,
         .sqlite = "pg_format",
         .strict = false,
         .variadic = true,
         .volatility = stable},
        {.name = "quote_ident", .args = {text}, .result = text, .sqlite = "pg_quote_ident"},
        {.name = "quote_literal", .args = {text}, .result = text, .sqlite = "pg_quote_literal"},
        {.name = "quote_literal",
         .args = {anyelement},
         .result = text,
         .sqlite = "pg_quote_literal",
         .volatility = stable},
        {.name = "quote_nullable",
         .args = {text},
         .result = text,
         .sqlite = "pg_quote_nullable",
         .strict = false},
        {.name = "quote_nullable",
         .args = {anyelement},
         .result = text,
         .sqlite = "pg_quote_nullable",
         .strict = false,
         .volatility = stable},
        {.name = "parse_ident",
         .args = {text, boolean},
         .result = text_array,
         .sqlite = "pg_parse_ident",
         .optional = 1,
         .argument_names = {"str", "strict"}},
    };
}

std::vector<BuiltinOperator> operators() {
    return {
        {.name = "||", .left = text, .right = text, .result = text, .sqlite = "||", .native = true},
        {.name = "||", .left = anynonarray, .right = text, .result = text, .sqlite = "pg_any_text"},
        {.name = "||", .left = text, .right = anynonarray, .result = text, .sqlite = "pg_text_any"},
        {.name = "^@", .left = text, .right = text, .result = boolean, .sqlite = "pg_starts_with"},
    };
}

// What char(n), varchar(n) and name are to text: blanks at the end of char(n) mean nothing.
std::vector<BuiltinCast> casts() {
    using B = BaseType;
    using enum CastContext;
    return {
        {.from = B::bpchar, .to = B::text, .context = implicit, .sqlite = "pg_rtrim"},
        {.from = B::bpchar, .to = B::varchar, .context = implicit, .sqlite = "pg_rtrim"},
        {.from = B::bpchar, .to = B::citext, .context = assignment, .sqlite = "pg_rtrim"},
        {.from = B::bpchar, .to = B::name, .context = implicit, .sqlite = "pg_padded_name"},
        {.from = B::text, .to = B::bpchar, .context = implicit},
        {.from = B::varchar, .to = B::bpchar, .context = implicit},
        {.from = B::citext, .to = B::bpchar, .context = assignment},
        {.from = B::text, .to = B::name, .context = implicit, .sqlite = "pg_name"},
        {.from = B::varchar, .to = B::name, .context = implicit, .sqlite = "pg_name"},
        {.from = B::name, .to = B::varchar, .context = assignment},
        {.from = B::name, .to = B::bpchar, .context = assignment},
        {.from = B::varchar,
         .to = B::varchar,
         .context = implicit,
         .sqlite = "pg_varchar",
         .takes_modifier = true},
        {.from = B::bpchar,
         .to = B::bpchar,
         .context = implicit,
         .sqlite = "pg_bpchar",
         .takes_modifier = true},
    };
}

}  // namespace

Family text_strings() {
    Family all{.functions = whole(), .operators = operators(), .casts = casts()};
    for (auto const& more : {parts(), formats()})
        all.functions.insert(all.functions.end(), more.begin(), more.end());
    return all;
}

}  // namespace backstay::sql
