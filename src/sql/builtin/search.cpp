// Full text search: https://www.postgresql.org/docs/15/functions-textsearch.html

#include "sql/builtin/families.hpp"
#include "sql/builtin/types.hpp"

namespace backstay::sql {
namespace {

using namespace builtin_types;

constexpr Type real_array{.base = BaseType::float4, .array = true};

struct Row {
    std::string_view name;
    std::vector<Type> args;
    Type result;
    std::string_view sqlite;
    int optional = 0;
};

std::vector<Row> rows() {
    return {
        {"strip", {tsvector}, tsvector, "pg_tsvector_strip"},
        {"length", {tsvector}, int4, "pg_tsvector_length"},
        {"setweight", {tsvector, text, text_array}, tsvector, "pg_tsvector_setweight", 1},
        {"tsvector_to_array", {tsvector}, text_array, "pg_tsvector_to_array"},
        {"array_to_tsvector", {text_array}, tsvector, "pg_array_to_tsvector"},
        {"ts_delete", {tsvector, text}, tsvector, "pg_ts_delete"},
        {"ts_delete", {tsvector, text_array}, tsvector, "pg_ts_delete_all"},
        {"ts_filter", {tsvector, text_array}, tsvector, "pg_ts_filter"},
        {"numnode", {tsquery}, int4, "pg_tsquery_numnode"},
        {"querytree", {tsquery}, text, "pg_tsquery_tree"},
        {"tsquery_phrase", {tsquery, tsquery, int4}, tsquery, "pg_tsquery_phrase", 1},
        {"tsquery_and", {tsquery, tsquery}, tsquery, "pg_tsquery_and"},
        {"tsquery_or", {tsquery, tsquery}, tsquery, "pg_tsquery_or"},
        {"tsquery_not", {tsquery}, tsquery, "pg_tsquery_not"},
        {"tsvector_concat", {tsvector, tsvector}, tsvector, "pg_tsvector_concat"},
        {"ts_rank", {tsvector, tsquery, int4}, float4, "pg_ts_rank", 1},
        {"ts_rank", {real_array, tsvector, tsquery, int4}, float4, "pg_ts_rank_weighted", 1},
        {"ts_match_vq", {tsvector, tsquery}, boolean, "pg_ts_match"},
    };
}

// Each with a configuration, and with the session's own.
struct Reader {
    std::string_view name;
    Type of;
    Type result;
    std::string_view sqlite, of_session;
};
constexpr auto readers = std::to_array<Reader>({
    {"to_tsvector", text, tsvector, "pg_to_tsvector", "pg_to_tsvector_of_session"},
    {"to_tsvector", json, tsvector, "pg_json_to_tsvector", "pg_json_to_tsvector_of_session"},
    {"to_tsvector", jsonb, tsvector, "pg_json_to_tsvector", "pg_json_to_tsvector_of_session"},
    {"to_tsquery", text, tsquery, "pg_to_tsquery", "pg_to_tsquery_of_session"},
    {"plainto_tsquery", text, tsquery, "pg_plainto_tsquery", "pg_plainto_tsquery_of_session"},
    {"phraseto_tsquery", text, tsquery, "pg_phraseto_tsquery", "pg_phraseto_tsquery_of_session"},
    {"websearch_to_tsquery", text, tsquery, "pg_websearch_to_tsquery", "pg_websearch_to_tsquery_of_session"},
});

std::vector<BuiltinOperator> operators() {
    return {
        {.name = "@@", .left = tsvector, .right = tsquery, .result = boolean, .sqlite = "pg_ts_match"},
        {.name = "@@", .left = tsquery, .right = tsvector, .result = boolean, .sqlite = "pg_ts_match_turned"},
        {.name = "@@", .left = text, .right = tsquery, .result = boolean, .sqlite = "pg_ts_match_text_query"},
        {.name = "@@", .left = text, .right = text, .result = boolean, .sqlite = "pg_ts_match_texts"},
        {.name = "||",
         .left = tsvector,
         .right = tsvector,
         .result = tsvector,
         .sqlite = "pg_tsvector_concat"},
        {.name = "||", .left = tsquery, .right = tsquery, .result = tsquery, .sqlite = "pg_tsquery_or"},
        {.name = "&&", .left = tsquery, .right = tsquery, .result = tsquery, .sqlite = "pg_tsquery_and"},
        {.name = "<->", .left = tsquery, .right = tsquery, .result = tsquery, .sqlite = "pg_tsquery_phrase"},
        {.name = "!!", .right = tsquery, .result = tsquery, .sqlite = "pg_tsquery_not", .prefix = true},
    };
}

}  // namespace

Family search_family() {
    std::vector<Builtin> functions;
    for (auto& row : rows())
        functions.push_back({.name = row.name,
                             .args = std::move(row.args),
                             .result = row.result,
                             .sqlite = row.sqlite,
                             .optional = row.optional});
    for (auto const& reader : readers) {
        functions.push_back({.name = reader.name,
                             .args = {regconfig, reader.of},
                             .result = reader.result,
                             .sqlite = reader.sqlite});
        functions.push_back({.name = reader.name,
                             .args = {reader.of},
                             .result = reader.result,
                             .sqlite = reader.of_session,
                             .volatility = Volatility::stable});
    }
    functions.push_back({.name = "ts_headline",
                         .args = {regconfig, text, tsquery, text},
                         .result = text,
                         .sqlite = "pg_ts_headline",
                         .optional = 1});
    functions.push_back({.name = "ts_headline",
                         .args = {text, tsquery, text},
                         .result = text,
                         .sqlite = "pg_ts_headline_of_session",
                         .optional = 1,
                         .volatility = Volatility::stable});
    functions.push_back({.name = "get_current_ts_config",
                         .result = regconfig,
                         .sqlite = "pg_get_current_ts_config",
                         .volatility = Volatility::stable});
    return {.functions = std::move(functions), .operators = operators()};
}

}  // namespace backstay::sql
