// Calls, windows and ORDER BY.

#include "sql/print/writer.hpp"

namespace backstay::sql::printing {
namespace {

void write_bound(Writer& out, FrameBound bound, std::optional<ExpressionBox> const& offset) {
    if (offset) {
        write(out, **offset, Level::sign);
        out << ' ';
    }
    constexpr std::string_view words[] = {"UNBOUNDED PRECEDING", "PRECEDING", "CURRENT ROW", "FOLLOWING",
                                          "UNBOUNDED FOLLOWING"};
    out << words[static_cast<std::size_t>(bound)];
}

void write_frame(Writer& out, Frame const& frame) {
    constexpr std::string_view modes[] = {"RANGE", "ROWS", "GROUPS"};
    constexpr std::string_view exclusions[] = {"", " EXCLUDE CURRENT ROW", " EXCLUDE GROUP", " EXCLUDE TIES"};
    out << modes[static_cast<std::size_t>(frame.mode)] << " BETWEEN ";
    write_bound(out, frame.start, frame.start_offset);
    write_bound(out << " AND ", frame.end, frame.end_offset);
    out << exclusions[static_cast<std::size_t>(frame.exclusion)];
}

void write_arguments(Writer& out, Call const& call) {
    if (call.star) out << '*';
    if (call.distinct) out << "DISTINCT ";
    std::size_t index = 0;
    out.list(call.args, [&](Argument const& arg) {
        if (call.variadic && ++index == call.args.size()) out << "VARIADIC ";
        if (!arg.name.empty()) out.name(arg.name) << " => ";
        write(out, arg.value);
    });
    if (!call.order_by.empty() && !call.within_group) write(out << " ORDER BY ", call.order_by);
}

}  // namespace

void write_call(Writer& out, Call const& call) {
    out.name(call.name) << '(';
    write_arguments(out, call);
    out << ')';
    if (call.within_group) {
        write(out << " WITHIN GROUP (ORDER BY ", call.order_by);
        out << ')';
    }
    if (call.filter) {
        write(out << " FILTER (WHERE ", **call.filter);
        out << ')';
    }
    if (!call.over) return;
    auto const& over = *call.over;
    bool const only_names =
        over.partition_by.empty() && over.order_by.empty() && !over.frame && !over.references.empty();
    out << " OVER ";
    if (only_names) {
        out.name(over.references);
    } else {
        write(out, over);
    }
}

// (base PARTITION BY a ORDER BY b ROWS ...)
void write(Writer& out, Window const& window) {
    out << '(';
    std::string_view space;
    auto const part = [&]() -> Writer& {
        out << space;
        space = " ";
        return out;
    };
    if (!window.references.empty()) part().name(window.references);
    if (!window.partition_by.empty()) write(part() << "PARTITION BY ", window.partition_by);
    if (!window.order_by.empty()) write(part() << "ORDER BY ", window.order_by);
    if (window.frame) write_frame(part(), *window.frame);
    out << ')';
}

void write(Writer& out, OrderBy const& order_by) {
    out.list(order_by, [&](SortKey const& key) {
        write(out, key.expression);
        if (key.direction == SortDirection::descending) out << " DESC";
        if (key.nulls == NullsOrder::first) out << " NULLS FIRST";
        if (key.nulls == NullsOrder::last) out << " NULLS LAST";
    });
}

}  // namespace backstay::sql::printing
