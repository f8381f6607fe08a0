#include "base/limitation.hpp"
#include "base/text.hpp"
#include "sql/lower/lowering.hpp"

namespace backstay::sql::lowering {
namespace {

Result<std::string> offset(std::optional<ExpressionBox> const& e) {
    if (!e) return std::string();
    if (auto const* literal = std::get_if<Literal>(&(*e)->node);
        literal != nullptr &&
        (literal->kind == LiteralKind::integer || literal->kind == LiteralKind::decimal))
        return literal->text;
    return not_supported(Limitation::computed_frame_offset);
}

Result<std::string> bound(FrameBound kind, std::optional<ExpressionBox> const& e) {
    TRY(auto const text, offset(e));
    switch (kind) {
        case FrameBound::unbounded_preceding: return std::string("unbounded preceding");
        case FrameBound::preceding: return text + " preceding";
        case FrameBound::current_row: return std::string("current row");
        case FrameBound::following: return text + " following";
        case FrameBound::unbounded_following: return std::string("unbounded following");
    }
    return text;
}

Result<std::string> frame(Frame const& f) {
    TRY(auto const start, bound(f.start, f.start_offset));
    TRY(auto const end, bound(f.end, f.end_offset));
    std::string out = f.mode == FrameMode::rows     ? " rows"
                      : f.mode == FrameMode::groups ? " groups"
                                                    : " range";
    out += " between " + start + " and " + end;
    switch (f.exclusion) {
        case FrameExclusion::none: return out;
        case FrameExclusion::current_row: return out + " exclude current row";
        case FrameExclusion::group: return out + " exclude group";
        case FrameExclusion::ties: return out + " exclude ties";
    }
    return out;
}

}  // namespace

Result<std::string> window(State& state, typed::Window const& w) {
    std::string out;
    for (auto const& e : w.partition_by) {
        TRY(auto const text, comparable(state, e));
        out += (out.empty() ? "partition by " : ", ") + text;
    }
    TRY(auto const order, order_by(state, w.order_by));
    out += order;
    if (w.frame) {
        TRY(auto const text, frame(*w.frame));
        out += text;
    }
    return out;
}

}  // namespace backstay::sql::lowering
