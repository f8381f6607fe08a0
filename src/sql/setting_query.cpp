#include "sql/setting_query.hpp"

namespace backstay::sql {

Select as_query(SetSetting const& setting) {
    Expressions args;
    args.push_back(text_literal(setting.name));
    args.push_back(text_literal(*setting.value));
    args.push_back(boolean_literal(setting.local));
    Select select;
    select.targets.push_back({call({"pg_catalog", "set_config"}, std::move(args)), ""});
    return select;
}

}  // namespace backstay::sql
