#include "engine/sqlite/runtime/json_reader.hpp"

#include "base/json.hpp"
#include "base/limitation.hpp"
#include "engine/sqlite/runtime/time_zone.hpp"
#include "engine/sqlite/value_text.hpp"
#include "engine/sqlite/values/array_value.hpp"
#include "engine/sqlite/values/json_text.hpp"
#include "engine/sqlite/values/json_view.hpp"

namespace backstay::engine::sqlite {
namespace {

using sql::BaseType;

constexpr int most_dimensions = 6;

// An array of JSON as an array of SQL: how deep it is says its first element, its first element, ...; all
// others must be as deep and, at each depth, as long.
class ArrayReader {
public:
    ArrayReader(JsonReader& reader, sql::Type element, std::string_view key)
        : reader_(reader), element_(element), key_(key) {}

    Result<std::string> read(std::string_view json) {
        TRY_VOID(dimension(json, 1));
        if (elements_.empty()) return store_array({});
        return store_array({.dimensions = std::move(sizes_), .elements = std::move(elements_)});
    }

private:
    Failure expected_array(std::size_t depth) const {
        auto refusal = failure("22P02", "expected JSON array");
        if (depth == 0) return std::move(refusal).hint("See the value of key \"" + std::string(key_) + "\".");
        std::string where;
        for (std::size_t i = 0; i < depth; ++i) where += "[" + std::to_string(place_[i]) + "]";
        return std::move(refusal).hint("See the array element " + where + " of key \"" + std::string(key_) +
                                       "\".");
    }

    Result<void> dimension(std::string_view json, std::size_t depth) {
        if (!is_array(json)) return expected_array(depth - 1);
        if (depth > most_dimensions)
            return failure("54000", "number of array dimensions (" + std::to_string(depth) +
                                        ") exceeds the maximum allowed (6)");
        if (place_.size() < depth) place_.push_back(0);
        place_[depth - 1] = 0;
        JsonWalk walk(json);
        while (walk.next()) {
            if (dimensions_ == 0 && !is_array(walk.value())) dimensions_ = depth;
            if (dimensions_ > 0 && depth >= dimensions_) {
                TRY(auto value, reader_.value(walk.value(), element_, key_));
                elements_.push_back(std::move(value));
            } else {
                TRY_VOID(dimension(walk.value(), depth + 1));
            }
            ++place_[depth - 1];
        }
        if (dimensions_ == 0) dimensions_ = depth;
        return check_size(depth);
    }

    Result<void> check_size(std::size_t depth) {
        if (sizes_.size() < depth) sizes_.resize(depth, -1);
        auto& size = sizes_[depth - 1];
        if (size < 0) size = place_[depth - 1];
        if (size == place_[depth - 1]) return {};
        return failure("22P02", "malformed JSON array")
            .detail("Multidimensional arrays must have sub-arrays with matching dimensions.");
    }

    JsonReader& reader_;
    sql::Type element_;
    std::string_view key_;
    std::size_t dimensions_ = 0;  // 0: not known yet
    std::vector<int> place_ = {}, sizes_ = {};
    std::vector<Value> elements_ = {};
};

}  // namespace

Failure no_composite(std::string_view json) {
    return failure("22023", std::string("cannot call populate_composite on ") +
                                (is_array(json) ? "an array" : "a scalar"));
}

std::vector<RowColumn> columns_of(sql::Type composite, sql::Catalog const& catalog) {
    std::vector<RowColumn> columns;
    if (auto const* relation = catalog.relation(composite.user))
        for (auto const& column : relation->columns) columns.push_back({column.name, column.type});
    return columns;
}

std::string row_object(std::vector<RowColumn> const& columns, Row const& row, StatementState const& state) {
    std::string out = "{";
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i > 0) out += ',';
        append_json_string(out, columns[i].name);
        out += ':';
        append_json(out, row[i], columns[i].type, state);
    }
    return out + "}";
}

namespace {

// A field as the text form has it: in quotes where it holds what would end or hide it.
void append_field(std::string& out, std::string_view text) {
    if (!text.empty() && text.find_first_of("\"\\(), \t\n\r\v\f") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (char const c : text) {
        if (c == '"' || c == '\\') out += c;
        out += c;
    }
    out += '"';
}

// The fields of (1,"a b",): absent where there is nothing between the commas.
class RowTextReader {
public:
    explicit RowTextReader(std::string_view text) : text_(text) {}

    Result<std::vector<std::optional<std::string>>> fields() {
        skip_blanks();
        if (!take('(')) return malformed("Missing left parenthesis.");
        std::vector<std::optional<std::string>> all;
        do {
            TRY(auto field, one());
            all.push_back(std::move(field));
        } while (take(','));
        if (!take(')')) return malformed("Unexpected end of input.");
        skip_blanks();
        if (next_ < text_.size()) return malformed("Junk after right parenthesis.");
        return all;
    }

    Failure malformed(std::string detail) const {
        return failure("22P02", "malformed record literal: \"" + std::string(text_) + "\"")
            .detail(std::move(detail));
    }

private:
    bool at(char c) const { return next_ < text_.size() && text_[next_] == c; }
    bool take(char c) {
        bool const found = at(c);
        if (found) ++next_;
        return found;
    }
    void skip_blanks() {
        while (next_ < text_.size() && std::string_view(" \t\n\r\v\f").contains(text_[next_])) ++next_;
    }

    Result<std::optional<std::string>> one() {
        if (at(',') || at(')')) return std::nullopt;
        std::string field;
        for (bool quoted = false; next_ < text_.size(); ++next_) {
            char const c = text_[next_];
            if (!quoted && (c == ',' || c == ')')) return field;
            bool const doubled = quoted && c == '"' && next_ + 1 < text_.size() && text_[next_ + 1] == '"';
            if (c == '"' && !doubled) {
                quoted = !quoted;
                continue;
            }
            if ((doubled || c == '\\') && ++next_ == text_.size()) break;
            field += text_[next_];
        }
        return malformed("Unexpected end of input.");
    }

    std::string_view text_;
    std::size_t next_ = 0;
};

}  // namespace

Result<std::string> row_text(std::string_view object, std::vector<RowColumn> const& columns,
                             StatementState& state) {
    Row fields;
    TRY_VOID(JsonReader(state, JsonReader::Form::json).row(object, columns, {}, fields));
    auto session = time_session(state);
    std::string out = "(";
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i > 0) out += ',';
        if (std::holds_alternative<std::monostate>(fields[i])) continue;
        auto const& type = columns[i].type;
        if (type.base == BaseType::composite && !type.array) return not_supported(Limitation::row_in_row);
        if (type.base == BaseType::boolean && !type.array) {
            out += std::get<std::int64_t>(fields[i]) != 0 ? 't' : 'f';
            continue;
        }
        append_field(out, output(fields[i], sql::storage_base(type, *state.catalog), session));
    }
    return out + ")";
}

Result<std::string> read_row_text(std::string_view text, sql::Type composite, StatementState& state) {
    RowTextReader reader(text);
    TRY(auto const fields, reader.fields());
    auto const columns = columns_of(composite, *state.catalog);
    if (fields.size() < columns.size()) return reader.malformed("Too few columns.");
    if (fields.size() > columns.size()) return reader.malformed("Too many columns.");
    Row row(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (fields[i]) {
            TRY(row[i], input_value(*fields[i], columns[i].type, state));
        }
    return row_object(columns, row, state);
}

Result<void> JsonReader::row(std::string_view object, std::vector<RowColumn> const& columns, Row const& base,
                             Row& out) {
    auto found = std::move(found_);  // value() may come back here for a row within this one
    found.assign(columns.size(), {});
    std::size_t expected = 0;  // rows of one maker have their keys in one order
    for (JsonWalk walk(object); walk.next();) {
        for (std::size_t tried = 0; tried < columns.size(); ++tried) {
            auto const at =
                expected + tried < columns.size() ? expected + tried : expected + tried - columns.size();
            if (!is_key(walk.key(), columns[at].name)) continue;
            found[at] = walk.value();
            expected = at + 1 == columns.size() ? 0 : at + 1;
            break;
        }
    }
    out.resize(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (found[i].empty() && !base.empty()) {
            out[i] = base[i];
        } else {
            TRY(out[i], value(found[i].empty() ? "null" : found[i], columns[i].type, columns[i].name));
        }
    }
    found_ = std::move(found);
    return {};
}

Result<Value> JsonReader::value(std::string_view json, sql::Type type, std::string_view key) {
    if (type.base == BaseType::domain && !type.array) return domain(json, type, key);
    if (kind_of(json) == JsonKind::null) return Value();
    if (type.array) return array(json, type, key);
    if (type.base == BaseType::composite) return composite(json, type);
    return scalar(json, type);
}

Result<Value> JsonReader::domain(std::string_view json, sql::Type type, std::string_view key) {
    auto const found = state_.catalog->domains.find(type.user);
    if (found == state_.catalog->domains.end()) return internal_error("a domain that is gone");
    TRY(auto made, value(json, found->second.base, key));
    if (state_.check_domain) TRY_VOID(state_.check_domain(type.user, made));
    return made;
}

Result<Value> JsonReader::array(std::string_view json, sql::Type type, std::string_view key) {
    if (kind_of(json) == JsonKind::string) return input_value(text_of(json), type, state_);
    TRY(auto made, ArrayReader(*this, sql::element_of(type), key).read(json));
    return Value(std::move(made));
}

Result<Value> JsonReader::composite(std::string_view json, sql::Type type) {
    if (kind_of(json) == JsonKind::string) return not_supported(Limitation::row_text_in_json);
    if (!is_object(json)) return no_composite(json);
    auto const columns = columns_of(type, *state_.catalog);
    Row inner;
    TRY_VOID(row(json, columns, {}, inner));
    return Value(row_object(columns, inner, state_));
}

Result<Value> JsonReader::scalar(std::string_view json, sql::Type type) {
    bool const string = kind_of(json) == JsonKind::string;
    if (type.base == BaseType::json || type.base == BaseType::jsonb) {
        bool const rewritten = string && json.contains('\\') && form_ == Form::json;
        auto text = rewritten ? quoted_json(text_of(json)) : std::string(json);
        if (type.base == BaseType::json || form_ == Form::jsonb) return Value(std::move(text));
        TRY(auto canonical, canonical_jsonb(text));
        return Value(std::move(canonical));
    }
    if (string) return input_value(text_of(json), type, state_);
    return input_value(json, type, state_);
}

}  // namespace backstay::engine::sqlite
