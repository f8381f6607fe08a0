#include "sql/builtin/text.hpp"

namespace backstay::sql {

Family text_family() {
    Family all;
    for (auto make : {text_strings, text_patterns, text_bytea, text_uuids, text_citext, text_trigrams}) {
        auto one = make();
        all.functions.insert(all.functions.end(), one.functions.begin(), one.functions.end());
        all.operators.insert(all.operators.end(), one.operators.begin(), one.operators.end());
        all.casts.insert(all.casts.end(), one.casts.begin(), one.casts.end());
    }
    return all;
}

}  // namespace backstay::sql
