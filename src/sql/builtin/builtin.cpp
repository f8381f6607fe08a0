#include "sql/builtin/builtin.hpp"

#include "sql/builtin/families.hpp"

namespace backstay::sql {
namespace {

Family all_families() {
    Family all;
    for (auto make :
         {relabelling_family, comparison_family, number_family, text_family, system_family, catalog_family,
          system_relations_family, time_family, json_family, array_family, search_family}) {
        auto one = make();
        all.functions.insert(all.functions.end(), one.functions.begin(), one.functions.end());
        all.operators.insert(all.operators.end(), one.operators.begin(), one.operators.end());
        all.casts.insert(all.casts.end(), one.casts.begin(), one.casts.end());
    }
    return all;
}

Family const& tables() {
    static Family const all = all_families();
    return all;
}

}  // namespace

std::span<Builtin const> builtin_functions() { return tables().functions; }
std::span<BuiltinOperator const> builtin_operators() { return tables().operators; }
std::span<BuiltinCast const> builtin_casts() { return tables().casts; }

}  // namespace backstay::sql
