#pragma once

// What the embedded engine does not do and PostgreSQL does: one closed table. Each refusal in the code names
// its row; docs/limitations.md is made from it, and a test provokes every row that has an example.
//
//     return not_supported(Limitation::temporary_table);
//     return not_supported(Limitation::extension, "postgis");
//         0A000 not supported on the embedded engine: CREATE EXTENSION postgis

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace backstay {

enum class Limitation : std::uint8_t {
    grouping_function,
    sequence_in_from,
    cast_between_types,
    two_sets_in_select,
    result_of_union,
    set_columns_from_union,
    computed_sequence_name,
    function,
    variadic_array,
    function_in_from,
    row_in_from,
    setting_in_definition,
    group_by_outside,
    limit_outside,
    except_all,
    writing_subquery,
    with_ties,
    open_subscript,
    computed_frame_offset,
    quantified_in_definition,
    conflict_on_expression,
    text_of_row,
    session_in_definition,
    returning_joined,
    aggregate,
    function_here,
    untyped_rows,
    nulls_not_distinct,
    rename_object,
    rename_value,
    language,
    drop_rowid_column,
    retype_rowid_column,
    drop_rowid_key,
    alter_table,
    schema_elements,
    extension,
    create_table,
    temporary_table,
    like_identity,
    drop_type_cascade,
    drop_object,
    temporary_view,
    grant_object,
    statement,
    unique_using_index,
    match_full,
    set_null_columns,
    exclude,
    set_default_action,
    type,
    values_of_type,
    crypt_salt,
    encoding,
    mode_of_type,
    trigrams_beyond_ascii,
    moving_frame,
    null_window_argument,
    row_in_row,
    infinite_series,
    jsonpath_datetime,
    jsonpath_inner_keyvalue,
    row_text_in_json,
    basic_regex,
    array_lower_bound,
    jsonpath_regex,
    infinite_age,
    far_timestamp,
    collating_element,
    back_reference,
    setting,
    setting_in_request,
    geojson,
    media_handler,
    copy_options,
    copy_format,
    copy_option,
    union_into_variable,
    conflict_on_view,
    truncate_trigger,
    deferrable_trigger,
    transition_tables,
    statement_trigger_on_view,
    assigned_row,
    assigned_other_row,
    writing_with_and_triggers,
    writing_with_in_plpgsql,
    exception_within_write,
    returned_row,
    trigger_against_key,
    explain_analyze,
    procedure_in_plpgsql,
    plpgsql_row_parameter,
    plpgsql_any_type,
    returned_no_variable,
    plpgsql_row_call,
};

enum class LimitationArea : std::uint8_t { queries, definitions, values, functions, sessions, requests };

struct LimitationRow {
    Limitation id;
    LimitationArea area;
    std::string_view construct;  // {} stands for what is told with the refusal
    std::string_view instead;    // what to write
    std::string_view example;    // SQL that is refused so; empty where it takes more than SQL
};

// In the order of Limitation.
std::span<LimitationRow const> limitations();

Failure not_supported(Limitation limitation);
Failure not_supported(Limitation limitation, std::string_view what);

// docs/limitations.md, whole.
std::string limitations_page();

}  // namespace backstay
