#pragma once

// PostgreSQL's own settings: what SHOW gives before any SET, and what may be set. Most change nothing here;
// scripts made by pg_dump and its like set them all the same.
//
//     standard_setting("work_mem")         {"work_mem", "4MB", Form::text}
//     standard_setting("nonsense")         null: 42704 unrecognized configuration parameter

#include <string_view>

namespace backstay::engine::sqlite {

struct StandardSetting {
    enum class Form : unsigned char { text, boolean, fixed };  // fixed: 55P02 parameter "x" cannot be changed
    std::string_view name;                                     // in lower case
    std::string_view value;
    Form form = Form::text;
};

StandardSetting const* standard_setting(std::string_view name);

}  // namespace backstay::engine::sqlite
