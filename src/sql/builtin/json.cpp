#include "sql/builtin/json.hpp"

namespace backstay::sql {

Family json_family() {
    Family all;
    for (auto* make : {json_access, json_records, json_building, json_changes, json_rows, json_paths}) {
        auto one = make();
        all.functions.insert(all.functions.end(), one.functions.begin(), one.functions.end());
        all.operators.insert(all.operators.end(), one.operators.begin(), one.operators.end());
        all.casts.insert(all.casts.end(), one.casts.begin(), one.casts.end());
    }
    return all;
}

}  // namespace backstay::sql
