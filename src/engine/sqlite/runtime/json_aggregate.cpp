// json_agg(), json_object_agg() and those of jsonb. The last argument says the types of the others.

#include <array>

#include "engine/sqlite/runtime/json.hpp"
#include "engine/sqlite/values/json_text.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

Failure null_key() { return failure("22023", "field name must not be null"); }

// [1, 2]; rows and arrays stand on lines of their own.
class JsonArray final : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        auto const type = args.type(0);
        if (!out_.empty()) {
            out_ += ", ";
            if (type.array || type.base == BaseType::record) out_ += "\n ";
        }
        out_ += json_of(args, 0);
        return {};
    }
    Result<Value> result(StatementState&) override {
        if (out_.empty()) return Value();
        return Value("[" + out_ + "]");
    }

private:
    std::string out_;
};

class JsonbArray final : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        if (!out_.empty()) out_ += ", ";
        if (!args.is_null(0) && args.type(0) == sql::Type{.base = BaseType::jsonb}) {
            out_ += args.text(0);
            return {};
        }
        TRY(auto const canonical, canonical_jsonb(json_of(args, 0)));
        out_ += canonical;
        return {};
    }
    Result<Value> result(StatementState&) override {
        if (out_.empty()) return Value();
        return Value("[" + out_ + "]");
    }

private:
    std::string out_;
};

class JsonObject final : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        if (args.is_null(0)) return null_key();
        TRY(auto const key, json_key(args, 0));
        out_ += (out_.empty() ? "" : ", ") + key + " : " + json_of(args, 1);
        return {};
    }
    Result<Value> result(StatementState&) override {
        if (out_.empty()) return Value();
        return Value("{ " + out_ + " }");
    }

private:
    std::string out_;
};

class JsonbObject final : public Accumulator {
public:
    Result<void> add(Arguments const& args) override {
        if (args.is_null(0)) return null_key();
        TRY(auto const key, json_key(args, 0));
        out_ += (out_.empty() ? "" : ",") + key + ":" + json_of(args, 1);
        return {};
    }
    Result<Value> result(StatementState&) override {
        if (out_.empty()) return Value();
        TRY(auto canonical, canonical_jsonb("{" + out_ + "}"));
        return Value(std::move(canonical));
    }

private:
    std::string out_;
};

template <class Kind>
std::unique_ptr<Accumulator> make() {
    return std::make_unique<Kind>();
}

constexpr auto takes_null = Strictness::takes_null;
constexpr auto aggregates = std::to_array<Aggregate>({
    {"pg_json_agg", 2, make<JsonArray>, takes_null},
    {"pg_jsonb_agg", 2, make<JsonbArray>, takes_null},
    {"pg_json_object_agg", 3, make<JsonObject>, takes_null},
    {"pg_jsonb_object_agg", 3, make<JsonbObject>, takes_null},
});

}  // namespace

Result<void> register_json_aggregates(Connection const& db, StatementState& state) {
    return register_aggregates(db, state, aggregates);
}

}  // namespace backstay::engine::sqlite
