// A LATERAL subquery: json_each((select json_group_array(json_array(c1, c2)) from (...))) may name the
// entries to its left, where a derived table may not.

#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

bool real(State& state, Type type) {
    auto const base = storage_base(type, state.catalog());
    return !base.array && (base.base == BaseType::float4 || base.base == BaseType::float8);
}
bool binary(State& state, Type type) {
    auto const base = storage_base(type, state.catalog());
    return !base.array && base.base == BaseType::bytea;
}

}  // namespace

bool is_lateral(State& state, typed::Entry const& entry) {
    if (auto const* s = std::get_if<typed::SubqueryEntry>(&entry.source)) return s->lateral;
    auto const* f = std::get_if<typed::FunctionEntry>(&entry.source);
    if (f == nullptr) return false;
    // What a function of the catalog returns comes the same way.
    (void)state;
    return f->calls.size() == 1 && std::holds_alternative<typed::FunctionCall>(f->calls.front().node);
}

Result<std::string> lateral(State& state, std::string const& select,
                            std::vector<typed::EntryColumn> const& columns) {
    auto const alias = state.new_alias();
    std::string list;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto const name = alias + ".c" + std::to_string(i + 1);
        list += i > 0 ? ", " : "";
        // JSON prints 15 digits of a number, a double has 17; it has no place for bytes.
        if (real(state, columns[i].type)) {
            list += "printf('%!.17g', " + name + ")";
        } else if (binary(state, columns[i].type)) {
            list += "hex(" + name + ")";
        } else {
            list += name;
        }
    }
    return "json_each((select json_group_array(json_array(" + list + ")) from (" + select + ") as " + alias +
           "))";
}

std::string lateral_column(State& state, std::string const& alias, int column, Type type) {
    auto const value = "json_extract(" + alias + ".value, '$[" + std::to_string(column) + "]')";
    if (real(state, type)) return "cast(" + value + " as real)";
    if (binary(state, type)) return "backstay_unhex(" + value + ")";
    return value;
}

}  // namespace backstay::sql::lowering
