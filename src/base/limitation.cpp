#include "base/limitation.hpp"

#include <algorithm>
#include <array>

namespace backstay {
namespace {

using Area = LimitationArea;

constexpr auto rows = std::to_array<LimitationRow>({
    {Limitation::grouping_function, Area::queries, "GROUPING()",
     "a column of its own in each branch of a UNION ALL", "select grouping(a) from t group by rollup (a)"},
    {Limitation::sequence_in_from, Area::queries, "a sequence in FROM", "currval() or nextval()",
     "create sequence numbers; select * from numbers"},
    {Limitation::cast_between_types, Area::values, "a cast from {}", "a value of the type itself", ""},
    {Limitation::two_sets_in_select, Area::queries, "a set of rows beside another set in a select list",
     "them in FROM", ""},
    {Limitation::result_of_union, Area::functions,
     "a function whose UNION or VALUES gives another type than it returns", "a cast in its select lists",
     "create function f() returns setof bigint language sql as 'select 1 union select 2'; select * from f()"},
    {Limitation::set_columns_from_union, Area::queries,
     "SET of several columns from a UNION, VALUES or DISTINCT", "a subquery for each column",
     "update t set (a, b) = (select 1, 2 union select 3, 4)"},
    {Limitation::computed_sequence_name, Area::functions, "a sequence whose name is computed",
     "the name as a literal", "select nextval('x' || 'y')"},
    {Limitation::function, Area::functions, "the function {}()", "another function",
     "select pg_current_wal_lsn()"},
    {Limitation::variadic_array, Area::functions, "{}(VARIADIC of an array)",
     "VARIADIC ARRAY[...], or array_to_string()", "select concat(variadic c) from t"},
    {Limitation::function_in_from, Area::functions, "{}() in FROM", "another function", ""},
    {Limitation::row_in_from, Area::queries, "a row as a table in FROM", "its fields in a select list", ""},
    {Limitation::setting_in_definition, Area::definitions, "current_setting() in a constraint or an index",
     "a trigger", "create table x (a text check (a = current_setting('a.b', true)))"},
    {Limitation::group_by_outside, Area::queries, "GROUP BY of what a query around it has",
     "a column of a subquery in FROM", "select (select count(*) from t x group by x.a - t.a limit 1) from t"},
    {Limitation::limit_outside, Area::queries, "LIMIT by what a query around it has",
     "row_number() over (...) in a subquery", "select (select x.a from t x limit t.a) from t"},
    {Limitation::except_all, Area::queries, "{} ALL", "EXCEPT and INTERSECT without ALL",
     "select a from t except all select b from t"},
    {Limitation::writing_subquery, Area::queries, "a data-modifying statement inside a query",
     "it as a WITH entry of the statement", ""},
    {Limitation::with_ties, Area::queries, "FETCH ... WITH TIES", "rank() over (...)",
     "select a from t order by a fetch first 1 row with ties"},
    {Limitation::open_subscript, Area::queries, "an array subscript without an index", "a number", ""},
    {Limitation::computed_frame_offset, Area::queries, "a window frame whose offset is not a constant",
     "a number", "select sum(a) over (order by a rows between 1 + 1 preceding and current row) from t"},
    {Limitation::quantified_in_definition, Area::definitions,
     "this comparison with ANY or ALL in a definition", "its parts with OR or AND",
     "create table x (a int[], check (1 < any (a)))"},
    {Limitation::conflict_on_expression, Area::queries, "ON CONFLICT on an index of expressions",
     "a unique constraint",
     "create unique index on t (lower(d)); insert into t (a) values (1) on conflict (lower(d)) do nothing"},
    {Limitation::text_of_row, Area::values, "the text of a row of no known type", "row_to_json()", ""},
    {Limitation::session_in_definition, Area::definitions, "a value of the session in a definition",
     "a trigger", ""},
    {Limitation::returning_joined, Area::queries, "RETURNING columns of a joined table",
     "a SELECT after the change", "update t set b = 1 from u where u.id = t.a returning u.id"},
    {Limitation::aggregate, Area::functions, "the aggregate {}()", "another aggregate", ""},
    {Limitation::function_here, Area::functions, "{}() here", "another function", "select pg_sleep(1)"},
    {Limitation::untyped_rows, Area::functions, "{}() of rows of no known type",
     "a named row type, or FROM with a column definition list", ""},
    {Limitation::nulls_not_distinct, Area::definitions, "NULLS NOT DISTINCT",
     "a unique index on coalesce(column, value)", "create table x (a int unique nulls not distinct)"},
    {Limitation::rename_object, Area::definitions, "RENAME of this kind of object",
     "create it anew under the new name", "alter schema public rename to other"},
    {Limitation::rename_value, Area::definitions, "ALTER TYPE ... RENAME VALUE",
     "ADD VALUE, UPDATE the rows, and leave the old label",
     "create type mood as enum ('a'); alter type mood rename value 'a' to 'b'"},
    {Limitation::language, Area::definitions, "CREATE FUNCTION ... LANGUAGE {}",
     "LANGUAGE sql, or a migration that begins with -- engine: postgres",
     "create function f() returns int language plpython3u as 'return 1'"},
    {Limitation::drop_rowid_column, Area::definitions, "DROP COLUMN of an integer primary key",
     "create the table anew and copy its rows", "alter table u drop column id"},
    {Limitation::retype_rowid_column, Area::definitions,
     "ALTER COLUMN ... TYPE of an integer primary key to another kind of type",
     "create the table anew and copy its rows", "alter table u alter column id type text"},
    {Limitation::drop_rowid_key, Area::definitions, "DROP CONSTRAINT of a primary key of one integer column",
     "create the table anew and copy its rows", "alter table u drop constraint u_pkey"},
    {Limitation::alter_table, Area::definitions, "ALTER TABLE ... {}",
     "a migration that begins with -- engine: postgres", ""},
    {Limitation::schema_elements, Area::definitions, "CREATE SCHEMA with elements",
     "the elements as statements of their own", "create schema s create table x (a int)"},
    {Limitation::extension, Area::definitions, "CREATE EXTENSION {}",
     "a migration that begins with -- engine: postgres", "create extension postgis"},
    {Limitation::create_table, Area::definitions, "CREATE TABLE ... {}",
     "a plain table, or a migration that begins with -- engine: postgres", ""},
    {Limitation::temporary_table, Area::definitions, "CREATE TEMPORARY TABLE",
     "a CTE, or a table that is dropped at the end", "create temporary table x (a int)"},
    {Limitation::like_identity, Area::definitions, "LIKE ... INCLUDING IDENTITY",
     "write the identity column out",
     "create table i (a int generated always as identity); create table x (like i including identity)"},
    {Limitation::drop_type_cascade, Area::definitions, "DROP TYPE ... CASCADE of a type in use",
     "drop the columns first",
     "create type mood as enum ('a'); create table x (m mood); drop type mood cascade"},
    {Limitation::drop_object, Area::definitions, "DROP of this kind of object", "PostgreSQL only",
     "drop aggregate sum(int)"},
    {Limitation::temporary_view, Area::definitions, "CREATE TEMPORARY VIEW",
     "a CTE, or a view that is dropped at the end", "create temporary view v as select 1"},
    {Limitation::grant_object, Area::definitions, "GRANT on this kind of object", "PostgreSQL only", ""},
    {Limitation::statement, Area::definitions, "{}",
     "keep it in a migration that begins with -- engine: postgres",
     "create rule r as on insert to t do nothing"},
    {Limitation::unique_using_index, Area::definitions, "UNIQUE USING INDEX",
     "name the columns: UNIQUE (a, b)",
     "create unique index ui on t (b); alter table t add unique using index ui"},
    {Limitation::match_full, Area::definitions, "MATCH FULL over several columns",
     "MATCH SIMPLE and a CHECK that the columns are null together",
     "create table p (a int, b int, primary key (a, b)); create table x (a int, b int, foreign key (a, b) "
     "references p match full)"},
    {Limitation::set_null_columns, Area::definitions, "ON DELETE SET NULL (columns)",
     "ON DELETE SET NULL of all columns",
     "create table x (a int, b int, foreign key (a) references u (id) on delete set null (a))"},
    {Limitation::exclude, Area::definitions, "EXCLUDE constraint",
     "a unique index where equality is meant; PostgreSQL only",
     "create table x (a int, exclude using gist (a with =))"},
    {Limitation::set_default_action, Area::definitions,
     "FOREIGN KEY ... SET DEFAULT with a default that is not null", "SET NULL, or a default of null",
     "create table x (a int default 1 references u on delete set default)"},
    {Limitation::type, Area::values, "the type {}", "text, and a CHECK of its form",
     "create table x (a inet)"},
    {Limitation::values_of_type, Area::values, "values of type {}", "text, and a CHECK of its form",
     "select row(1, row(2, 3))::text"},
    {Limitation::crypt_salt, Area::functions, "crypt() with the salt \"{}\"",
     "a salt that gen_salt('bf') or gen_salt('md5') made",
     "create extension pgcrypto; select crypt('a', '$9$abc')"},
    {Limitation::encoding, Area::functions, "the encoding {}", "UTF8 or LATIN1",
     "select convert_to('a', 'KOI8R')"},
    {Limitation::mode_of_type, Area::functions, "mode() of {}", "group by, order by count(*) desc",
     "select mode() within group (order by '1 day'::interval)"},
    {Limitation::trigrams_beyond_ascii, Area::functions, "show_trgm() of characters that are not ASCII",
     "similarity()", "create extension pg_trgm; select show_trgm('é')"},
    {Limitation::moving_frame, Area::queries, "this aggregate over a window frame whose start moves",
     "a frame that starts with UNBOUNDED PRECEDING", ""},
    {Limitation::null_window_argument, Area::functions, "{}() of NULL", "a number greater than zero",
     "select ntile(null) over () from t"},
    {Limitation::row_in_row, Area::values, "the text of a row within a row", "row_to_json()", ""},
    {Limitation::infinite_series, Area::functions, "a series that begins at infinity", "a finite beginning",
     "select * from generate_series('infinity'::timestamp, 'infinity', '1 day')"},
    {Limitation::jsonpath_datetime, Area::functions, "jsonpath's .datetime()",
     "a cast of the text of the value", "select jsonb_path_query('\"2024-01-01\"', '$.datetime()')"},
    {Limitation::jsonpath_inner_keyvalue, Area::functions, "jsonpath's .keyvalue() of an inner object",
     "jsonb_each()", "select jsonb_path_query('{\"a\": {\"b\": 1}}', '$.a.keyvalue()')"},
    {Limitation::row_text_in_json, Area::values, "the text form of a row within JSON", "a JSON object", ""},
    {Limitation::basic_regex, Area::functions, "basic and extended regular expressions", "an advanced one",
     "select regexp_replace('a', 'a', 'b', 'e')"},
    {Limitation::array_lower_bound, Area::values, "an array whose lower bound is not 1",
     "an array that starts at 1", "select '[0:1]={1,2}'::int[]"},
    {Limitation::jsonpath_regex, Area::functions, "the regular expression {} in a jsonpath",
     "a pattern without back-references and look-around",
     "select jsonb_path_exists('\"aa\"', '$ ? (@ like_regex \"(a)\\\\1\")')"},
    {Limitation::infinite_age, Area::functions, "age() of infinity", "isfinite()",
     "select age('infinity'::timestamp, now()::timestamp)"},
    {Limitation::far_timestamp, Area::values, "timestamps after the year 294246", "a date",
     "select '294250-01-01'::timestamp"},
    {Limitation::collating_element, Area::functions, "a named collating element", "the character itself",
     "select 'a' ~ '[[.hyphen.]]'"},
    {Limitation::back_reference, Area::functions, "back-references in regular expressions",
     "a pattern without them", "select 'aa' ~ '(a)\\1'"},
    {Limitation::setting, Area::sessions, "SET {}", "what reads the answer has to take it as it is",
     "set datestyle = 'German'"},
    {Limitation::setting_in_request, Area::requests, "set_config('{}', ...) in a request",
     "a function that is SECURITY DEFINER, or SET search_path of the function", ""},
    {Limitation::geojson, Area::requests, "GeoJSON", "application/json", ""},
    {Limitation::media_handler, Area::requests, "handlers of media types", "application/json", ""},
    {Limitation::copy_options, Area::sessions, "COPY with options",
     "COPY's text format: tabs between fields, \\N for NULL", ""},
    {Limitation::copy_format, Area::sessions, "COPY in the format {}", "the data as text or CSV",
     "copy t from stdin with (format binary);\n\\.\n"},
    {Limitation::copy_option, Area::sessions, "COPY with the option {}", "the option left out",
     "copy t from stdin with (force_null (d))"},
    {Limitation::union_into_variable, Area::queries, "a UNION or VALUES INTO a variable of another type",
     "a cast in its select lists", ""},
    {Limitation::conflict_on_view, Area::queries, "ON CONFLICT on a view with INSTEAD OF triggers",
     "its table", ""},
    {Limitation::truncate_trigger, Area::definitions, "a trigger on TRUNCATE",
     "DELETE, and a trigger on that", ""},
    {Limitation::deferrable_trigger, Area::definitions, "a DEFERRABLE trigger", "a trigger that is not", ""},
    {Limitation::transition_tables, Area::definitions, "REFERENCING in CREATE TRIGGER",
     "a trigger FOR EACH ROW", ""},
    {Limitation::statement_trigger_on_view, Area::definitions, "a statement trigger on a view",
     "an INSTEAD OF trigger", ""},
    {Limitation::assigned_row, Area::functions, "assignment of a row that is no variable", "SELECT ... INTO",
     ""},
    {Limitation::assigned_other_row, Area::functions, "assignment of a row of another type",
     "SELECT ... INTO", ""},
    {Limitation::writing_with_and_triggers, Area::queries,
     "a data-modifying WITH on what has BEFORE or INSTEAD OF triggers", "the statements one after the other",
     ""},
    {Limitation::writing_with_in_plpgsql, Area::functions, "a data-modifying WITH in PL/pgSQL",
     "the statements one after the other", ""},
    {Limitation::exception_within_write, Area::functions,
     "EXCEPTION in a function that an INSERT, UPDATE or DELETE calls for its rows",
     "a call of the function by itself, or a test before the statement", ""},
    {Limitation::returned_row, Area::functions, "RETURN of another row in a trigger",
     "assignments to NEW, and RETURN NEW", ""},
    {Limitation::trigger_against_key, Area::functions,
     "a BEFORE trigger that keeps a foreign key from changing its row", "RAISE EXCEPTION", ""},
    {Limitation::explain_analyze, Area::requests, "EXPLAIN ANALYZE", "a plan without options=analyze", ""},
    {Limitation::procedure_in_plpgsql, Area::definitions, "CREATE PROCEDURE in PL/pgSQL",
     "CREATE FUNCTION ... RETURNS void", ""},
    {Limitation::plpgsql_row_parameter, Area::definitions,
     "a row or any type as a parameter of a PL/pgSQL function",
     "a parameter for each column, or LANGUAGE sql", ""},
    {Limitation::plpgsql_any_type, Area::definitions, "a PL/pgSQL function of any type", "LANGUAGE sql", ""},
    {Limitation::returned_no_variable, Area::functions, "RETURN of a row that is no variable",
     "SELECT ... INTO a record, and RETURN it", ""},
    {Limitation::plpgsql_row_call, Area::functions, "a row of a PL/pgSQL function outside of FROM",
     "the function in FROM", ""},
});
static_assert(std::ranges::is_sorted(rows, {}, &LimitationRow::id));

struct Chapter {
    Area area;
    std::string_view title;
};
constexpr auto chapters = std::to_array<Chapter>({{Area::definitions, "Definitions"},
                                                  {Area::queries, "Queries and changes of rows"},
                                                  {Area::values, "Types and values"},
                                                  {Area::functions, "Functions"},
                                                  {Area::sessions, "Sessions and migrations"},
                                                  {Area::requests, "Requests"}});

std::string told(std::string_view construct, std::string_view what) {
    std::string text(construct);
    if (auto const at = text.find("{}"); at != std::string::npos) text.replace(at, 2, what);
    return text;
}

}  // namespace

std::span<LimitationRow const> limitations() { return rows; }

Failure not_supported(Limitation limitation) { return not_supported(limitation, ""); }

Failure not_supported(Limitation limitation, std::string_view what) {
    auto const& row = rows[static_cast<std::size_t>(limitation)];
    return not_supported(told(row.construct, what), std::string(row.instead));
}

std::string limitations_page() {
    std::string page =
        "# What the embedded engine refuses\n\n"
        "On PostgreSQL everything that PostgreSQL takes runs. The embedded engine runs PostgreSQL's SQL on "
        "SQLite, exactly or "
        "not at all: what it cannot do as PostgreSQL does is refused with SQLSTATE `0A000`, where it stands "
        "and with what to "
        "write instead. `backstay check` finds all of it in a folder of migrations, without a database.\n\n"
        "This page is made by `backstay check --limitations`; a test keeps it so.\n";
    for (auto const& [area, title] : chapters) {
        page += "\n## " + std::string(title) + "\n\n| refused | instead |\n|---|---|\n";
        for (auto const& row : rows) {
            if (row.area != area) continue;
            page += "| " + told(row.construct, "...") + " | " + std::string(row.instead) + " |\n";
        }
    }
    return page;
}

}  // namespace backstay
