// Rows as one value, for what SQLite has no LATERAL for: backstay_pack(c1, c2, ...) is an aggregate that
// keeps its rows as they are, backstay_unpack(packed) gives them back, and backstay_rows_from(width, packed,
// ...) puts several sets side by side, the short ones filled with NULLs. backstay_single(a, b) is one row.
//
//     row   :=  width: 32 bits  value*
//     value :=  'n' | 'i' 64 bits | 'r' 64 bits | ('t' | 'b') size: 64 bits, bytes

#include "engine/sqlite/runtime/packed_rows.hpp"

#include <array>
#include <bit>
#include <cstring>

#include "base/box.hpp"

namespace backstay::engine::sqlite {
namespace {

template <class Number>
void append(std::string& out, Number number) {
    out.append(reinterpret_cast<char const*>(&number), sizeof number);
}

template <class Number>
Number take(std::string_view& packed) {
    Number number{};
    std::memcpy(&number, packed.data(), sizeof number);
    packed.remove_prefix(sizeof number);
    return number;
}

void append_bytes(std::string& out, char mark, std::string_view bytes) {
    out += mark;
    append(out, static_cast<std::uint64_t>(bytes.size()));
    out += bytes;
}

Value take_value(std::string_view& packed) {
    char const mark = take<char>(packed);
    if (mark == 'n') return {};
    if (mark == 'i') return take<std::int64_t>(packed);
    if (mark == 'r') return take<double>(packed);
    auto const size = take<std::uint64_t>(packed);
    std::string bytes(packed.substr(0, size));
    packed.remove_prefix(size);
    if (mark == 'b') return Bytes{std::move(bytes)};
    return bytes;
}

class Pack final : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        Row row;
        for (int i = 0; i < args.size(); ++i) row.push_back(args.value(i));
        append_packed(packed_, row);
        return {};
    }
    Result<Value> result(StatementState&) override { return Value(Bytes{packed_}); }

private:
    std::string packed_;
};

// One set of rows that is read step by step.
struct Packed {
    std::size_t width = 0;
    std::string rows;
    std::size_t place = 0;

    bool next(Row& row) {
        std::string_view rest = std::string_view(rows).substr(place);
        if (rest.empty()) return false;
        row.clear();
        for (auto left = take<std::uint32_t>(rest); left > 0; --left) row.push_back(take_value(rest));
        place = rows.size() - rest.size();
        return true;
    }
};

Result<Rows> unpack(Arguments const& args) {
    return [set = Packed{.rows = std::string(args.text(0))}](Row& row) mutable -> Result<bool> {
        return set.next(row);
    };
}

Result<Rows> rows_from(Arguments const& args) {
    std::vector<Packed> sets;
    for (int i = 0; i + 1 < args.size(); i += 2)
        sets.push_back(
            {.width = static_cast<std::size_t>(args.integer(i)), .rows = std::string(args.text(i + 1))});
    return [sets = std::move(sets)](Row& row) mutable -> Result<bool> {
        bool some = false;
        row.clear();
        Row part;
        for (auto& set : sets) {
            part.clear();
            some = set.next(part) || some;
            part.resize(set.width);
            row.insert(row.end(), part.begin(), part.end());
        }
        return some;
    };
}

Result<Rows> single(Arguments const& args) {
    Row row;
    for (int i = 0; i < args.size(); ++i) row.push_back(args.value(i));
    std::vector<Row> rows{std::move(row)};
    return rows_of(std::move(rows));
}

class Only final : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        if (found_) return failure("21000", "more than one row returned by a subquery used as an expression");
        found_ = true;
        value_ = args.value(0);
        return {};
    }
    Result<Value> result(StatementState&) override { return value_; }

private:
    bool found_ = false;
    Value value_;
};

std::unique_ptr<Accumulator> make_only() { return std::make_unique<Only>(); }
std::unique_ptr<Accumulator> make_pack() { return std::make_unique<Pack>(); }

constexpr auto aggregates =
    std::to_array<Aggregate>({{"backstay_pack", -1, make_pack, Strictness::takes_null},
                              {"backstay_only", 1, make_only, Strictness::takes_null}});
constexpr auto tables = std::to_array<TableFunction>({
    {"backstay_unpack", -1, 1, unpack},
    {"backstay_rows_from", -1, -1, rows_from, Strictness::takes_null},
    {"backstay_single", -1, -1, single, Strictness::takes_null},
});

}  // namespace

void append_packed(std::string& out, Row const& row) {
    append(out, static_cast<std::uint32_t>(row.size()));
    for (auto const& value : row)
        std::visit(Overloaded{[&](std::monostate) { out += 'n'; },
                              [&](std::int64_t number) {
                                  out += 'i';
                                  append(out, number);
                              },
                              [&](double number) {
                                  out += 'r';
                                  append(out, number);
                              },
                              [&](std::string const& text) { append_bytes(out, 't', text); },
                              [&](Bytes const& bytes) { append_bytes(out, 'b', bytes.data); }},
                   value);
}

Result<void> register_packed_rows(Connection const& db, StatementState& state) {
    TRY_VOID(register_aggregates(db, state, aggregates));
    return register_tables(db, state, tables);
}

}  // namespace backstay::engine::sqlite
