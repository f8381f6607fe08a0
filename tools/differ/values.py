"""Kinds of columns: their type in SQL, texts that PostgreSQL reads as values of it, texts that it must refuse,
and what may be done with them in a request or in the expression of a view."""
import dataclasses, json


@dataclasses.dataclass
class Kind:
    name: str
    sql: str
    texts: list  # input forms, edges included
    bad: list = dataclasses.field(default_factory=list)
    family: str = "scalar"  # scalar, text, json, array, bool, bytes
    number: bool = False  # its JSON form is a number
    ordered: bool = True
    casts: tuple = ("text",)
    aggregates: tuple = ("count", "max", "min")
    expressions: tuple = ()  # of {c}

    def json(self, text):
        """The JSON form of a text, as a body holds it."""
        if self.number and text.lower() not in ("nan", "infinity", "-infinity"):
            return text
        if self.family == "bool" and text in ("true", "false"):
            return text
        if self.family == "json":
            return text
        return json.dumps(text, ensure_ascii=False)


def literal(text, sql):
    """A value as SQL writes it."""
    return "null" if text is None else "'" + text.replace("'", "''") + f"'::{sql}"


NUMBERS = ("text", "int", "bigint", "numeric", "float8", "smallint", "bool", "varchar")
NUMBER_EXPRESSIONS = ("{c} + 1", "{c} * 2", "-{c}", "{c} / 3", "abs({c})", "{c}::text", "{c}::numeric(10,2)", "{c} > 2", "{c} between 0 and 7",
                      "{c}::float8", "sign({c})", "mod({c}::numeric, 3)", "coalesce({c}, 0)", "nullif({c}, 1)", "greatest({c}, 2)",
                      "{c} in (1, 2, 3)", "case when {c} > 1 then 'big' when {c} is null then 'none' else 'small' end", "{c} is distinct from 1",
                      "to_char({c}, '999.99')", "round({c}::numeric, 1)", "trunc({c}::numeric)", "{c}::bigint", "power({c}::numeric, 2)", "width_bucket({c}::numeric, 0, 10, 5)")
FRACTIONS = ("ceil({c})", "floor({c})", "round({c})", "{c}::int", "{c}::smallint", "sqrt(abs({c}))")
TEXT_EXPRESSIONS = ("upper({c})", "lower({c})", "length({c})", "{c} || '!'", "substr({c}, 2, 3)", "substring({c} from 2)", "left({c}, 2)", "right({c}, -1)", "reverse({c})",
                    "replace({c}, 'a', 'bb')", "position('b' in {c})", "strpos({c}, 'a')", "initcap({c})", "lpad({c}, 5, '*')", "rpad({c}, 3)", "trim({c})", "btrim({c}, 'a')",
                    "split_part({c}, ',', 1)", "md5({c})", "{c} like 'a%'", "{c} ilike 'A_%'", "{c} ~ '^a'", "{c} ~* 'B'", "regexp_replace({c}, '[aeiou]', '-', 'g')",
                    "concat({c}, 1, null, true)", "concat_ws('-', {c}, 'x')", "coalesce({c}, 'none')", "{c}::varchar(2)", "char_length({c})", "octet_length({c})", "repeat({c}, 2)",
                    "translate({c}, 'abc', 'xy')", "ascii({c})", "quote_literal({c})", "quote_ident({c})", "starts_with({c}, 'a')", "to_json({c})", "string_to_array({c}, ',')", "{c} > 'b'", "{c} = any(array['a','b'])",
                    "format('%s|%I|%L', {c}, {c}, {c})", "overlay({c} placing 'zz' from 2 for 1)", "{c} similar to '(a|b)%'", "{c} collate \"C\" < 'b'")
DATE_EXPRESSIONS = ("extract(year from {c})", "extract(epoch from {c})", "extract(dow from {c})", "extract(isoyear from {c})", "date_part('month', {c})", "extract(doy from {c})", "extract(week from {c})",
                    "date_trunc('month', {c})", "date_trunc('week', {c})", "{c}::text", "{c} > '2024-01-01'", "to_char({c}, 'YYYY-MM-DD HH24:MI:SS')", "to_char({c}, 'Dy, DD Mon YYYY')",
                    "{c} + interval '1 month'", "{c} - interval '1 day 2 hours'", "{c}::date", "coalesce({c}, '2000-01-01')", "isfinite({c})", "to_json({c})", "{c} between '2000-01-01' and '2024-12-31'")

KINDS = {kind.name: kind for kind in [
    Kind("int2", "smallint", ["0", "1", "-1", "2", "7", "32767", "-32768"], ["32768", "x", "1.5", "", "0x10", "1e3", "1 2"], number=True, casts=NUMBERS,
         aggregates=("count", "max", "min", "sum", "avg"), expressions=NUMBER_EXPRESSIONS),
    Kind("int4", "integer", ["0", "1", "-1", "2", "3", "42", "2147483647", "-2147483648"], ["2147483648", "abc", "1.0", "", "--1", "null"], number=True, casts=NUMBERS,
         aggregates=("count", "max", "min", "sum", "avg"), expressions=NUMBER_EXPRESSIONS),
    Kind("int8", "bigint", ["0", "1", "-5", "9007199254740993", "9223372036854775807", "-9223372036854775808"], ["9223372036854775808", "1_000", "ten"], number=True, casts=NUMBERS,
         aggregates=("count", "max", "min", "sum", "avg"), expressions=NUMBER_EXPRESSIONS),
    Kind("numeric", "numeric", ["0", "1", "1.0", "1.50", "-0.0001", "12345678901234567890.123456789", "1e10", "NaN", "0.00"], ["1,5", "x", "", "1.2.3", "0x1"], number=True, casts=NUMBERS,
         aggregates=("count", "max", "min", "sum", "avg"), expressions=NUMBER_EXPRESSIONS + FRACTIONS),
    Kind("money_like", "numeric(8,2)", ["0", "1.5", "2.345", "-9.995", "999999.99", "1e3", "0.005"], ["1000000", "9999999.995", "a"], number=True, casts=NUMBERS,
         aggregates=("count", "max", "min", "sum", "avg"), expressions=NUMBER_EXPRESSIONS + FRACTIONS),
    Kind("float8", "double precision", ["0", "1", "1.5", "-2.5", "0.1", "1e300", "1e-7", "NaN", "Infinity", "-Infinity", "123456789012345680", "2.5"], ["1e400", "x", "1.5.5", ""], number=True,
         casts=NUMBERS, aggregates=("count", "max", "min", "sum", "avg"), expressions=NUMBER_EXPRESSIONS + FRACTIONS),
    Kind("float4", "real", ["0", "1", "0.1", "-3.25", "1e10", "3.4e38", "16777217"], ["1e39", "y"], number=True, casts=NUMBERS, aggregates=("count", "max", "min", "sum", "avg"),
         expressions=NUMBER_EXPRESSIONS + FRACTIONS),
    Kind("text", "text", ["", "a", "b", "abc", "ABC", "a,b", "it's", "Éa", "éa", "ß", "  blank ", 'say "hi"', "back\\slash", "100%", "a_b", "null", "tab\tnew\nline", "日本", "😀x", "(x)", "{x}"], [],
         family="text", casts=("int", "varchar", "json", "date", "bool"), expressions=TEXT_EXPRESSIONS),
    Kind("varchar", "varchar(5)", ["", "a", "abcde", "ab", "abc  ", "éèà", "abcde   "], ["abcdef", "toolong"], family="text", casts=("text", "int"), expressions=TEXT_EXPRESSIONS),
    Kind("char", "char(3)", ["", "a", "ab", "abc", "a  "], ["abcd"], family="text", casts=("text", "varchar"), expressions=("{c} || 'x'", "length({c})", "{c} = 'a'", "upper({c})", "{c}::text", "octet_length({c})", "{c} like 'a%'")),
    Kind("citext", "citext", ["", "a", "A", "Abc", "aBC", "É", "é", "x_y"], [], family="text", casts=("text",), aggregates=("count", "max", "min"),
         expressions=("{c} = 'A'", "{c}::text", "upper({c})", "{c} || 'x'", "{c} like 'a%'", "length({c})", "{c} ~ 'a'", "replace({c}, 'A', 'z')", "strpos({c}, 'B')", "{c} in ('ABC', 'x')", "split_part({c}, 'B', 1)")),
    Kind("uuid", "uuid", ["00000000-0000-4000-8000-00000000000a", "00000000-0000-4000-8000-00000000000B", "{00000000-0000-4000-8000-00000000000c}", "0000000000004000800000000000000d", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
         ["x", "", "00000000-0000-4000-8000-00000000000", "0000000-00000-4000-8000-00000000000a"], aggregates=("count",), expressions=("{c}::text", "{c} = '00000000-0000-4000-8000-00000000000a'", "to_json({c})", "coalesce({c}, '00000000-0000-4000-8000-000000000000')")),
    Kind("date", "date", ["2024-02-29", "1999-12-31", "0001-01-01", "infinity", "-infinity", "2024-1-5", "20240301", "Jan 3, 2020", "epoch", "0044-03-15 BC"], ["2023-02-29", "x", "2024-13-01", "", "99999999-01-01", "10/40/2020"],
         casts=("text", "timestamp", "timestamptz"), expressions=DATE_EXPRESSIONS + ("{c} + 1", "{c} - 7", "{c} - date '2024-01-01'", "to_char({c}, 'Day')", "make_date(2024, 1, 1) - {c}", "age({c}::timestamp, '2000-01-01'::timestamp)")),
    Kind("timestamp", "timestamp", ["2024-01-02 03:04:05", "2024-01-02T03:04:05.123456", "1970-01-01", "infinity", "-infinity", "2024-12-31 23:59:59.9999999", "2024-06-15 12:00"], ["x", "2024-01-02 25:00:00", "2024-02-30", ""],
         casts=("text", "date", "time", "timestamptz"), expressions=DATE_EXPRESSIONS + ("{c} at time zone 'Europe/Berlin'", "{c}::time", "age({c}, '2000-01-01'::timestamp)", "{c} - '2024-01-01'::timestamp", "date_bin('15 minutes', {c}, '2001-01-01')")),
    Kind("timestamptz", "timestamptz", ["2024-01-02 03:04:05+00", "2024-03-31T01:30:00+01:00", "2024-07-01 12:00:00.5Z", "2024-01-02 03:04:05 America/New_York", "infinity", "1969-12-31 23:59:59.999+00", "0099-01-01 00:00:00+00"],
         ["yesterdayish", "2024-01-02 03:04:05+99", ""], casts=("text", "date", "timestamp"), expressions=DATE_EXPRESSIONS + ("{c} at time zone 'Europe/Berlin'", "{c} at time zone 'UTC'", "date_trunc('day', {c}, 'Asia/Tokyo')", "{c} - '2024-01-01 00:00:00+00'::timestamptz")),
    Kind("time", "time", ["00:00:00", "23:59:59.999999", "12:34", "24:00:00", "1:02:03.5"], ["25:00", "x", ""], casts=("text", "interval"), expressions=("{c}::text", "{c} + interval '90 minutes'", "extract(hour from {c})", "{c} > '12:00'", "{c} - '01:00'::time", "to_json({c})", "date_trunc('hour', {c})")),
    Kind("timetz", "timetz", ["00:00:00+00", "12:34:56.7-05", "23:59:59+02:30"], ["x", ""], casts=("text",), aggregates=("count",), expressions=("{c}::text", "extract(hour from {c})")),
    Kind("interval", "interval", ["1 day", "1 mon", "30 days", "-01:30:00", "1 year 2 mons 3 days 04:05:06.789", "PT5M", "P1Y2M", "0", "1 week ago", "24:00:00"], ["1 fortnightx", "x", ""],
         casts=("text", "time"), aggregates=("count", "max", "min", "sum", "avg"), expressions=("{c}::text", "{c} * 2", "{c} / 2", "-{c}", "{c} + interval '1 day'", "extract(epoch from {c})", "extract(month from {c})", "justify_days({c})", "justify_hours({c})", "justify_interval({c})", "{c} > interval '1 day'", "date '2024-01-31' + {c}", "timestamp '2024-03-30 12:00' + {c}", "date_trunc('hour', {c})", "to_char({c}, 'HH24:MI:SS')")),
    Kind("json", "json", ['{"b": 1,  "a":[1, 2]}', "[]", "null", '"x"', "12.50", '{"a":{"b":"c"}}', "true"], ["{", "x", "", "{'a':1}", "[1,]"], family="json", ordered=False, casts=("text", "jsonb"), aggregates=("count",),
         expressions=("{c}->'a'", "{c}->>'a'", "{c}->0", "{c}#>'{a,b}'", "{c}#>>'{a,0}'", "json_typeof({c})", "{c}::jsonb", "{c}::text", "to_jsonb({c})")),
    Kind("jsonb", "jsonb", ['{"b": 1,  "a":[1, 2, {"c": null}]}', "[1,2,3]", "{}", "null", '"x"', "12.50", '{"a":{"b":"c"}, "aa": 1.0, "n": 1e2}', "false", '["a", ["b"]]', '{"a": "a\\u00e9\\n"}'], ["{", "nope", "", "[1 2]"], family="json",
         casts=("text", "json"), aggregates=("count",),
         expressions=("{c}->'a'", "{c}->>'a'", "{c}->-1", "{c}#>'{a,2}'", "{c} ? 'a'", "{c} ?| array['a','b']", "{c} ?& array['a','b']", "{c} @> '{\"b\":1}'", "{c} <@ '[1,2,3,4]'", "jsonb_typeof({c})", "{c} || '{\"z\":1}'",
                      "{c}::text", "jsonb_pretty({c})", "{c} = '{}'", "jsonb_strip_nulls({c})", "jsonb_path_query_first({c}, '$.a[*]')", "jsonb_path_exists({c}, '$.a')", "to_json({c})", "case when jsonb_typeof({c}) = 'object' then {c} - 'a' end",
                      "case when jsonb_typeof({c}) = 'array' then jsonb_array_length({c}) end", "case when jsonb_typeof({c}) = 'object' then jsonb_set({c}, '{a}', '7') end")),
    Kind("bool", "boolean", ["true", "false"], ["maybe", "", "2", "tr ue"], family="bool", casts=("text", "int"), aggregates=("count",), expressions=("not {c}", "{c} and true", "{c} or null", "{c} is not true", "{c}::text", "{c}::int", "coalesce({c}, false)", "{c} = false")),
    Kind("bytea", "bytea", ["\\x", "\\x00ff", "\\x6162", "abc", "\\\\000"], ["\\xz", "\\x1", "\\9"], family="bytes", casts=("text",), aggregates=("count",), expressions=("length({c})", "encode({c}, 'hex')", "encode({c}, 'base64')", "{c} || '\\x01'::bytea", "md5({c})", "{c}::text", "encode({c}, 'escape')", "{c} > '\\x61'", "substring({c} from 2)", "to_json({c})")),
    Kind("int_array", "integer[]", ["{}", "{1,2,3}", "{NULL,1}", "{{1,2},{3,4}}", "{-1}"], ["{1,x}", "1", "{1,2", "{1.5}", ""], family="array", casts=("text", "text[]", "bigint[]"), aggregates=("count", "max"),
         expressions=("{c}[1]", "array_length({c}, 1)", "cardinality({c})", "{c} || 9", "array_append({c}, 4)", "array_position({c}, 2)", "array_remove({c}, 1)", "2 = any({c})", "{c} @> '{1}'", "{c} && '{3,4}'", "array_to_string({c}, ',', '-')", "{c}[2:3]", "to_json({c})", "{c}::text", "{c} = '{1,2,3}'", "unnest_sum({c})")),
    Kind("text_array", "text[]", ["{}", "{a,b}", '{"a b","c,d",NULL}', '{"NULL",null,""}', '{"quo\\"te","back\\\\slash"}', "{é}"], ["{a", "a,b", '{"a}', "{a}b"], family="array", casts=("text",), aggregates=("count", "max"),
         expressions=("{c}[1]", "array_length({c}, 1)", "{c} || 'z'::text", "array_to_string({c}, '|')", "'a' = any({c})", "'b' <> all({c})", "{c} && array['a','z']", "{c} <@ array['a','b','c']", "to_json({c})", "{c}::text", "array_position({c}, 'b')", "array_replace({c}, 'a', 'A')")),
    Kind("time_array", "timestamptz[]", ["{}", '{"2024-01-02 03:04:05+00",NULL}'], ["{x}"], family="array", casts=("text",), aggregates=("count",), expressions=("{c}[1]", "{c}::text")),
    Kind("uuid_array", "uuid[]", ["{}", "{00000000-0000-4000-8000-00000000000a,00000000-0000-4000-8000-00000000000B}"], ["{x}"], family="array", casts=("text", "text[]"), aggregates=("count",), expressions=("{c}[1]", "{c}::text")),
    Kind("mood", "mood", ["sad", "ok", "very happy", "Quoted"], ["glad", "", "SAD"], casts=("text",), aggregates=("count", "max", "min"), expressions=("{c}::text", "{c} > 'sad'", "{c} = 'ok'", "{c} in ('ok', 'sad')", "coalesce({c}, 'ok')", "greatest({c}, 'ok')")),
    Kind("mood_array", "mood[]", ["{}", "{sad,ok}", '{"very happy",NULL}'], ["{glad}"], family="array", casts=("text", "text[]"), aggregates=("count",), expressions=("{c}[1]", "{c}::text", "'ok' = any({c})")),
    Kind("positive", "positive", ["1", "2", "100"], ["0", "-1", "x"], number=True, casts=("text", "int"), aggregates=("count", "max", "min", "sum", "avg"), expressions=("{c} + 1", "{c}::text", "{c} > 1")),
    Kind("short_name", "short_name", ["a", "ab", "Zed"], ["", "toolongname", "with space"], family="text", casts=("text",), expressions=("{c} || '!'", "upper({c})", "{c}::text", "{c} like 'a%'")),
]}

SETUP = """create extension if not exists citext;
create type mood as enum ('sad', 'ok', 'very happy', 'Quoted');
create domain positive as integer check (value > 0);
create domain short_name as varchar(8) constraint short_name_form check (value ~ '^[a-zA-Z]+$');
create function unnest_sum(list int[]) returns bigint language sql immutable as $$ select sum(x) from unnest(list) as x $$;
"""
