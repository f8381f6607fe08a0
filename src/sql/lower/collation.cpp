// SQLite takes a comparison's collation from its left column; an expression has none. So every value of a
// type with an order of its own says its collation where it is compared, sorted or grouped.

#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {

std::string with_collation(State& state, std::string text, typed::Expression const& e) {
    auto collation = collation_of(e.type, state.catalog());
    if (collation.empty() && !e.collation.empty() && e.collation != "C" && e.collation != "default" &&
        e.collation != "POSIX" && e.collation != "C.UTF-8")
        collation = quoted(e.collation);
    // citext::text compares as text, though SQLite would still see the column's collation; so do labels.
    if (auto const* cast = std::get_if<typed::CastCall>(&e.node); cast != nullptr && collation.empty()) {
        auto const from = storage_base(cast->arg->type, state.catalog());
        bool const stays = from.base == BaseType::citext || from.base == BaseType::enumeration;
        if (stays && !from.array) collation = "binary";
    }
    return collation.empty() ? text : "(" + text + " collate " + collation + ")";
}

Result<std::string> comparable(State& state, typed::Expression const& e) {
    TRY(auto text, expression(state, e));
    return with_collation(state, std::move(text), e);
}

}  // namespace backstay::sql::lowering
