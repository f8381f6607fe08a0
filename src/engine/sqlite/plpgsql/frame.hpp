#pragma once

// The variables of one call of a PL/pgSQL function, and the names by which SQL finds them. Each is a
// Parameter: a scalar by its place, a field of a record by the record's place and its own. Blocks within
// blocks hide names and give them free again.

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "engine/sqlite/given.hpp"
#include "sql/resolve/resolve.hpp"

namespace backstay::engine::sqlite {

struct ScalarVariable {
    std::string name;
    sql::Type type;
    Value value = {};
    bool constant = false;
    bool not_null = false;
    std::string label = {};  // what qualifies it: the function's name, for its parameters
};

struct RecordField {
    std::string name;
    sql::Type type;
    bool operator==(RecordField const&) const = default;
};
struct RecordVariable {
    std::string name;
    sql::Type type = {.base = sql::BaseType::record};
    std::vector<RecordField> fields = {};
    StoredRow values = {};
    bool fixed = false;     // of a named row type: what is assigned is converted to it
    bool assigned = false;  // its fields are known
    bool present = false;   // it has a row; otherwise all of it is NULL
    bool settled = false;   // `present` is the same in every call: new, old
};

class Frame final : public Variables {
public:
    void declare(ScalarVariable variable) { scalars_.push_back(std::move(variable)); }
    void declare(RecordVariable variable) { records_.push_back(std::move(variable)); }

    // Null when there is none of that name.
    ScalarVariable* scalar(std::string_view name);
    ScalarVariable* scalar(std::span<std::string const> path);  // name, or label.name
    RecordVariable* record(std::string_view name);

    Result<Value> value(int number) const override;
    sql::OuterNames names() const;
    // What plans depend on beside the text: the fields of records.
    std::vector<std::vector<RecordField>> shapes() const;

    struct Mark {
        std::size_t scalars, records;
    };
    Mark mark() const { return {scalars_.size(), records_.size()}; }
    void release(Mark mark);

private:
    std::vector<ScalarVariable> scalars_;
    std::vector<RecordVariable> records_;
};

}  // namespace backstay::engine::sqlite
