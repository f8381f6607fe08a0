// LIMIT and OFFSET. PostgreSQL takes NULL for "none" and refuses negative numbers, which SQLite takes for
// "none"; backstay_limit and backstay_offset see to both where the number is not known here.

#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

Result<std::string> bound(State& state, typed::Expression const& e, bool limit) {
    auto const* constant = std::get_if<typed::Constant>(&e.node);
    if (constant == nullptr) {
        TRY(auto const text, expression(state, e));
        return (limit ? "backstay_limit(" : "backstay_offset(") + text + ")";
    }
    if (constant->null) return std::string(limit ? "-1" : "0");
    if (constant->text.starts_with('-'))
        return failure(limit ? "2201W" : "2201X",
                       limit ? "LIMIT must not be negative" : "OFFSET must not be negative");
    return expression(state, e);
}

}  // namespace

Result<std::string> limit(State& state, typed::Query const& q) {
    if (!q.limit && !q.offset) return std::string();
    std::string out = " limit -1";
    if (q.limit) {
        TRY(auto const text, bound(state, *q.limit, true));
        out = " limit " + text;
    }
    if (q.offset) {
        TRY(auto const text, bound(state, *q.offset, false));
        out += " offset " + text;
    }
    return out;
}

}  // namespace backstay::sql::lowering
