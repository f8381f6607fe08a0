#include <array>
#include <utility>

#include "sql/print/writer.hpp"

namespace backstay::sql::printing {
namespace {

// The types that the grammar has words for. The second word of some stands behind the modifier.
struct Words {
    std::string_view name, words, after_modifier;
};
constexpr std::array<Words, 13> spelled = {{{"bool", "boolean", ""},
                                            {"int2", "smallint", ""},
                                            {"int4", "integer", ""},
                                            {"int8", "bigint", ""},
                                            {"float4", "real", ""},
                                            {"float8", "double precision", ""},
                                            {"numeric", "numeric", ""},
                                            {"varchar", "character varying", ""},
                                            {"timestamp", "timestamp", " without time zone"},
                                            {"timestamptz", "timestamp", " with time zone"},
                                            {"time", "time", " without time zone"},
                                            {"timetz", "time", " with time zone"},
                                            {"varbit", "bit varying", ""}}};

void write_modifiers(Writer& out, std::vector<int> const& modifiers) {
    if (modifiers.empty()) return;
    out << '(';
    out.list(modifiers, [&](int modifier) { out.number(modifier); });
    out << ')';
}

// INTERVAL_MASK of PostgreSQL's utils/timestamp.h: a bit per field; all of them for interval(3).
void write_interval(Writer& out, std::vector<int> const& modifiers) {
    constexpr int full_range = 0x7FFF;
    constexpr std::array<std::pair<int, std::string_view>, 6> fields = {{{1 << 2, "year"},
                                                                         {1 << 1, "month"},
                                                                         {1 << 3, "day"},
                                                                         {1 << 10, "hour"},
                                                                         {1 << 11, "minute"},
                                                                         {1 << 12, "second"}}};
    out << "interval";
    if (modifiers.empty()) return;
    if (modifiers[0] != full_range) {
        std::string_view first, last;
        for (auto const& [bit, name] : fields) {
            if ((modifiers[0] & bit) == 0) continue;
            if (first.empty()) first = name;
            last = name;
        }
        out << ' ' << first;
        if (last != first) out << " to " << last;
    }
    if (modifiers.size() > 1) (out << '(').number(modifiers[1]) << ')';
}

void write_builtin(Writer& out, TypeName const& type) {
    auto const& name = type.name.name;
    if (name == "interval") return write_interval(out, type.modifiers);
    bool const sized = (name == "bpchar" || name == "bit") && !type.modifiers.empty();
    if (sized) {
        out << (name == "bit" ? "bit" : "character");
        return write_modifiers(out, type.modifiers);
    }
    for (auto const& words : spelled) {
        if (words.name != name) continue;
        out << words.words;
        write_modifiers(out, type.modifiers);
        out << words.after_modifier;
        return;
    }
    out.name(type.name);
    write_modifiers(out, type.modifiers);
}

}  // namespace

void write(Writer& out, TypeName const& type) {
    if (type.setof) out << "SETOF ";
    if (type.percent_type) {
        for (auto const& part : split(type.name.schema, '.')) out.name(part) << '.';
        out.name(type.name.name) << "%TYPE";
        return;
    }
    if (type.name.schema == "pg_catalog") {
        write_builtin(out, type);
    } else {
        out.name(type.name);
        write_modifiers(out, type.modifiers);
    }
    for (int i = 0; i < type.array_dimensions; ++i) out << "[]";
}

}  // namespace backstay::sql::printing
