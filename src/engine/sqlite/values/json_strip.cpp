#include "base/json.hpp"
#include "engine/sqlite/values/json_text.hpp"
#include "engine/sqlite/values/json_view.hpp"

namespace backstay::engine::sqlite {

void append_without_nulls(std::string& out, std::string_view json, JsonLayout layout) {
    if (!is_container(json)) {
        if (kind_of(json) == JsonKind::string) {
            append_json_string(out, text_of(json));
        } else {
            out += json;
        }
        return;
    }
    bool const object = is_object(json);
    bool first = true;
    out += json.front();
    for (JsonWalk walk(json); walk.next();) {
        if (object && kind_of(walk.value()) == JsonKind::null) continue;
        if (!first) out += layout == JsonLayout::tight ? "," : ", ";
        first = false;
        if (object) {
            append_json_string(out, text_of(walk.key()));
            out += layout == JsonLayout::tight ? ":" : ": ";
        }
        append_without_nulls(out, walk.value(), layout);
    }
    out += json.back();
}

}  // namespace backstay::engine::sqlite
