// A row is the JSON object that row_to_json() prints of it: backstay_row('names', 'types', values...).

#include <algorithm>

#include "base/text.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

struct Fields {
    std::string names, types, values;

    void add(State& state, std::string_view name, Type type, std::string const& value) {
        if (!types.empty()) {
            names += '\x1f';
            types += ',';
        }
        names += name;
        types += type_argument(state, type);
        values += ", " + value;
    }
    std::string call() const {
        return "backstay_row(" + text_literal(names) + ", " + text_literal(types) + values + ")";
    }
};

// Whether an outer join may leave the entry without a row. `outer`: one around the tree does.
bool may_be_missing(typed::JoinTree const& tree, int entry, bool outer) {
    if (auto const* ref = std::get_if<typed::EntryRef>(&tree.node)) return outer && ref->entry == entry;
    auto const& join = std::get<typed::JoinNode>(tree.node);
    bool const left = join.kind == JoinKind::right || join.kind == JoinKind::full;
    bool const right = join.kind == JoinKind::left || join.kind == JoinKind::full;
    return may_be_missing(*join.left, entry, outer || left) ||
           may_be_missing(*join.right, entry, outer || right);
}

}  // namespace

std::string text_literal(std::string_view text) {
    std::string out = "'";
    for (char const c : text) out += c == '\'' ? "''" : std::string(1, c);
    return out + "'";
}

Result<std::string> row(State& state, typed::RowConstructor const& r) {
    Fields fields;
    for (std::size_t i = 0; i < r.elements.size(); ++i) {
        auto element = r.elements[i];
        if (element.type.base == BaseType::unknown) element.type = {.base = BaseType::text};
        TRY(auto const value, expression(state, element));
        auto const name = i < r.names.size() ? r.names[i] : "f" + std::to_string(i + 1);
        fields.add(state, name, element.type, value);
    }
    return fields.call();
}

// t, as a value: NULL where an outer join found no row.
Result<std::string> whole_row(State& state, typed::Variable const& v) {
    auto const& scope = state.scopes[state.scopes.size() - 1 - static_cast<std::size_t>(v.levels_up)];
    auto const& entry = scope.query->entries[static_cast<std::size_t>(v.entry)];
    Fields fields;
    std::string present;
    for (std::size_t i = 0; i < entry.columns.size(); ++i) {
        if (entry.columns[i].hidden) continue;
        typed::Variable const column{v.levels_up, v.entry, static_cast<int>(i), entry.columns[i].name};
        TRY(auto const value, variable(state, column, entry.columns[i].type));
        fields.add(state, entry.columns[i].name, entry.columns[i].type, value);
        present += (present.empty() ? "" : " or ") + value + " is not null";
    }
    bool const missing = std::ranges::any_of(
        scope.query->from, [&](auto const& tree) { return may_be_missing(tree, v.entry, false); });
    if (!missing) return fields.call();
    auto const& alias = scope.aliases[static_cast<std::size_t>(v.entry)];
    if (std::holds_alternative<typed::RelationEntry>(entry.source) && !alias.empty())
        present = alias + ".rowid is not null";
    return "(case when " + present + " then " + fields.call() + " end)";
}

Result<std::string> field(State& state, typed::FieldAccess const& f, Type type) {
    if (auto const* v = std::get_if<typed::Variable>(&f.row->node); v != nullptr && v->column < 0)
        return variable(state, {v->levels_up, v->entry, f.index, f.field}, type);
    if (auto const* r = std::get_if<typed::RowConstructor>(&f.row->node))
        return expression(state, r->elements[static_cast<std::size_t>(f.index)]);
    TRY(auto const value, expression(state, *f.row));
    return "backstay_field(" + text_literal(f.field) + ", " + text_literal(type_argument(state, type)) +
           ", " + value + ")";
}

}  // namespace backstay::sql::lowering
