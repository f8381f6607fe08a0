// array_agg() of values and of arrays, string_agg() of texts and of bytes.

#include <algorithm>
#include <array>
#include <ranges>

#include "engine/sqlite/runtime/array.hpp"

namespace backstay::engine::sqlite {
namespace {

class CollectValues final : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        elements_.push_back(args.value(0));
        return {};
    }
    Result<Value> result(StatementState&) override {
        if (elements_.empty()) return Value();
        return array_answer(ArrayValue::of(elements_));
    }
    Result<void> remove(Arguments const&) override {
        elements_.erase(elements_.begin());
        return {};
    }

private:
    std::vector<Value> elements_;
};

// Arrays of one size, as the elements of one with a dimension more.
class CollectArrays final : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        if (args.is_null(0)) return failure("22004", "cannot accumulate null arrays");
        auto part = array_argument(args, 0);
        if (part.elements.empty()) return failure("2202E", "cannot accumulate empty arrays");
        if (array_.dimensions.empty()) {
            array_.dimensions = part.dimensions;
            array_.dimensions.insert(array_.dimensions.begin(), 0);
            TRY_VOID(check_dimensions(array_.dimensions));
        }
        if (!std::ranges::equal(part.dimensions, array_.dimensions | std::views::drop(1)))
            return failure("2202E", "cannot accumulate arrays of different dimensionality");
        ++array_.dimensions.front();
        std::ranges::move(part.elements, std::back_inserter(array_.elements));
        return {};
    }
    Result<Value> result(StatementState&) override {
        if (array_.dimensions.empty()) return Value();
        return array_answer(array_);
    }

private:
    ArrayValue array_;
};

// The delimiter of a row stands before its value; that of the first row is not seen.
class Join final : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        if (args.is_null(0)) return {};
        blob_ = blob_ || std::holds_alternative<Bytes>(args.value(0));
        parts_.emplace_back(args.is_null(1) ? std::string() : std::string(args.text(1)),
                            std::string(args.text(0)));
        return {};
    }
    Result<Value> result(StatementState&) override {
        if (parts_.empty()) return Value();
        std::string out;
        bool first = true;
        for (auto const& [delimiter, text] : parts_) {
            if (!first) out += delimiter;
            out += text;
            first = false;
        }
        if (blob_) return Value(Bytes{std::move(out)});
        return Value(std::move(out));
    }
    Result<void> remove(Arguments const& args) override {
        if (!args.is_null(0)) parts_.erase(parts_.begin());
        return {};
    }

private:
    bool blob_ = false;
    std::vector<std::pair<std::string, std::string>> parts_;
};

template <class Rows>
std::unique_ptr<Accumulator> make() {
    return std::make_unique<Rows>();
}

constexpr auto aggregates = std::to_array<Aggregate>({
    {"pg_array_agg", 2, make<CollectValues>, Strictness::takes_null},
    {"pg_array_agg_arrays", 2, make<CollectArrays>, Strictness::takes_null},
    {"pg_string_agg", 2, make<Join>, Strictness::takes_null},
});

}  // namespace

Result<void> register_array_aggregates(Connection const& db, StatementState& state) {
    return register_aggregates(db, state, aggregates);
}

}  // namespace backstay::engine::sqlite
