#include "engine/sqlite/runtime/text_array.hpp"

#include "base/json.hpp"

namespace backstay::engine::sqlite {

std::string text_array(std::vector<std::optional<std::string>> const& elements) {
    std::string out = "[";
    for (auto const& element : elements) {
        if (out.size() > 1) out += ',';
        if (element)
            append_json_string(out, *element);
        else
            out += "null";
    }
    return out + "]";
}

}  // namespace backstay::engine::sqlite
