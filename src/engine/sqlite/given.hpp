#pragma once

// The values of a statement's parameters: a request's texts, or the variables of a PL/pgSQL body as they are
// stored; and, from first_row_parameter on, those of a row that is written by itself.

#include <vector>

#include "engine/engine.hpp"
#include "engine/sqlite/values/value.hpp"

namespace backstay::engine::sqlite {

using StoredRow = std::vector<Value>;

class Variables {
public:
    virtual ~Variables() = default;
    // Of Parameter `number`; 55000 for the field of a record that has no row shape yet.
    virtual Result<Value> value(int number) const = 0;
};

inline constexpr int first_row_parameter = 1'000'000'001;

struct Given {
    std::vector<Parameter> const* texts = nullptr;
    Variables const* variables = nullptr;
    StoredRow const* row = nullptr;

    Given(std::vector<Parameter> const& parameters)  // NOLINT(google-explicit-constructor)
        : texts(&parameters) {}
    explicit Given(Variables const& values) : variables(&values) {}
    Given with_row(StoredRow const& values) const {
        auto out = *this;
        out.row = &values;
        return out;
    }
};

}  // namespace backstay::engine::sqlite
