// The name of an output column that has no alias (PostgreSQL's FigureColname): the column's or function's own
// name, a type's for a cast of something that has none, a word for a few constructs, else "?column?".

#include <array>

#include "base/box.hpp"
#include "sql/resolve/resolver.hpp"

namespace backstay::sql::resolving {
namespace {

struct Named {
    std::string name;
    int strength = 0;  // 0: nothing; 1: a type's name, which a better one replaces; 2: its own
};

Named name_of(Expression const& e);

std::string_view word(SqlValue value) {
    static constexpr auto words = std::to_array<std::string_view>(
        {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "current_role",
         "current_user", "session_user", "user", "current_catalog", "current_schema"});
    return words[static_cast<std::size_t>(value)];
}

Named indirection(Indirection const& i) {
    for (auto step = i.steps.rbegin(); step != i.steps.rend(); ++step)
        if (auto const* field = std::get_if<FieldAccess>(&*step); field != nullptr && !field->name.empty())
            return {field->name, 2};
    return name_of(*i.base);
}

Named subquery_name(Subquery const& s) {
    switch (s.kind) {
        case SubqueryKind::exists: return {"exists", 2};
        case SubqueryKind::array: return {"array", 2};
        case SubqueryKind::scalar: break;
        case SubqueryKind::any:
        case SubqueryKind::all: return {};
    }
    auto const* select = &*s.select;
    while (select->set_operation) select = &*select->set_operation->left;
    if (!select->values.empty()) return {"column1", 2};
    if (select->targets.empty()) return {};
    auto const& target = select->targets.front();
    return target.alias.empty() ? name_of(target.expression) : Named{target.alias, 2};
}

Named name_of(Expression const& e) {
    return std::visit(
        Overloaded{
            [](ColumnRef const& c) { return c.names.empty() || c.star ? Named{} : Named{c.names.back(), 2}; },
            [](Indirection const& i) { return indirection(i); },
            [](Call const& c) { return Named{c.name.name, 2}; },
            [](Cast const& c) {
                auto inner = name_of(*c.arg);
                return inner.strength > 1 ? inner : Named{c.type.name.name, 1};
            },
            [](Case const& c) {
                auto inner = c.otherwise ? name_of(**c.otherwise) : Named{};
                return inner.strength > 1 ? inner : Named{"case", 1};
            },
            [](Collate const& c) { return name_of(*c.arg); },
            [](Coalesce const&) { return Named{"coalesce", 2}; },
            [](GreatestLeast const& g) {
                return Named{g.kind == Extreme::greatest ? "greatest" : "least", 2};
            },
            [](NullIf const&) { return Named{"nullif", 2}; },
            [](SqlValueFunction const& f) { return Named{std::string(word(f.value)), 2}; },
            [](ArrayConstructor const&) { return Named{"array", 2}; },
            [](RowConstructor const&) { return Named{"row", 2}; },
            [](Grouping const&) { return Named{"grouping", 2}; },
            [](Subquery const& s) { return subquery_name(s); },
            [](Literal const& l) { return l.kind == LiteralKind::boolean ? Named{"bool", 1} : Named{}; },
            [](auto const&) { return Named{}; }},
        e.node);
}

}  // namespace

std::string output_name(Expression const& e) {
    auto named = name_of(e);
    return named.strength == 0 ? "?column?" : std::move(named.name);
}

}  // namespace backstay::sql::resolving
